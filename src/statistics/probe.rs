//! How the estimates of different entries depend on each other, seen in some of them.

use ndarray::{Array2, ArrayView1};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::index::sample;

use super::moments::number;

/// So many entries of an order are looked at, all of them where there are fewer.
const ENTRIES: usize = 512;

/// Blocks are joined to at most about so many groups.
const GROUPS: usize = 256;

/// Some entries of one order: which, and how far groups of blocks move their estimates.
///
/// Row g holds what group g adds to the deviation of the estimates from their mean, in such units that Σ_g δ_g δ_gᵀ is their
/// covariance.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    pub(super) places: Vec<usize>,
    pub(super) deviations: Array2<f64>,
}

/// The places that are looked at among so many entries, ascending; the same for the same number.
pub(super) fn places(entries: usize) -> Vec<usize> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(entries as u64);
    let mut places = sample(&mut generator, entries, entries.min(ENTRIES)).into_vec();
    places.sort_unstable();
    places
}

/// The blocks of a group, so that there are not too many groups.
pub(super) fn blocks_of_group(blocks: usize) -> usize {
    blocks.div_ceil(GROUPS).max(1)
}

/// The number of independent entries that fluctuate as strongly, on the whole, as these do: n²/tr R² with the correlation
/// matrix R of the differences of two estimates. `sigma` are the standard errors of the differences at the places looked at,
/// `entries` is n.
///
/// The trace is that of products of different groups, whose mean it is; a product of a group with itself would add noise.
pub(super) fn effective(probes: [&Probe; 2], sigma: &[f64], entries: usize) -> f64 {
    let scaled = probes.map(|probe| {
        let scale = |row: ArrayView1<'_, f64>| -> Vec<f64> {
            row.iter().zip(sigma).map(|(x, sigma)| if *sigma > 0.0 { x / sigma } else { 0.0 }).collect()
        };
        probe.deviations.outer_iter().map(scale).collect::<Vec<_>>()
    });
    let square = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>().powi(2);
    let within = |groups: &[Vec<f64>]| {
        let pairs = groups
            .iter()
            .enumerate()
            .flat_map(|(place, a)| groups[..place].iter().map(move |b| square(a, b)));
        let count = number::<f64>(groups.len());
        2.0 * pairs.sum::<f64>() * count / (count - 1.0)
    };
    let [a, b] = &scaled;
    let between: f64 = a.iter().flat_map(|a| b.iter().map(move |b| square(a, b))).sum();
    let (seen, all) =
        (number::<f64>(sigma.iter().filter(|sigma| **sigma > 0.0).count()), number::<f64>(entries));
    if seen < 2.0 {
        return all.max(1.0);
    }
    // The mean square of a correlation of two different entries.
    let square = ((within(a) + within(b) + 2.0 * between - seen) / (seen * (seen - 1.0))).clamp(0.0, 1.0);
    all / (1.0 + (all - 1.0) * square)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_distr::{Distribution, StandardNormal};

    /// Blocks of n entries that share one mode with a weight.
    fn probe(entries: usize, groups: usize, shared: f64, seed: u64) -> Probe {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut draw = || -> f64 { StandardNormal.sample(&mut generator) };
        let size = 1.0 / (groups as f64).sqrt();
        let mut deviations = Array2::zeros((groups, entries));
        for mut row in deviations.outer_iter_mut() {
            let mode = draw();
            row.mapv_inplace(|_| size * (shared.sqrt() * mode + (1.0 - shared).sqrt() * draw()));
        }
        Probe { places: (0..entries).collect(), deviations }
    }

    /// n / (1 + (n - 1) ρ²) for entries of correlation ρ.
    #[test]
    fn entries_that_depend_on_each_other_count_less() {
        for (entries, shared) in [(16, 0.0), (16, 0.5), (16, 0.95), (200, 0.0), (200, 0.3)] {
            let pair = [probe(entries, 128, shared, 1), probe(entries, 128, shared, 2)];
            let sigma = vec![2f64.sqrt(); entries];
            let found = effective([&pair[0], &pair[1]], &sigma, entries);
            let expected = entries as f64 / (1.0 + (entries as f64 - 1.0) * shared * shared);
            assert!((found / expected - 1.0).abs() < 0.25, "{entries}, {shared}: {found} and not {expected}");
        }
    }

    #[test]
    fn places_are_the_same_for_both_sides() {
        assert_eq!(places(5), [0, 1, 2, 3, 4]);
        let many = places(3876);
        assert!(many.len() == ENTRIES && many.is_sorted() && many == places(3876));
    }
}
