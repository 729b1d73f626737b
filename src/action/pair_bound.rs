use ndarray::{Array2, ArrayView2, Axis, concatenate};

use super::{Pairs, Triangle};
use crate::Scalar;

impl<T: Scalar> Pairs<T> {
    /// An upper bound on |A^(4)|², the square of the Frobenius norm: that of the sum of pairs before it is averaged
    /// over the permutations of the four indices, which can only shrink it.
    ///
    /// # Formula
    /// With pairs X_p ⊗ Y_p, of which -1/2 Q ⊗ Q are some, and scalar products over all d² entries,
    ///
    /// ```text
    /// |Σ_p (X_p ⊗ Y_p + Y_p ⊗ X_p)/2|² = 1/2 Σ_pq [⟨X_p, X_q⟩ ⟨Y_p, Y_q⟩ + ⟨X_p, Y_q⟩ ⟨Y_p, X_q⟩]
    /// ```
    ///
    /// # Cost
    /// 3 n² d²/2 multiplications for n pairs, in matrix products; memory for twice the pairs.
    #[must_use]
    pub fn norm_squared_bound(&self) -> T {
        let half = T::one() / (T::one() + T::one());
        let squares = self.squares().mapv(|entry| -half.clone() * entry);
        let left = stacked(squares.view(), self.products().map(|(left, _)| left));
        let right = stacked(self.squares(), self.products().map(|(_, right)| right));
        let triangle = Triangle::new(self.dimension());
        let (all_left, all_right) = (weighted(triangle, &left), weighted(triangle, &right));
        let xx = T::matrix_product(all_left.view(), left.t());
        let yy = T::matrix_product(all_right.view(), right.t());
        let xy = T::matrix_product(all_left.view(), right.t());
        let terms = &xx * &yy + &xy * &xy.t();
        terms.into_iter().fold(T::zero(), |sum, term| sum + term) * half
    }
}

/// All blocks, one below the other.
fn stacked<'a, T: Scalar>(
    first: ArrayView2<'a, T>,
    others: impl Iterator<Item = ArrayView2<'a, T>>,
) -> Array2<T> {
    let blocks: Vec<_> = std::iter::once(first).chain(others).collect();
    concatenate(Axis(0), &blocks).expect("rows of one length")
}

/// Off-diagonal entries count twice in a scalar product over the whole matrices.
fn weighted<T: Scalar>(triangle: Triangle, matrices: &Array2<T>) -> Array2<T> {
    let mut doubled = matrices + matrices;
    for i in 0..triangle.dimension() {
        let diagonal = triangle.start(i);
        doubled.column_mut(diagonal).assign(&matrices.column(diagonal));
    }
    doubled
}
