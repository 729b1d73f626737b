//! Errors of couplings by learning again on samples drawn anew.

use crate::action::{self, SparseAction};
use crate::data::{DataError, Samples};
use crate::train::resampled;

/// The standard errors of the entries of an action that is learned from samples: the spread over so many replicas, at least two, each learned on as many samples
/// drawn anew in blocks, see [`resampled`].
///
/// # Errors
/// When the samples cannot be read, and those of learning.
pub fn spread<E: From<DataError>>(
    samples: &Samples,
    replicas: u16,
    seed: u64,
    mut learn: impl FnMut(&Samples, u64) -> Result<SparseAction<f64>, E>,
) -> Result<SparseAction<f64>, E> {
    let mut found = Vec::new();
    for replica in 0..u64::from(replicas) {
        found.push(learn(&resampled(samples, seed, replica)?, replica)?);
    }
    Ok(action::spread(&found, f64::from(replicas) / (f64::from(replicas) - 1.0)))
}
