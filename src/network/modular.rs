//! Whether a rational matrix is singular, decided modulo primes.

use ndarray::{ArrayView2, Axis};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{ToPrimitive, Zero};

use super::exact;
use crate::Rational;

/// Primes near 2^60: Residues modulo these decide most questions about a determinant without long numbers.
const PRIMES: [u64; 4] = [(1 << 61) - 1, (1 << 62) - 57, (1 << 60) - 93, (1 << 59) - 55];

/// Whether the determinant of a square matrix is zero.
///
/// A determinant that is not zero modulo one prime is not zero. One that is zero modulo all four is
/// taken to be zero: any other such number is a multiple of their product, which has 73 digits.
/// Where the primes say nothing because they divide denominators, elimination decides.
///
/// # Cost
/// O(d³) operations on machine words, so that a hostile file cannot ask for more.
pub(super) fn is_singular(matrix: ArrayView2<'_, Rational>) -> bool {
    let mut silent = 0;
    for prime in PRIMES {
        match residues(matrix, prime).map(|rows| has_full_rank(rows, prime)) {
            Some(true) => return false,
            Some(false) => {}
            None => silent += 1,
        }
    }
    silent == 0 || exact::abs_determinant(matrix).is_zero()
}

fn residues(matrix: ArrayView2<'_, Rational>, prime: u64) -> Option<Vec<Vec<u64>>> {
    let row = |row: ndarray::ArrayView1<'_, Rational>| {
        row.iter().map(|entry| residue(entry, prime)).collect::<Option<Vec<_>>>()
    };
    matrix.axis_iter(Axis(0)).map(row).collect()
}

/// p/q modulo a prime, `None` when the prime divides q.
fn residue(value: &Rational, prime: u64) -> Option<u64> {
    let modulus = BigInt::from(prime);
    let denominator = value.denom().mod_floor(&modulus).to_u64()?;
    let numerator = value.numer().mod_floor(&modulus).to_u64()?;
    (denominator != 0).then(|| multiply(numerator, reciprocal(denominator, prime), prime))
}

fn has_full_rank(mut rows: Vec<Vec<u64>>, prime: u64) -> bool {
    for k in 0..rows.len() {
        let Some(pivot) = (k..rows.len()).find(|&i| rows[i][k] != 0) else { return false };
        rows.swap(k, pivot);
        let (above, below) = rows.split_at_mut(k + 1);
        let pivot_row = &above[k];
        let scale = reciprocal(pivot_row[k], prime);
        for row in below.iter_mut().filter(|row| row[k] != 0) {
            let factor = prime - multiply(row[k], scale, prime);
            for (entry, &pivot_entry) in row.iter_mut().zip(pivot_row).skip(k) {
                *entry = (*entry + multiply(factor, pivot_entry, prime)) % prime;
            }
        }
    }
    true
}

fn multiply(a: u64, b: u64, prime: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(prime)) as u64
}

/// The inverse of a modulo p.
fn reciprocal(a: u64, prime: u64) -> u64 {
    i128::from(a).extended_gcd(&prime.into()).x.rem_euclid(prime.into()) as u64
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    fn matrix(entries: &[(i64, i64)]) -> Array2<Rational> {
        let entries = entries.iter().map(|&(p, q)| Rational::new(p.into(), q.into())).collect();
        Array2::from_shape_vec((2, 2), entries).unwrap()
    }

    #[test]
    fn a_multiple_of_one_prime_is_not_zero() {
        let prime = PRIMES[0] as i64;
        assert!(!is_singular(matrix(&[(prime, 1), (0, 1), (0, 1), (1, 1)]).view()));
    }

    #[test]
    fn denominators_that_a_prime_divides_fall_back_to_elimination() {
        let prime = PRIMES[0] as i64;
        assert!(!is_singular(matrix(&[(1, prime), (0, 1), (0, 1), (1, 1)]).view()));
        assert!(is_singular(matrix(&[(1, prime), (2, prime), (2, 1), (4, 1)]).view()));
    }

    #[test]
    fn equal_rows_are_singular() {
        assert!(is_singular(matrix(&[(1, 3), (2, 7), (1, 3), (2, 7)]).view()));
    }
}
