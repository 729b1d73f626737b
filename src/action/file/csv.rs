//! Entries as comma-separated values.

use std::io::{self, Write};

use crate::Scalar;
use crate::action::{Action, Held};
use crate::text::joined;

/// Writes `rank,index,value`, one entry a line; entries that are zero are left out.
///
/// # Errors
/// When writing fails.
pub fn write<T: Scalar>(action: &Action<T>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "rank,index,value")?;
    for tensor in action.tensors() {
        for (index, value) in tensor.iter().filter(|(_, value)| !value.is_zero()) {
            writeln!(out, "{},{},{value}", tensor.rank(), joined(&index, " "))?;
        }
    }
    Ok(())
}

/// As [`write()`], with the standard error of each entry as a fourth column.
///
/// # Errors
/// When writing fails.
pub fn write_with_errors(action: &Action<f64>, errors: Held<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "rank,index,value,error")?;
    for tensor in action.tensors() {
        for (index, value) in tensor.iter().filter(|(_, value)| **value != 0.0) {
            writeln!(out, "{},{},{value},{}", tensor.rank(), joined(&index, " "), errors.get(&index))?;
        }
    }
    Ok(())
}
