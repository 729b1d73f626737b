//! A bound on the norm of A^(4) that needs none of its entries.

use super::Pairs;
use crate::Scalar;

impl<T: Scalar> Pairs<T> {
    /// An upper bound on |A^(4)|², the square of the Frobenius norm: that of the sum of pairs before it is averaged
    /// over the permutations of the four indices, which can only shrink it.
    ///
    /// # Formula
    /// With pairs X_p ⊗ Y_p, of which w_s Q_s ⊗ Q_s are some, and scalar products over all d² entries,
    ///
    /// ```text
    /// |Σ_p (X_p ⊗ Y_p + Y_p ⊗ X_p)/2|² = 1/2 Σ_pq [⟨X_p, X_q⟩ ⟨Y_p, Y_q⟩ + ⟨X_p, Y_q⟩ ⟨Y_p, X_q⟩]
    /// ```
    ///
    /// # Cost
    /// 3 n² d²/2 multiplications for n pairs, in matrix products; memory for twice the pairs.
    pub fn norm_squared_bound(&self) -> T {
        let half = T::half();
        let (left, right) = (self.left_side(), self.right_side());
        let [all_left, all_right] = [&left, &right].map(|side| self.triangle.doubled(side.view()));
        let xx = T::matrix_product(all_left.view(), left.t());
        let yy = T::matrix_product(all_right.view(), right.t());
        let xy = T::matrix_product(all_left.view(), right.t());
        let terms = &xx * &yy + &xy * &xy.t();
        terms.into_iter().fold(T::zero(), |sum, term| sum + term) * half
    }
}
