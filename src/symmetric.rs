//! Symmetric matrices, by one thread, so that results do not depend on how many there are.

use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::factor::{LltError, cholesky_in_place, cholesky_in_place_scratch};
use faer::linalg::evd::{ComputeEigenvectors, self_adjoint_evd, self_adjoint_evd_scratch};
use faer::{Mat, Par};

/// Eigenvalues in rising order and eigenvectors as columns; `None` where they do not converge.
pub(crate) fn eigen(matrix: &Mat<f64>) -> Option<(Vec<f64>, Mat<f64>)> {
    let n = matrix.nrows();
    let (mut values, mut vectors) = (Diag::<f64>::zeros(n), Mat::zeros(n, n));
    let scratch = self_adjoint_evd_scratch::<f64>(n, ComputeEigenvectors::Yes, Par::Seq, Default::default());
    let outcome = self_adjoint_evd(
        matrix.as_ref(),
        values.as_mut(),
        Some(vectors.as_mut()),
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(scratch)),
        Default::default(),
    );
    let values: Vec<f64> = values.column_vector().iter().copied().collect();
    (outcome.is_ok() && values.iter().all(|value| value.is_finite())).then_some((values, vectors))
}

/// The first row at which the Cholesky decomposition ends in floating point; none where it exists.
pub(crate) fn cholesky_fails(mut matrix: Mat<f64>) -> Option<usize> {
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
        Ok(_) => (0..n).find(|&i| !matrix[(i, i)].is_finite() || matrix[(i, i)] <= 0.0),
        Err(LltError::NonPositivePivot { index }) => Some(index),
    }
}
