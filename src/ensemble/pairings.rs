//! Connected correlators as sums over pairings of joint cumulants of products of two.

use rayon::prelude::*;

use crate::tensor::{SymmetricTensor, independent_entries, unpack};

/// The connected correlators of so many outputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Connected {
    /// The number of outputs.
    pub order: usize,
    /// G_c at all points, packed.
    pub value: SymmetricTensor<f64>,
    /// Standard errors, of what was sampled.
    pub error: Option<SymmetricTensor<f64>>,
}

/// Two points whose outputs are multiplied.
pub(super) type Pair = (usize, usize);

/// Means of products of pair variables, such as h(x_a) h(x_b) of one hidden unit or C(x_a, x_b) of a network.
pub(super) trait PairMoments: Sync {
    /// E[Π of the pairs], where it is known.
    fn moment(&self, pairs: &[Pair]) -> Option<f64>;
}

/// scale · Σ over pairings of κ_n(pair, .., pair) for all entries of order 2n at m points.
pub(super) fn connected(
    points: usize,
    order: usize,
    scale: f64,
    moments: &dyn PairMoments,
) -> Option<SymmetricTensor<f64>> {
    let all = all(&(0..order).collect::<Vec<_>>());
    let entry = |index: Vec<usize>| {
        let sum = all.iter().try_fold(0.0, |sum, pairing| {
            let pairs: Vec<Pair> = pairing.iter().map(|&(a, b)| (index[a], index[b])).collect();
            Some(sum + cumulant(&pairs, moments)?)
        })?;
        Some(scale * sum)
    };
    let number = independent_entries(points, order)?;
    let entries = (0..number).into_par_iter().map(|place| entry(unpack(points, order, place)));
    let entries = entries.collect::<Option<Vec<_>>>()?;
    SymmetricTensor::from_entries(points, order, entries)
}

/// The (2n-1)!! ways to pair 2n places.
pub(super) fn all(places: &[usize]) -> Vec<Vec<Pair>> {
    let Some((&first, rest)) = places.split_first() else { return vec![Vec::new()] };
    let mut found = Vec::new();
    for (number, &partner) in rest.iter().enumerate() {
        let others: Vec<usize> =
            rest.iter().enumerate().filter(|(k, _)| *k != number).map(|(_, &place)| place).collect();
        found.extend(all(&others).into_iter().map(|mut pairing| {
            pairing.push((first, partner));
            pairing
        }));
    }
    found
}

/// The joint cumulant by its moments: m(B) = Σ over the parts P of B with the first element, κ(P) m(B without P).
fn cumulant(pairs: &[Pair], moments: &dyn PairMoments) -> Option<f64> {
    let whole = moments.moment(pairs)?;
    let rest = pairs.len() - 1;
    (0..(1usize << rest) - 1).try_fold(whole, |sum, kept| {
        let with =
            |is_kept: bool| (0..rest).filter(move |k| (kept >> k & 1 == 1) == is_kept).map(|k| pairs[k + 1]);
        let part: Vec<Pair> = std::iter::once(pairs[0]).chain(with(true)).collect();
        let others: Vec<Pair> = with(false).collect();
        Some(sum - cumulant(&part, moments)? * moments.moment(&others)?)
    })
}
