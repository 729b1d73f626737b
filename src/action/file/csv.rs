//! Entries as comma-separated values.

use std::io::{self, Write};

use crate::Scalar;
use crate::action::Action;

/// Writes `rank,index,value`, one entry a line; entries that are zero are left out.
///
/// # Errors
/// When writing fails.
pub fn write<T: Scalar>(action: &Action<T>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "rank,index,value")?;
    for tensor in action.tensors() {
        for (index, value) in tensor.iter().filter(|(_, value)| !value.is_zero()) {
            let index: Vec<String> = index.iter().map(usize::to_string).collect();
            writeln!(out, "{},{},{value}", tensor.rank(), index.join(" "))?;
        }
    }
    Ok(())
}
