//! States of spins out of samples.

use ndarray::Array2;
use thiserror::Error;

use crate::data::{DataError, Samples};

/// Samples that are no states of spins.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum StatesError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error("row {row}, column {column} is {value}; spins are +1 and -1, or bits 1 and 0, in all rows")]
    NoSpin { row: usize, column: usize, value: f64 },
}

/// The states of all rows, +1 and -1. Rows of bits, 1 and 0, become s = 2x - 1.
///
/// # Errors
/// When the samples cannot be read, or hold other numbers.
///
/// ```
/// use diagraction::{data::Samples, spins::states};
/// use ndarray::array;
///
/// let bits = Samples::from_array(array![[1.0, 0.0], [1.0, 1.0]]);
/// assert_eq!(states(&bits)?, array![[1.0, -1.0], [1.0, 1.0]]);
/// # Ok::<(), diagraction::spins::StatesError>(())
/// ```
pub fn states(samples: &Samples) -> Result<Array2<f64>, StatesError> {
    let mut rows = samples.range(0, samples.rows())?;
    let are_bits = rows.iter().all(|value| *value == 1.0 || *value == 0.0);
    match rows.indexed_iter().find(|(_, value)| value.abs() != 1.0) {
        Some(_) if are_bits => rows.mapv_inplace(|bit| 2.0 * bit - 1.0),
        Some(((row, column), &value)) => return Err(StatesError::NoSpin { row, column, value }),
        None => {}
    }
    Ok(rows)
}
