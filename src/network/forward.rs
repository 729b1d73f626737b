//! z = f(x) for one point, in any numbers.

use ndarray::{Array1, ArrayView1};

use super::coupling::dot;
use super::{Linear, Network};
use crate::Scalar;

impl<T: Scalar> Linear<T> {
    /// W x + b, Eq. (13).
    ///
    /// # Panics
    /// When `x` has not d components.
    pub fn forward(&self, x: ArrayView1<'_, T>) -> Array1<T> {
        assert_eq!(x.len(), self.weight.ncols(), "components of the point");
        let x = x.to_vec();
        let weight = self.weight.as_standard_layout();
        let rows = weight.as_slice().into_iter().flat_map(|weight| weight.chunks_exact(x.len()));
        rows.zip(&self.bias).map(|(row, bias)| dot(row, &x) + bias.clone()).collect()
    }
}

impl<T: Scalar> Network<T> {
    /// z = f(x), exact for exact numbers.
    ///
    /// In floating point the result is infinite or NaN where the polynomial overflows;
    /// [`Network::forward_batch`] makes that an error.
    ///
    /// # Panics
    /// When `x` has not d components.
    ///
    /// # Cost
    /// O(L d² + L d2 d1^p) for couplings with p lower indices.
    ///
    /// # Source
    /// Eqs. (6), (13), (22), (23).
    pub fn forward(&self, x: ArrayView1<'_, T>) -> Array1<T> {
        let mut h = self.linear[0].forward(x);
        for (activation, linear) in self.activations.iter().zip(&self.linear[1..]) {
            h = linear.forward(activation.forward(h.view()).view());
        }
        h
    }
}
