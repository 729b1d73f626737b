//! Standard errors are honest: over many data sets of known theories, (fit - truth) / error has mean zero and unit width.

use diagraction::action::SparseAction;
use diagraction::data::Samples;
use diagraction::fit::{Coupling, Monomials, Options, score_matching};
use diagraction::{Cell, Lattice};
use ndarray::Array2;
use rand::distr::Distribution;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};
use rand_distr::StandardNormal;
use rayon::prelude::*;

use super::MEMORY;
use super::score_matching_error::Theory;

pub(crate) fn normal(generator: &mut impl Rng) -> f64 {
    StandardNormal.sample(generator)
}

/// Gaussians of these widths, of which neighbours share a part of the noise.
pub(crate) fn gaussian(rows: usize, widths: &[f64], shared: f64, seed: u64) -> Array2<f64> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut x = Array2::zeros((rows, widths.len()));
    for mut row in x.outer_iter_mut() {
        let mut before = 0.0;
        for (x, width) in row.iter_mut().zip(widths) {
            before = shared * before + normal(&mut generator);
            *x = width * before;
        }
    }
    x
}

/// The pulls of every coefficient in data sets of the seeds 0, 1, ..
struct Pulls {
    indices: Vec<Vec<usize>>,
    /// One row for each data set.
    sets: Vec<Vec<f64>>,
}

fn pulls(
    sets: usize,
    truth: &SparseAction<f64>,
    options: &Options,
    draw: impl Fn(u64) -> Array2<f64> + Sync,
) -> Pulls {
    let of_set = |set: usize| {
        let fit = score_matching(&Samples::from_array(draw(set as u64)), options).unwrap();
        let pull = |one: Coupling<'_>| (one.index.to_vec(), (one.value - truth.get(one.index)) / one.error);
        fit.couplings().map(pull).unzip()
    };
    let all: Vec<(Vec<Vec<usize>>, Vec<f64>)> = (0..sets).into_par_iter().map(of_set).collect();
    Pulls { indices: all[0].0.clone(), sets: all.into_iter().map(|(_, pulls)| pulls).collect() }
}

/// Mean and variance.
fn moments(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let number = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / number;
    (mean, values.map(|value| (value - mean).powi(2)).sum::<f64>() / (number - 1.0))
}

impl Pulls {
    /// The multi-index, mean and width of every coefficient.
    fn of_coefficients(&self) -> impl Iterator<Item = (&Vec<usize>, f64, f64)> {
        self.indices.iter().enumerate().map(|(place, index)| {
            let (mean, variance) = moments(self.sets.iter().map(move |pulls| pulls[place]));
            (index, mean, variance.sqrt())
        })
    }

    /// Of M pulls, the mean has the standard error 1/sqrt(M) and the width 1/sqrt(2 M).
    fn assert_honest(&self, expected: f64) {
        let number = self.sets.len() as f64;
        for (index, mean, width) in self.of_coefficients() {
            assert!(mean.abs() < 4.0 / number.sqrt(), "{index:?}: mean {mean}");
            assert!((width - expected).abs() < 4.0 / (2.0 * number).sqrt(), "{index:?}: width {width}");
        }
    }

    /// Mean and width over all coefficients, which are far sharper. Pulls of one data set are not independent of each
    /// other, so the standard errors are from the spread between data sets; four of them are to be below `sharp`.
    fn assert_honest_on_average(&self, expected: f64, sharp: f64) {
        let root = (self.sets.len() as f64).sqrt();
        let average = |pulls: &[f64], power| {
            pulls.iter().map(|pull: &f64| pull.powi(power)).sum::<f64>() / pulls.len() as f64
        };
        let (mean, variance) = moments(self.sets.iter().map(|pulls| average(pulls, 1)));
        assert!(mean.abs() < 4.0 * variance.sqrt() / root, "mean {mean}");
        let (square, variance) = moments(self.sets.iter().map(|pulls| average(pulls, 2)));
        let (width, error) = (square.sqrt(), variance.sqrt() / root / (2.0 * square.sqrt()));
        assert!(4.0 * error < sharp, "the width {width} is known to {error} only");
        assert!((width - expected).abs() < 4.0 * error, "width {width} +- {error}, {expected} expected");
    }
}

