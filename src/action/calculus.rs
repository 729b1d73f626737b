//! S(x), its gradient and its Hessian, straight from the packed coefficients.

use std::borrow::Cow;

use ndarray::{Array1, Array2, ArrayView2};

use super::{Action, SymmetricTensor};
use crate::Scalar;

impl<T: Scalar> Action<T> {
    /// S(x) = Σ_k A^(k) · x^{⊗k}, Eq. (1), or its Taylor polynomial around another point. An exact action's [`constants`](Action::constants) are not included.
    ///
    /// # Panics
    /// When x has another length than the dimension.
    ///
    /// # Cost
    /// Two multiplications for each independent entry.
    pub fn value(&self, x: &[T]) -> T {
        let x = &offset(self.dimension(), &self.around, x);
        self.tensors().iter().fold(T::zero(), |sum, tensor| sum + homogeneous(tensor, x, T::clone))
    }

    /// ∂S/∂x_i = Σ_k k (A^(k) · x^{⊗(k-1)})_i.
    pub fn gradient(&self, x: &[T]) -> Array1<T> {
        let x = &offset(self.dimension(), &self.around, x);
        let mut gradient = Array1::zeros(self.dimension());
        for tensor in self.tensors() {
            if let Some(vector) = contracted(tensor, x, 1) {
                let factor = T::natural(tensor.rank());
                for (sum, entry) in gradient.iter_mut().zip(vector.entries()) {
                    *sum += factor.clone() * entry.clone();
                }
            }
        }
        gradient
    }

    /// ∂²S/∂x_i∂x_j = Σ_k k (k-1) (A^(k) · x^{⊗(k-2)})_{ij}, shape (d, d).
    pub fn hessian(&self, x: &[T]) -> Array2<T> {
        let x = &offset(self.dimension(), &self.around, x);
        let mut hessian = Array2::zeros((self.dimension(), self.dimension()));
        for tensor in self.tensors() {
            if let Some(matrix) = contracted(tensor, x, 2) {
                let factor = T::natural(tensor.rank()) * T::natural(tensor.rank() - 1);
                for ((i, j), sum) in hessian.indexed_iter_mut() {
                    *sum += factor.clone() * matrix.get(&[i, j]).clone();
                }
            }
        }
        hessian
    }

    /// S at each row of `points`, shape (n, d).
    pub fn values(&self, points: ArrayView2<'_, T>) -> Array1<T> {
        points.outer_iter().map(|point| self.value(&point.to_vec())).collect()
    }
}

/// x - x*, what the coefficients are contracted with.
pub(super) fn offset<'a, T: Scalar>(dimension: usize, around: &Option<Vec<T>>, x: &'a [T]) -> Cow<'a, [T]> {
    assert_eq!(x.len(), dimension, "length of the point");
    match around {
        None => Cow::Borrowed(x),
        Some(point) => x.iter().zip(point).map(|(x, point)| x.clone() - point.clone()).collect(),
    }
}

/// A · x^{⊗k}, row by row: each entry, or what `of` makes of it, times its monomial times the number of its permutations.
pub(crate) fn homogeneous<T: Scalar>(tensor: &SymmetricTensor<T>, x: &[T], of: impl Fn(&T) -> T) -> T {
    if tensor.rank() == 0 {
        return of(&tensor.entries()[0]);
    }
    let mut sum = T::zero();
    let mut known: (Vec<usize>, (T, T)) = (Vec::new(), (T::one(), T::one()));
    for row in tensor.rows() {
        let common = row.prefix.iter().fold(T::one(), |product, &index| product * x[index].clone());
        if common.is_zero() {
            continue;
        }
        // Neighbouring rows mostly have the same numbers of equal indices.
        let runs = row.prefix.chunk_by(|a, b| a == b).map(<[usize]>::len);
        if !runs.clone().eq(known.0.iter().copied()) {
            known = (runs.collect(), row.multiplicities());
        }
        let (first, others) = known.1.clone();
        let start = row.start();
        let mut terms = row.entries.iter().zip(&x[start..]);
        let equal = terms.next().map_or_else(T::zero, |(entry, x)| of(entry) * x.clone());
        let rest = terms.fold(T::zero(), |sum, (entry, x)| sum + of(entry) * x.clone());
        sum += common * (first * equal + others * rest);
    }
    sum
}

/// The tensor contracted with x down to `rank`; `None` where its rank is lower.
fn contracted<T: Scalar>(tensor: &SymmetricTensor<T>, x: &[T], rank: usize) -> Option<SymmetricTensor<T>> {
    let steps = tensor.rank().checked_sub(rank)?;
    Some((0..steps).fold(tensor.clone(), |tensor, _| tensor.contract(x)))
}
