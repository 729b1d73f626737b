//! Whether chains agree, and how many independent draws theirs are worth.
//!
//! # Source
//! Vehtari, Gelman, Simpson, Carpenter, Bürkner, *Rank-normalization, folding, and localization: an improved R-hat for
//! assessing convergence of MCMC*, arXiv:1903.08008, cited by its equations.

mod autocovariance;
mod ess;
mod fourier;
mod rhat;
mod scores;
mod split;

use ndarray::{ArrayView2, Axis};
use rayon::prelude::*;

pub use crate::normal::normal_quantile;
pub use ess::standard_error;

use scores::Scores;
use split::Split;

/// The coordinates that one thread looks at together: a line of the processor's cache.
const TOGETHER: usize = 8;

/// The fewest draws of a chain that say anything.
pub const FEWEST: usize = 4;

/// What the chains say about one quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Convergence {
    /// The larger of the split R-hat of the rank-normalised values and of their folded values |x - median|: 1 where the
    /// chains agree in location and in spread.
    pub rhat: f64,
    /// The effective number of draws in the bulk: the ESS of the rank-normalised values.
    pub bulk: f64,
    /// The effective number of draws in the tails: the smaller of the ESS of the 5 % and the 95 % quantile.
    pub tail: f64,
}

/// The diagnostics of one quantity, of which each chain has a series. Series longer than the shortest are cut.
///
/// All are NaN where there are fewer than [`FEWEST`] values, where some are not finite, or, but for the ESS, where all are equal.
///
/// # Source
/// Eqs. (1) to (4) and (10), (13) to (15) of arXiv:1903.08008, the ESS with Geyer's initial monotone sequence.
///
/// # Cost
/// A sort, and as many products per value as there are correlated draws; Fourier transforms where these are many.
#[must_use]
pub fn convergence(chains: &[&[f64]]) -> Convergence {
    Split::new(chains).map_or(NOTHING, |split| of_split(&split, &Scores::new(split.len())))
}

/// The diagnostics of every coordinate of chains of shape (n, d).
///
/// # Panics
/// When the chains have different dimensions.
///
/// # Cost
/// As [`convergence`] for each coordinate, on all threads.
#[must_use]
pub fn convergences(chains: &[ArrayView2<'_, f64>]) -> Vec<Convergence> {
    let dimension = chains.first().map_or(0, |chain| chain.ncols());
    assert!(chains.iter().all(|chain| chain.ncols() == dimension), "chains of one dimension");
    let rows = chains.iter().map(|chain| chain.nrows()).min().unwrap_or(0);
    let scores = Scores::new(2 * (rows / 2) * chains.len());
    let starts: Vec<usize> = (0..dimension).step_by(TOGETHER).collect();
    let blocks = starts.into_par_iter().map(|start| {
        let columns = start..dimension.min(start + TOGETHER);
        let gathered: Vec<Vec<Vec<f64>>> =
            chains.iter().map(|chain| gather(chain, columns.clone())).collect();
        columns
            .map(|column| {
                let series: Vec<&[f64]> = gathered.iter().map(|chain| &chain[column - start][..]).collect();
                Split::new(&series).map_or(NOTHING, |split| of_split(&split, &scores))
            })
            .collect::<Vec<_>>()
    });
    blocks.collect::<Vec<_>>().concat()
}

/// The numbers that a thread holds for each value of the coordinate it looks at: the values, their order and folded order, the
/// scores of both, and what is centred or counted of them.
const HELD: u64 = 6;

/// An estimate of the bytes that [`convergences`] takes at most, the draws not counted. Fourier transforms are counted, as if
/// correlations were long.
#[must_use]
pub fn memory(draws: usize, chains: usize, dimension: usize) -> u64 {
    let (draws, chains) = (draws as u64, chains.max(1) as u64);
    let columns = dimension.min(TOGETHER) as u64;
    let threads = rayon::current_num_threads().min(dimension.div_ceil(TOGETHER)).max(1) as u64;
    let transform = fourier::memory(draws / (2 * chains));
    let each = draws.saturating_mul(columns + HELD).saturating_mul(8).saturating_add(transform);
    each.saturating_mul(threads).saturating_add(draws.saturating_mul(8))
}

const NOTHING: Convergence = Convergence { rhat: f64::NAN, bulk: f64::NAN, tail: f64::NAN };

fn of_split(split: &Split, scores: &Scores) -> Convergence {
    let order = split.order();
    let bulk = split.with(scores.ranked(split.values(), &order));
    let folded_order = split.folded_order(&order);
    let folded = split.with(scores.ranked(&split.folded(&order), &folded_order));
    let larger = rhat::rhat(&bulk).max(rhat::rhat(&folded));
    let tail = [0.05, 0.95].map(|p| ess::ess(&split.below(split.quantile(&order, p))));
    Convergence { rhat: larger, bulk: ess::ess(&bulk), tail: tail[0].min(tail[1]) }
}

/// Some columns of a chain, each on its own.
fn gather(chain: &ArrayView2<'_, f64>, columns: std::ops::Range<usize>) -> Vec<Vec<f64>> {
    let mut gathered = vec![Vec::with_capacity(chain.nrows()); columns.len()];
    for row in chain.axis_iter(Axis(0)) {
        for (column, series) in columns.clone().zip(&mut gathered) {
            series.push(row[column]);
        }
    }
    gathered
}

#[cfg(test)]
mod tests;
