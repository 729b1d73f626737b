//! The actions of two methods against each other, entry by entry.

use super::{Checked, Found, Test};
use crate::action::{Action, SymmetricTensor};

/// Compares the actions of two methods, rank by rank and entry by entry.
///
/// # Formula
/// max_α |A_α - B_α| / max_α |A_α|, to be at most [`METHODS`](super::tolerance::METHODS), or zero in exact
/// arithmetic.
pub fn methods<T: Checked>(name: &str, a: &Action<T>, b: &Action<T>) -> Vec<Test> {
    let ranks = a.max_rank().max(b.max_rank());
    (0..=ranks).map(|rank| compare(name, rank, a.tensor(rank), b.tensor(rank))).collect()
}

fn compare<T: Checked>(
    name: &str,
    rank: usize,
    a: Option<&SymmetricTensor<T>>,
    b: Option<&SymmetricTensor<T>>,
) -> Test {
    let test = |found, holds| Test {
        name: name.to_string(),
        rank: Some(rank),
        found,
        bound: T::METHODS,
        holds: Some(holds),
    };
    let (Some(a), Some(b)) = (a, b) else {
        return test(Found::Nothing("one of the methods does not have this rank".to_string()), false);
    };
    let mut worst = (T::zero(), Vec::new());
    let mut scale = T::zero();
    for ((index, a), b) in a.iter().zip(b.entries()) {
        let deviation = (a.clone() - b.clone()).abs();
        if deviation.to_f64().is_nan() {
            return test(Found::Deviation { relative: f64::NAN, at: index }, false);
        }
        if worst.1.is_empty() || deviation > worst.0 {
            worst = (deviation, index);
        }
        for entry in [a.abs(), b.abs()] {
            if entry > scale {
                scale = entry;
            }
        }
    }
    let (deviation, at) = worst;
    let equal = deviation.is_zero();
    let relative = if equal { 0.0 } else { (deviation / scale).to_f64() };
    let holds = equal || (T::METHODS > 0.0 && relative <= T::METHODS);
    test(Found::Deviation { relative, at }, holds)
}
