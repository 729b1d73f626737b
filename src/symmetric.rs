//! Symmetric matrices; those of floats by one thread, so that results do not depend on how many there are.

use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::factor::{LltError, cholesky_in_place, cholesky_in_place_scratch};
pub(crate) use faer::linalg::evd::ComputeEigenvectors;
use faer::linalg::evd::{self_adjoint_evd, self_adjoint_evd_scratch};
use faer::{Mat, Par};
use ndarray::{Array2, ArrayView2};

use crate::Scalar;

/// Eigenvalues in rising order, and where asked for eigenvectors as columns; `None` where they do not converge.
pub(crate) fn eigen(matrix: &Mat<f64>, wanted: ComputeEigenvectors) -> Option<(Vec<f64>, Option<Mat<f64>>)> {
    let n = matrix.nrows();
    let mut values = Diag::<f64>::zeros(n);
    let mut vectors = (wanted == ComputeEigenvectors::Yes).then(|| Mat::zeros(n, n));
    let scratch = self_adjoint_evd_scratch::<f64>(n, wanted, Par::Seq, Default::default());
    let outcome = self_adjoint_evd(
        matrix.as_ref(),
        values.as_mut(),
        vectors.as_mut().map(Mat::as_mut),
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(scratch)),
        Default::default(),
    );
    let values: Vec<f64> = values.column_vector().iter().copied().collect();
    (outcome.is_ok() && values.iter().all(|value| value.is_finite())).then_some((values, vectors))
}

/// The factor of a matrix by the Cholesky decomposition, which reads and makes lower triangles. The first row at which it ends
/// is the error.
pub(crate) fn cholesky(mut matrix: Mat<f64>) -> Result<Mat<f64>, usize> {
    let n = matrix.nrows();
    let scratch = cholesky_in_place_scratch::<f64>(n, Par::Seq, Default::default());
    let outcome = cholesky_in_place(
        matrix.as_mut(),
        Default::default(),
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(scratch)),
        Default::default(),
    );
    match outcome {
        Ok(_) => {
            let broken = (0..n).find(|&i| !matrix[(i, i)].is_finite() || matrix[(i, i)] <= 0.0);
            broken.map_or(Ok(matrix), Err)
        }
        Err(LltError::NonPositivePivot { index }) => Err(index),
    }
}

/// M = L D Lᵀ with ones on the diagonal of L, as far as the pivots D are not zero. It needs no square root, so that it is exact in
/// exact numbers.
pub(crate) fn ldl<T: Scalar>(matrix: ArrayView2<'_, T>) -> (Array2<T>, Vec<T>) {
    let n = matrix.nrows();
    let mut lower: Array2<T> = Array2::eye(n);
    let mut diagonal: Vec<T> = Vec::with_capacity(n);
    for j in 0..n {
        let weighted: Vec<T> = (0..j).map(|k| lower[[j, k]].clone() * diagonal[k].clone()).collect();
        let rest = |lower: &Array2<T>, i: usize| {
            let known = weighted
                .iter()
                .zip(lower.row(i))
                .fold(T::zero(), |sum, (weighted, entry)| sum + weighted.clone() * entry.clone());
            matrix[[i, j]].clone() - known
        };
        let pivot = rest(&lower, j);
        for i in j + 1..n {
            // A pivot that rounding has made zero has a column of rounding errors below it.
            lower[[i, j]] = if pivot.is_zero() { T::zero() } else { rest(&lower, i) / pivot.clone() };
        }
        diagonal.push(pivot);
    }
    (lower, diagonal)
}

#[cfg(test)]
mod tests {
    use super::ldl;
    use crate::{Rational, Scalar};
    use ndarray::{Array2, array};

    #[test]
    fn factors_multiply_to_the_matrix() {
        let weight: Array2<Rational> = array![[1, 2, 0], [3, 1, 1], [0, 1, 4]].mapv(Rational::natural);
        let matrix = Rational::matrix_product(weight.t(), weight.view());
        let (lower, diagonal) = ldl(matrix.view());
        let scaled = Array2::from_shape_fn((3, 3), |(i, j)| &lower[[i, j]] * &diagonal[j]);
        assert_eq!(Rational::matrix_product(scaled.view(), lower.t()), matrix);
    }
}
