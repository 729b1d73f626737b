//! A^(4) with two of its indices summed up.

use ndarray::{Array1, Array2, ArrayView2, Axis};

use super::Pairs;
use crate::{Scalar, Threads};

impl<T: Scalar> Pairs<T> {
    /// Σ_kl A^(4)_ijkl G_kl for a symmetric matrix G, shape (d, d).
    ///
    /// # Formula
    /// With pairs L_p ⊗ R_p, of which w_s Q_s ⊗ Q_s are some:
    ///
    /// ```text
    /// 1/6 Σ_p [L_p tr(R_p G) + R_p tr(L_p G) + 2 (L_p G R_p + R_p G L_p)]
    /// ```
    ///
    /// # Cost
    /// 2 d³ multiplications for each pair; memory for twice the pairs.
    pub(crate) fn closed(&self, matrix: ArrayView2<'_, T>) -> Array2<T> {
        let (d, triangle) = (self.dimension(), self.triangle);
        let (left, right) = (self.left_side(), self.right_side());
        let mut between = Array2::zeros((d, d));
        for (left, right) in left.outer_iter().zip(right.outer_iter()) {
            let with_matrix = T::matrix_product(triangle.whole(left).view(), matrix);
            let right = triangle.whole(right);
            T::add_product(between.view_mut(), &T::one(), with_matrix.view(), right.view(), Threads::All);
        }
        let mut traced = Array1::zeros(triangle.len());
        let doubled = triangle.doubled(Array1::from(triangle.packed(matrix)).insert_axis(Axis(0)).view());
        for (one, other) in [(&left, &right), (&right, &left)] {
            let traces = T::matrix_product(doubled.view(), other.t());
            traced += &T::matrix_product(traces.view(), one.view()).row(0);
        }
        let sixth = T::half() * T::third();
        Array2::from_shape_fn((d, d), |(i, j)| {
            let crossed = T::two() * (between[[i, j]].clone() + between[[j, i]].clone());
            sixth.clone() * (traced[triangle.place(i.min(j), i.max(j))].clone() + crossed)
        })
    }
}
