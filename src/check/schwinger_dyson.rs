//! The Schwinger-Dyson equations of an action, order by order in ħ.

use std::collections::BTreeMap;

use super::moments::Moments;
use super::{Checked, Test};
use crate::action::{Action, SymmetricTensor, permutations, without};

/// Holds cumulants by loops, those at place n - 1 and l for κ_n at l loops, against the action around its mode.
///
/// # Formula
/// With p ~ exp(S/ħ), S_i = ∂S/∂x_i and x from the mode on: ⟨S_i⟩ = 0 and ⟨x_j S_i⟩ = -ħ δ_ij, each power of ħ that the cumulants
/// have all terms of. The largest deviation over the largest sum of absolute values of terms is to be at most
/// [`IDENTITIES`](super::tolerance::IDENTITIES), or zero in exact arithmetic.
///
/// The moments are sums over partitions, which know no diagram.
pub fn schwinger_dyson<T: Checked>(action: &Action<T>, cumulants: &[Vec<SymmetricTensor<T>>]) -> Vec<Test> {
    let mut sizes = cumulants.to_vec();
    let entries = sizes.iter_mut().flatten().flat_map(SymmetricTensor::entries_mut);
    entries.for_each(|entry| *entry = entry.abs());
    let [mean, products] = complete(cumulants);
    let factors = (0..action.dimension()).map(Some).collect();
    let mut tests = Vec::new();
    for (name, highest, factors) in
        [("<S_i> = 0", mean, vec![None]), ("<x_j S_i> = -delta_ij", products, factors)]
    {
        let sums = expectations(action, Moments::new(cumulants, highest), &factors, T::clone);
        let sizes = expectations(action, Moments::new(&sizes, highest), &factors, T::abs);
        tests.extend((1..=highest).map(|power| {
            let found = sums.iter().zip(sizes.values()).map(|((at, sum), size)| {
                let is_delta = power == 1 && matches!(at[..], [i, j] if i == j);
                let delta = if is_delta { T::one() } else { T::zero() };
                (at.clone(), sum[power].clone() + delta.clone(), size[power].clone() + delta)
            });
            Test::vanishing(format!("{name}, hbar^{power}"), found, T::IDENTITIES)
        }));
    }
    tests
}

/// The highest powers of ħ that cumulants have all terms of, in ⟨S_i⟩ and in ⟨x_j S_i⟩, where κ_1 is never alone.
fn complete<T>(cumulants: &[Vec<SymmetricTensor<T>>]) -> [usize; 2] {
    let mut known =
        cumulants.iter().enumerate().map(|(place, terms)| (place + terms.len()).saturating_sub(1));
    let mean = known.next().unwrap_or(0);
    // The first cumulant that is not there begins with the power behind this one.
    let others = known.fold(cumulants.len().saturating_sub(1), usize::min);
    [mean.min(others), (mean + 1).min(others)]
}

/// ⟨S_i⟩ at \[i\] and ⟨x_j S_i⟩ at \[i, j\], by powers of ħ, of the action with a part of each entry.
fn expectations<T: Checked>(
    action: &Action<T>,
    mut moments: Moments<'_, T>,
    factors: &[Option<usize>],
    part: impl Fn(&T) -> T,
) -> BTreeMap<Vec<usize>, Vec<T>> {
    let indices = (0..action.dimension()).flat_map(|i| factors.iter().map(move |j| [Some(i), *j]));
    let mut sums: BTreeMap<Vec<usize>, Vec<T>> =
        indices.map(|at| (at.into_iter().flatten().collect(), moments.zero())).collect();
    let entries = action.tensors().iter().flat_map(SymmetricTensor::iter);
    for (index, entry) in entries.filter(|(_, entry)| !entry.is_zero()) {
        let coefficient = part(entry) * permutations::<T>(&index);
        // Every place counts by itself, as the derivative of a power does.
        for (place, &i) in index.iter().enumerate() {
            for j in factors {
                let mut moment = without(&index, place);
                moment.extend(j);
                moment.sort_unstable();
                let at: Vec<usize> = [Some(i), *j].into_iter().flatten().collect();
                let sum = sums.get_mut(&at).expect("a sum for every index");
                let terms = sum.iter_mut().zip(moments.of(&moment));
                terms.for_each(|(sum, moment)| *sum += coefficient.clone() * moment);
            }
        }
    }
    sums
}
