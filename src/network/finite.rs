//! The refusal of weights that are infinite or not a number.

use ndarray::{ArrayViewD, Dimension, IxDyn};

use super::{NetworkError, TensorName, Weight};

pub(super) fn check<T: Weight>(tensor: TensorName, entries: ArrayViewD<'_, T>) -> Result<(), NetworkError> {
    // The index is asked for only where it is needed: counting it takes most of the time.
    if entries.iter().all(T::is_finite) {
        return Ok(());
    }
    let bad = |(_, entry): &(IxDyn, &T)| !entry.is_finite();
    entries.indexed_iter().find(bad).map_or(Ok(()), |(index, entry)| {
        let index = index.as_array_view().to_vec();
        Err(NetworkError::NotFinite { tensor, index, value: entry.to_f64() })
    })
}
