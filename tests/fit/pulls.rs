//! Standard errors are honest: over many data sets of known theories, (fit - truth) / error has mean zero and unit width.

use diagraction::action::SparseAction;
use diagraction::data::Samples;
use diagraction::fit::{Monomials, Options, score_matching};
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

/// Mean and width of the pulls of every coefficient, over data sets of the seeds 0, 1, ..
fn pulls(
    sets: usize,
    truth: &SparseAction<f64>,
    options: &Options,
    draw: impl Fn(u64) -> Array2<f64> + Sync,
) -> Vec<(Vec<usize>, f64, f64)> {
    let of_set = |set: usize| -> Vec<f64> {
        let fit = score_matching(&Samples::from_array(draw(set as u64)), options).unwrap();
        fit.couplings().map(|one| (one.value - truth.get(one.index)) / one.error).collect()
    };
    let all: Vec<Vec<f64>> = (0..sets).into_par_iter().map(of_set).collect();
    let fit = score_matching(&Samples::from_array(draw(0)), options).unwrap();
    let indices = fit.monomials().indices().iter().cloned();
    let number = sets as f64;
    let of_coefficient = |(place, index): (usize, Vec<usize>)| {
        let mean = all.iter().map(|pulls| pulls[place]).sum::<f64>() / number;
        let square = all.iter().map(|pulls| (pulls[place] - mean).powi(2)).sum::<f64>() / (number - 1.0);
        (index, mean, square.sqrt())
    };
    indices.enumerate().map(of_coefficient).collect()
}

/// Of M pulls, the mean has the standard error 1/sqrt(M) and the width 1/sqrt(2 M). The width of the ratio to an error
/// from B blocks is sqrt((B - 1)/(B - 3)), half a percent at B = 200.
fn assert_honest(sets: usize, pulls: &[(Vec<usize>, f64, f64)]) {
    let number = sets as f64;
    for (index, mean, width) in pulls {
        assert!(mean.abs() < 4.0 / number.sqrt(), "{index:?}: mean {mean}");
        assert!((width - 1.005).abs() < 4.0 / (2.0 * number).sqrt(), "{index:?}: width {width}");
    }
}

#[test]
fn independent_gaussians() {
    let mut truth = SparseAction::zero(2);
    truth.add_monomial(&[0, 0], -0.5);
    truth.add_monomial(&[1, 1], -0.5 / 9.0);
    let found = pulls(200, &truth, &Options::dense(2, MEMORY), |seed| gaussian(2000, &[1.0, 3.0], 0.0, seed));
    assert_honest(200, &found);
}

#[test]
fn a_lattice_without_interaction() {
    let chain = Lattice::new(Cell::Chain, vec![4], true).unwrap();
    let options = Options::on(Monomials::neighbours(&chain, 2), MEMORY);
    let theory = Theory::new(chain, 0.5, 0.0);
    let found = pulls(200, &theory.action(), &options, |seed| theory.sample(2000, seed));
    assert_honest(200, &found);
}

/// S = -x²/2 - x⁴/4.
#[test]
fn a_quartic_oscillator() {
    let site = Lattice::new(Cell::Chain, vec![1], true).unwrap();
    let theory = Theory::new(site, 1.0, 0.25);
    let found = pulls(200, &theory.action(), &Options::dense(4, MEMORY), |seed| theory.sample(4000, seed));
    assert_honest(200, &found);
}

/// Eq. (33) on a lattice of 2 x 2 sites with interactions, all 69 coefficients up to rank four.
#[test]
fn an_interacting_lattice() {
    let square = Lattice::new(Cell::Square, vec![2, 2], true).unwrap();
    let theory = Theory::new(square, 0.5, 0.1);
    let found = pulls(200, &theory.action(), &Options::dense(4, MEMORY), |seed| theory.sample(8000, seed));
    assert_honest(200, &found);
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
    let found = pulls(200, &truth, &options, |seed| correlated(20_000, seed));
    // Blocks of 100 samples miss what reaches from one to the next, 4 % of the variance.
    assert!(found.iter().all(
        |(_, mean, width)| mean.abs() < 4.0 / 200f64.sqrt() && (width - 1.02).abs() < 4.0 / 400f64.sqrt()
    ));

    let short = Options { block: Some(1), ..options };
    let found = pulls(50, &truth, &short, |seed| correlated(4000, seed));
    assert!(found.iter().all(|(_, _, width)| *width > 1.5), "{found:?}");
    let warned = score_matching(&Samples::from_array(correlated(4000, 1)), &short).unwrap();
    assert!(warned.longer_blocks > 1.2, "{}", warned.longer_blocks);
}
