use ndarray::{Array1, ArrayD, IxDyn};

use crate::action::{Action, SymmetricTensor};

/// The arrays of a binary action file: `A0` (1), `A1` (d), `A2` (d, d), then `A3`, `A4`, .. packed.
pub(super) fn arrays(action: &Action<f64>) -> impl Iterator<Item = (String, ArrayD<f64>)> {
    action.tensors().iter().map(|tensor| (format!("A{}", tensor.rank()), array(tensor)))
}

fn array(tensor: &SymmetricTensor<f64>) -> ArrayD<f64> {
    if tensor.rank() != 2 {
        return Array1::from(tensor.entries().to_vec()).into_dyn();
    }
    let d = tensor.dimension();
    ArrayD::from_shape_fn(IxDyn(&[d, d]), |index| *tensor.get(&[index[0], index[1]]))
}
