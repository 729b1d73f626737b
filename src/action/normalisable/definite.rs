//! Positive definite matrices.

use faer::Mat;
use ndarray::Array2;
use num_traits::{One, Signed, Zero};

use crate::Rational;
use crate::symmetric::{self, ComputeEigenvectors};

/// Whether a symmetric matrix minus `bound` is positive definite, also when every entry is off by the rounding of an
/// f64: its Cholesky decomposition exists with room for the rounding of the decomposition itself.
///
/// Source: S. M. Rump, BIT 46 (2006) 433, whose bound on the rounding is (n+2)u times the trace, up to factors near
/// one; eight times that, and of the norm of the matrix, is left as room.
pub(super) fn exceeds(matrix: &Mat<f64>, bound: f64) -> bool {
    let n = matrix.nrows();
    let trace: f64 = (0..n).map(|i| matrix[(i, i)].abs()).sum();
    let room = 8.0 * (n as f64 + 2.0) * f64::EPSILON * (trace + matrix.norm_l2());
    if !room.is_finite() {
        return false;
    }
    let mut shifted = matrix.clone();
    for i in 0..n {
        shifted[(i, i)] -= bound + room;
    }
    symmetric::cholesky(shifted).is_ok()
}

/// The smallest eigenvalue and its eigenvector, by floating point.
pub(super) fn smallest(matrix: &Mat<f64>) -> Option<(f64, Vec<f64>)> {
    let (values, vectors) = symmetric::eigen(matrix, ComputeEigenvectors::Yes)?;
    let vectors = vectors?;
    Some((*values.first()?, (0..matrix.nrows()).map(|i| vectors[(i, 0)]).collect()))
}

/// A vector v with v·M·v <= 0; `None` where M is positive definite.
pub(super) fn witness(matrix: &Array2<Rational>) -> Option<Vec<Rational>> {
    let (lower, pivots) = symmetric::ldl(matrix.view());
    let k = pivots.iter().position(|pivot| !pivot.is_positive())?;
    // Lᵀ v = e_k, so that v·M·v is the pivot k.
    let mut v = vec![Rational::zero(); pivots.len()];
    v[k] = Rational::one();
    for row in (0..k).rev() {
        v[row] = -(row + 1..=k).fold(Rational::zero(), |sum, i| sum + &lower[[i, row]] * &v[i]);
    }
    Some(v)
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn elimination_decides_and_gives_a_witness() {
        let exact = |entry: i32| Rational::from_integer(entry.into());
        assert_eq!(witness(&array![[2, -1], [-1, 2]].mapv(exact)), None);
        let matrix = array![[2, -1, 0], [-1, 2, 3], [0, 3, 5]].mapv(exact);
        let v = witness(&matrix).expect("2 * 10 - 18 - 5 < 0");
        let form = (0..3).fold(Rational::zero(), |sum, i| {
            (0..3).fold(sum, |sum, j| sum + &v[i] * &matrix[[i, j]] * &v[j])
        });
        assert!(form < Rational::zero(), "{form}");
    }

    #[test]
    fn what_rounding_could_make_singular_is_not_proved() {
        let nearly = |gap: f64| Mat::from_fn(2, 2, |i, j| if i == j { 1.0 } else { 1.0 - gap });
        assert!(exceeds(&nearly(1e-10), 0.0));
        assert!(!exceeds(&nearly(1e-10), 1e-9));
        assert!(!exceeds(&nearly(1e-15), 0.0));
        assert!(!exceeds(&nearly(0.0), 0.0));
    }
}
