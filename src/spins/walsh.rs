//! From the values of S at all states to its couplings, and back.

use thiserror::Error;

use crate::action::{Domain, SparseAction};
use crate::tensor::permutations;

/// All states of more spins than this are not enumerated: 2^24 of them take 128 MiB.
pub const MAX_SPINS: usize = 24;

/// More spins than can be enumerated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{0} spins; all states are enumerated of up to {MAX_SPINS}")]
pub struct TooManySpins(pub usize);

/// Couplings J_A = 2^-N Σ_s S(s) Π_{i in A} s_i of S at all states. Bit i of a place stands for spin i: of a state it is set where s_i = -1, of
/// a subset A where i is in it.
///
/// # Panics
/// When the number of values is no power of two.
///
/// # Cost
/// N 2^N additions, in the place of the values.
pub fn couplings(mut values: Vec<f64>) -> Vec<f64> {
    transform(&mut values);
    let states = values.len() as f64;
    values.iter_mut().for_each(|value| *value /= states);
    values
}

/// S at all states, in the order of [`couplings`].
///
/// # Errors
/// When there are more than [`MAX_SPINS`] spins.
pub fn values(action: &SparseAction<f64>) -> Result<Vec<f64>, TooManySpins> {
    let n = action.dimension();
    if n > MAX_SPINS {
        return Err(TooManySpins(n));
    }
    let mut found = vec![0.0; 1 << n];
    for rank in 0..=action.max_rank() {
        for (index, value) in action.entries(rank) {
            let place = index.iter().fold(0usize, |place, spin| place ^ 1 << spin);
            found[place] += value * permutations::<f64>(index);
        }
    }
    transform(&mut found);
    Ok(found)
}

/// The action of these couplings, up to a rank.
///
/// # Panics
/// When the number of couplings is no power of two.
pub fn as_action(couplings: &[f64], max_rank: usize) -> SparseAction<f64> {
    assert!(couplings.len().is_power_of_two(), "couplings of all subsets");
    let n = couplings.len().ilog2() as usize;
    let mut action = SparseAction::zero(n);
    action.domain = Domain::Spin;
    action.truncation.max_rank = (max_rank < n).then_some(max_rank);
    for (place, &coupling) in couplings.iter().enumerate() {
        if place.count_ones() as usize <= max_rank && coupling != 0.0 {
            let index: Vec<usize> = (0..n).filter(|spin| place >> spin & 1 == 1).collect();
            action.add_monomial(&index, coupling);
        }
    }
    action
}

/// Σ_B f(B) (-1)^|A and B| for all A.
fn transform(values: &mut [f64]) {
    assert!(values.len().is_power_of_two(), "a value for each state");
    let mut half = 1;
    while half < values.len() {
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for (a, b) in low.iter_mut().zip(high) {
                (*a, *b) = (*a + *b, *a - *b);
            }
        }
        half *= 2;
    }
}
