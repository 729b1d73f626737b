//! Actions as JSON.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::action::{Action, SymmetricTensor};
use crate::{Rational, Scalar};

/// Writes an action of floats. Entries that are zero are left out.
///
/// # Errors
/// When writing fails.
pub fn write(action: &Action<f64>, out: &mut dyn Write) -> io::Result<()> {
    write_with(action, false, |value| json!(value), out)
}

/// Writes an exact action; values are strings "p/q", and the irrational part of A^(0) stands apart.
///
/// # Errors
/// When writing fails.
pub fn write_exact(action: &Action<Rational>, out: &mut dyn Write) -> io::Result<()> {
    write_with(action, true, |value| json!(value.to_string()), out)
}

fn write_with<T: Scalar>(
    action: &Action<T>,
    exact: bool,
    number: impl Fn(&T) -> Value,
    out: &mut dyn Write,
) -> io::Result<()> {
    let truncation = action.truncation;
    write!(
        out,
        "{{\"format\": \"diagraction-action\", \"version\": 1, \"dimension\": {}, \"max_rank\": {}, \
         \"max_chi\": {}, \"exact\": {exact}, \"coefficients\": [",
        action.dimension(),
        json!(truncation.max_rank),
        json!(truncation.max_chi),
    )?;
    for (place, tensor) in action.tensors().iter().enumerate() {
        let separator = if place == 0 { "\n" } else { ",\n" };
        write!(out, "{separator}  {{\"rank\": {}, \"entries\": [", tensor.rank())?;
        write_entries(tensor, &number, out)?;
        write!(out, "]}}")?;
    }
    write!(out, "\n]")?;
    if let Some(constants) = &action.constants {
        let abs_det = json!(constants.abs_det.to_string());
        let dimension = constants.gaussian_dimension;
        write!(out, ", \"constants\": {{\"ln_abs_det\": {abs_det}, \"gaussian_dimension\": {dimension}}}")?;
    }
    writeln!(out, "}}")
}

fn write_entries<T: Scalar>(
    tensor: &SymmetricTensor<T>,
    number: impl Fn(&T) -> Value,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut separator = "";
    for (index, value) in tensor.iter().filter(|(_, value)| !value.is_zero()) {
        write!(out, "{separator}{{\"index\": {index:?}, \"value\": {}}}", number(value))?;
        separator = ", ";
    }
    Ok(())
}
