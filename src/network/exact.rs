//! Fraction-free elimination after Bareiss: every intermediate number is a minor of the integer matrix, so
//! numbers grow to about d times the length of the entries, and no common factor is ever searched for.

use ndarray::{ArrayView1, ArrayView2};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

use crate::Rational;

/// The solution x of A x = b, `None` when A is singular. Shapes (d, d) and (d).
///
/// # Cost
/// d³/3 steps, each two products and one exact division of long integers.
pub(super) fn solve(matrix: ArrayView2<'_, Rational>, b: ArrayView1<'_, Rational>) -> Option<Vec<Rational>> {
    let augmented =
        |(row, b): (ArrayView1<'_, Rational>, _)| clear_denominators(row.iter().chain(std::iter::once(b))).0;
    let mut rows: Vec<_> = matrix.outer_iter().zip(b).map(augmented).collect();
    let determinant = eliminate(&mut rows)?;
    let numerators = substitute_back(&rows, &determinant);
    Some(numerators.into_iter().map(|y| Rational::new(y, determinant.clone())).collect())
}

/// |det A| of a square matrix.
pub(super) fn abs_determinant(matrix: ArrayView2<'_, Rational>) -> Rational {
    let (mut rows, multiples): (Vec<_>, Vec<_>) =
        matrix.outer_iter().map(|row| clear_denominators(row.iter())).unzip();
    match eliminate(&mut rows) {
        None => Rational::zero(),
        Some(determinant) => Rational::new(determinant.abs(), multiples.into_iter().product()),
    }
}

/// A row times the least common multiple of its denominators, and that multiple.
fn clear_denominators<'a>(row: impl Iterator<Item = &'a Rational> + Clone) -> (Vec<BigInt>, BigInt) {
    let multiple = row.clone().fold(BigInt::one(), |multiple, entry| multiple.lcm(entry.denom()));
    (row.map(|entry| entry.numer() * (&multiple / entry.denom())).collect(), multiple)
}

/// Brings d rows of at least d integers to upper triangular form. Returns the last pivot, the
/// determinant up to its sign, or `None` when the matrix is singular.
fn eliminate(rows: &mut [Vec<BigInt>]) -> Option<BigInt> {
    let mut previous = BigInt::one();
    for k in 0..rows.len() {
        let pivot = (k..rows.len()).filter(|&i| !rows[i][k].is_zero()).min_by_key(|&i| rows[i][k].bits())?;
        rows.swap(k, pivot);
        let (above, below) = rows.split_at_mut(k + 1);
        for row in below {
            eliminate_row(row, &above[k], k, &previous);
        }
        previous.clone_from(&above[k][k]);
    }
    Some(previous)
}

fn eliminate_row(row: &mut [BigInt], pivot_row: &[BigInt], k: usize, previous: &BigInt) {
    let factor = std::mem::take(&mut row[k]);
    for (entry, pivot_entry) in row.iter_mut().zip(pivot_row).skip(k + 1) {
        *entry = (&pivot_row[k] * &*entry - &factor * pivot_entry) / previous;
    }
}

/// The integers det · x_i, by Cramer's rule.
fn substitute_back(rows: &[Vec<BigInt>], determinant: &BigInt) -> Vec<BigInt> {
    let d = rows.len();
    let mut y = vec![BigInt::zero(); d];
    for k in (0..d).rev() {
        let known: BigInt = (k + 1..d).map(|j| &rows[k][j] * &y[j]).sum();
        y[k] = (determinant * &rows[k][d] - known) / &rows[k][k];
    }
    y
}
