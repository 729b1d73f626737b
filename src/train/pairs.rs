//! The features h_j h_k of full couplings and their derivatives, row by row over all samples of a table.

use super::real::{Real, vectorised};
use super::table::Table;

/// c_jk h_j h_k for j ≤ k < `first`, where c_jj = 1 and others are `twice`.
pub(super) fn pairs<T: Real>(h: &Table<T>, first: usize, twice: T, features: &mut Table<T>) {
    vectorised(
        #[inline(always)]
        || {
            let mut place = 0;
            for j in 0..first {
                for k in j..first {
                    let factor = if j == k { T::one() } else { twice };
                    let factors = h.row(j).iter().zip(h.row(k));
                    for (value, (left, right)) in features.row_mut(place).iter_mut().zip(factors) {
                        *value = factor * *left * *right;
                    }
                    place += 1;
                }
            }
        },
    );
}

/// g_j += Σ_k 2 dΦ_jk h_k, with dΦ_jk = dΦ_kj; `halves` is memory for the sums.
pub(super) fn add_slopes<T: Real>(
    h: &Table<T>,
    first: usize,
    slopes: &Table<T>,
    halves: &mut Table<T>,
    g: &mut Table<T>,
) {
    vectorised(
        #[inline(always)]
        || {
            (0..first).for_each(|j| halves.row_mut(j).fill(T::zero()));
            let mut place = 0;
            for j in 0..first {
                for k in j..first {
                    add(halves.row_mut(j), slopes.row(place), h.row(k));
                    if k > j {
                        add(halves.row_mut(k), slopes.row(place), h.row(j));
                    }
                    place += 1;
                }
            }
            for j in 0..first {
                let halves = halves.row(j);
                g.row_mut(j).iter_mut().zip(halves).for_each(|(g, half)| *g += (T::one() + T::one()) * *half);
            }
        },
    );
}

#[inline(always)]
fn add<T: Real>(out: &mut [T], a: &[T], b: &[T]) {
    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
        *out += *a * *b;
    }
}
