//! Positive definite matrices.

use faer::Mat;
use num_traits::Zero;

use crate::{Rational, symmetric};

/// Whether a symmetric matrix minus `bound` is positive definite, also when every entry is off by the rounding of an
/// f64: its Cholesky decomposition exists with room for the rounding of the decomposition itself.
///
/// Source: S. M. Rump, BIT 46 (2006) 433, whose bound on the rounding is (n+2)u times the trace, up to factors near
/// one; eight times that, and of the norm of the matrix, is left as room.
pub(super) fn exceeds(matrix: &Mat<f64>, bound: f64) -> bool {
    let n = matrix.nrows();
    let trace: f64 = (0..n).map(|i| matrix[(i, i)].abs()).sum();
    #[allow(clippy::cast_precision_loss, reason = "dimensions are small")]
    let room = 8.0 * (n as f64 + 2.0) * f64::EPSILON * (trace + matrix.norm_l2());
    if !room.is_finite() {
        return false;
    }
    let mut shifted = matrix.clone();
    for i in 0..n {
        shifted[(i, i)] -= bound + room;
    }
    symmetric::cholesky_fails(shifted).is_none()
}

/// The smallest eigenvalue and its eigenvector, by floating point.
pub(super) fn smallest(matrix: &Mat<f64>) -> Option<(f64, Vec<f64>)> {
    let (values, vectors) = symmetric::eigen(matrix)?;
    Some((*values.first()?, (0..matrix.nrows()).map(|i| vectors[(i, 0)]).collect()))
}

/// What exact elimination says about a symmetric matrix.
pub(super) enum Exact {
    PositiveDefinite,
    /// A vector v with v·M·v <= 0.
    Not(Vec<Rational>),
}

/// M = L D Lᵀ without pivoting, up to the first pivot that is not positive.
pub(super) fn eliminate(mut matrix: Vec<Vec<Rational>>) -> Exact {
    let n = matrix.len();
    let mut multipliers: Vec<Vec<Rational>> = vec![vec![Rational::zero(); n]; n];
    for k in 0..n {
        let row = matrix[k].clone();
        if row[k] <= Rational::zero() {
            return Exact::Not(witness(&multipliers, k, n));
        }
        for (target, multipliers) in matrix.iter_mut().zip(&mut multipliers).skip(k + 1) {
            let factor = &target[k] / &row[k];
            target.iter_mut().zip(&row).skip(k).for_each(|(entry, above)| *entry -= &factor * above);
            multipliers[k] = factor;
        }
    }
    Exact::PositiveDefinite
}

/// v with Lᵀ v = e_k, for which v·M·v is the pivot k.
fn witness(l: &[Vec<Rational>], k: usize, n: usize) -> Vec<Rational> {
    let mut v = vec![Rational::zero(); n];
    v[k] = Rational::from_integer(1.into());
    for row in (0..k).rev() {
        v[row] = -(row + 1..=k).fold(Rational::zero(), |sum, i| sum + &l[i][row] * &v[i]);
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(entries: &[&[i64]]) -> Vec<Vec<Rational>> {
        entries.iter().map(|row| row.iter().map(|&x| Rational::from_integer(x.into())).collect()).collect()
    }

    #[test]
    fn elimination_decides_and_gives_a_witness() {
        assert!(matches!(eliminate(exact(&[&[2, -1], &[-1, 2]])), Exact::PositiveDefinite));
        let matrix = exact(&[&[2, -1, 0], &[-1, 2, 3], &[0, 3, 5]]);
        let Exact::Not(v) = eliminate(matrix.clone()) else { panic!("2 * 10 - 18 - 5 < 0") };
        let form = (0..3)
            .fold(Rational::zero(), |sum, i| (0..3).fold(sum, |sum, j| sum + &v[i] * &matrix[i][j] * &v[j]));
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
