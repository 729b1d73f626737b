//! The refusal of weights that are infinite or not a number.

use ndarray::{ArrayViewD, Dimension, IxDyn};

use super::{Activation, Linear, NetworkError, TensorName, Weight};

/// Refuses the first entry that is infinite or not a number.
pub(super) fn check<T: Weight>(
    linear: &[Linear<T>],
    activations: &[Activation<T>],
) -> Result<(), NetworkError> {
    for (layer, linear) in (1..).zip(linear) {
        check_tensor(TensorName::Weight { layer }, linear.weight.view().into_dyn())?;
        check_tensor(TensorName::Bias { layer }, linear.bias.view().into_dyn())?;
    }
    for (layer, activation) in (1..).zip(activations) {
        for coupling in activation.couplings() {
            coupling.stored(layer).into_iter().try_for_each(|(name, entries)| check_tensor(name, entries))?;
        }
    }
    Ok(())
}

fn check_tensor<T: Weight>(tensor: TensorName, entries: ArrayViewD<'_, T>) -> Result<(), NetworkError> {
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