/// The width of the ratio to an error from B blocks is sqrt((B - 1)/(B - 3)), half a percent more than one at B = 200.
const WIDTH: f64 = 1.005;

/// The number of data sets.
const SETS: usize = 200;

fn independent_gaussians() -> Pulls {
    let mut truth = SparseAction::zero(2);
    truth.add_monomial(&[0, 0], -0.5);
    truth.add_monomial(&[1, 1], -0.5 / 9.0);
    pulls(SETS, &truth, &Options::dense(2, MEMORY), |seed| gaussian(2000, &[1.0, 3.0], 0.0, seed))
}

fn a_lattice_without_interaction() -> Pulls {
    let chain = Lattice::new(Cell::Chain, vec![4], true).unwrap();
    let options = Options::on(Monomials::neighbours(&chain, 2), MEMORY);
    let theory = Theory::new(chain, 0.5, 0.0);
    pulls(SETS, &theory.action(), &options, |seed| theory.sample(2000, seed))
}

/// S = -x²/2 - x⁴/4.
fn a_quartic_oscillator() -> Pulls {
    let site = Lattice::new(Cell::Chain, vec![1], true).unwrap();
    let theory = Theory::new(site, 1.0, 0.25);
    pulls(SETS, &theory.action(), &Options::dense(4, MEMORY), |seed| theory.sample(4000, seed))
}

/// Eq. (33) on a lattice of 2 x 2 sites with interactions, all 69 coefficients up to rank four.
fn an_interacting_lattice() -> Pulls {
    let square = Lattice::new(Cell::Square, vec![2, 2], true).unwrap();
    let theory = Theory::new(square, 0.5, 0.1);
    pulls(SETS, &theory.action(), &Options::dense(4, MEMORY), |seed| theory.sample(8000, seed))
}

#[test]
fn errors_are_honest_for_each_coefficient_and_on_average() {
    let theories = [
        independent_gaussians(),
        a_lattice_without_interaction(),
        a_quartic_oscillator(),
        an_interacting_lattice(),
    ];
    theories.iter().for_each(|pulls| pulls.assert_honest(WIDTH));
    let together = Pulls {
        indices: theories.iter().flat_map(|pulls| pulls.indices.clone()).collect(),
        sets: (0..SETS)
            .map(|set| theories.iter().flat_map(|pulls| pulls.sets[set].clone()).collect())
            .collect(),
    };
    together.assert_honest_on_average(WIDTH, 0.05);
}

/// x' = a x + sqrt(1 - a²) noise: the standard Gaussian, remembered over (1 + a)/(1 - a) = 9 samples.
fn correlated(rows: usize, seed: u64) -> Array2<f64> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut x = normal(&mut generator);
    let mut next = || {
        x = 0.8 * x + 0.6 * normal(&mut generator);
        x
    };
    Array2::from_shape_simple_fn((rows, 1), &mut next)
}

#[test]
fn correlated_chains_need_long_blocks() {
    let mut truth = SparseAction::zero(1);
    truth.add_monomial(&[0, 0], -0.5);
    let options = Options::dense(2, MEMORY);
    let found = pulls(SETS, &truth, &options, |seed| correlated(20_000, seed));
    // Blocks of 100 samples miss what reaches from one to the next, 4 % of the variance of x and 2 % of that of x².
    found.assert_honest(1.02);
    found.assert_honest_on_average(1.02, 0.15);

    let short = Options { block: Some(1), ..options };
    let found = pulls(50, &truth, &short, |seed| correlated(1000, seed));
    assert!(found.of_coefficients().all(|(_, _, width)| width > 1.5));
    let warned = score_matching(&Samples::from_array(correlated(1000, 1)), &short).unwrap();
    assert!(warned.longer_blocks > 1.2, "{}", warned.longer_blocks);
}
