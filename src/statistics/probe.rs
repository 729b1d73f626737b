//! How the estimates of different entries depend on each other, seen in some of them.

use ndarray::{Array1, Array2, Axis, concatenate};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::index::sample;

use super::tail::exceeded_by_chance;
use crate::Scalar;

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

impl Probe {
    /// Of numbers without errors, at the same places.
    pub(super) fn without_deviations(&self) -> Probe {
        Probe { places: self.places.clone(), deviations: Array2::zeros(self.deviations.dim()) }
    }
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

/// How the mean square of n deviations, each in units of its standard error, varies by chance: a sum of squares of normal
/// numbers with the eigenvalues of their correlation matrix R as weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    /// tr R²/n², half of the variance.
    second: f64,
    /// tr R³/n³, an eighth of the third cumulant.
    third: f64,
}

impl Spread {
    /// Of n differences of two estimates, whose standard errors at the places looked at are `sigma`.
    ///
    /// Traces are those of products of different groups of blocks, whose mean they are; a product of a group with itself
    /// would add noise. What is seen in some entries is taken for all of them, by the means over pairs and triples of
    /// different entries.
    pub(super) fn new(probes: [&Probe; 2], sigma: &[f64], n: usize) -> Spread {
        let m = f64::natural(sigma.iter().filter(|sigma| **sigma > 0.0).count());
        let n = f64::natural(n.max(1));
        let independent = Spread { second: 1.0 / n, third: 1.0 / (n * n) };
        if m < 2.0 {
            return independent;
        }
        let scale = Array1::from_iter(sigma.iter().map(|&sigma| if sigma > 0.0 { 1.0 / sigma } else { 0.0 }));
        let scaled = probes.map(|probe| &probe.deviations * &scale);
        let groups = concatenate![Axis(0), scaled[0], scaled[1]];
        let mut products = f64::matrix_product(groups.view(), groups.t());
        products.diag_mut().fill(0.0);
        let squares = products.iter().map(|product| product * product).sum::<f64>();
        let cubes = (&f64::matrix_product(products.view(), products.view()) * &products).sum();
        let [once, twice] = [1.0, 2.0].map(|left_out| {
            // Of one side, whose groups are as many on the other side, or nearly so.
            let count = groups.nrows() as f64 / 2.0;
            count / (count - left_out).max(1.0)
        });
        let pairs = ((0.5 * (1.0 + once) * squares - m) / (m * (m - 1.0))).clamp(0.0, 1.0);
        let all_pairs = 3.0 * m * (m - 1.0) * pairs;
        let triples = match m > 2.0 {
            true => ((once * twice).sqrt() * cubes - m - all_pairs) / (m * (m - 1.0) * (m - 2.0)),
            false => 0.0,
        };
        let second = (1.0 + (n - 1.0) * pairs) / n;
        let third = (1.0 + 3.0 * (n - 1.0) * pairs + (n - 1.0) * (n - 2.0) * triples) / (n * n);
        // Of weights that are not negative and sum up to one.
        Spread { second, third: third.clamp(second * second, second.powf(1.5)) }
    }

    /// The number of independent deviations whose mean square varies as much, n²/tr R².
    pub(super) fn effective(self) -> f64 {
        1.0 / self.second
    }

    /// How often chance makes the mean square as large, where standard errors have `free` degrees of freedom: by a χ² with the
    /// same three first cumulants (Buckley and Eagleson, Austral. J. Statist. 30 (1988) 150), over its own errors.
    pub(super) fn chance(self, mean_square: f64, free: f64) -> f64 {
        let degrees = self.second.powi(3) / self.third.powi(2);
        let scaled = 1.0 + (mean_square - 1.0) / (self.second * degrees).sqrt();
        exceeded_by_chance(scaled, degrees, free)
    }
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

    /// With standard errors from the blocks themselves.
    fn spread(pair: &[Probe; 2]) -> Spread {
        let entries = pair[0].places.len();
        let squares = |entry: usize| pair.iter().flat_map(move |side| side.deviations.column(entry).to_vec());
        let sigma: Vec<f64> =
            (0..entries).map(|entry| squares(entry).map(|x| x * x).sum::<f64>().sqrt()).collect();
        Spread::new([&pair[0], &pair[1]], &sigma, entries)
    }

    /// n / (1 + (n - 1) ρ²) for entries of correlation ρ.
    #[test]
    fn entries_that_depend_on_each_other_count_less() {
        for (entries, shared) in [(16, 0.0), (16, 0.5), (16, 0.95), (200, 0.0), (200, 0.3)] {
            let pair = [probe(entries, 128, shared, 1), probe(entries, 128, shared, 2)];
            let found = spread(&pair).effective();
            let expected = entries as f64 / (1.0 + (entries as f64 - 1.0) * shared * shared);
            assert!((found / expected - 1.0).abs() < 0.25, "{entries}, {shared}: {found} and not {expected}");
        }
    }

    /// One mode and the rest: the distribution is that of a sum of two squares, one of which has few degrees of freedom.
    #[test]
    fn rare_mean_squares_are_as_rare_as_they_are_said_to_be() {
        let (entries, shared) = (16, 0.6);
        let pair = [probe(entries, 128, shared, 1), probe(entries, 128, shared, 2)];
        let spread = spread(&pair);
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(3);
        let mut draw = || -> f64 { StandardNormal.sample(&mut generator) };
        let draws = (0..200_000).map(|_| {
            let mode = shared.sqrt() * draw();
            (0..entries).map(|_| (mode + (1.0 - shared).sqrt() * draw()).powi(2)).sum::<f64>()
                / entries as f64
        });
        let draws: Vec<f64> = draws.collect();
        // The rarer, the more the noise of the correlations matters: a third at one of a thousand.
        for (bound, within) in [(1.5, 0.15), (3.0, 0.25), (5.0, 0.35), (7.0, 0.5)] {
            let expected = draws.iter().filter(|&&draw| draw > bound).count() as f64 / draws.len() as f64;
            let found = spread.chance(bound, 1e9);
            assert!((found / expected - 1.0).abs() < within, "{bound}: {found} and not {expected}");
        }
    }

    #[test]
    fn places_are_the_same_for_both_sides() {
        assert_eq!(places(5), [0, 1, 2, 3, 4]);
        let many = places(3876);
        assert!(many.len() == ENTRIES && many.is_sorted() && many == places(3876));
    }
}
