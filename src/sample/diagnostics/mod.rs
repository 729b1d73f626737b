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

use std::ops::Range;

use rayon::prelude::*;

pub use ess::standard_error;

use crate::data::{DataError, Samples};
use scores::Scores;
use split::Split;

/// The draws that are read at a time.
pub(super) const PIECE: usize = 4096;

/// The fewest draws of a chain that say anything.
pub(crate) const FEWEST: usize = 4;

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
pub(crate) fn convergence(chains: &[&[f64]]) -> Convergence {
    Split::new(chains).map_or(NOTHING, |split| of_split(&split, &Scores::new(split.len())))
}

/// The diagnostics of every coordinate.
///
/// # Errors
/// Draws in a file that cannot be read.
///
/// # Cost
/// Sorting and some Fourier transforms for each coordinate, on all threads. The draws are read eight times at most.
pub fn convergences(draws: &Samples) -> Result<Vec<Convergence>, DataError> {
    let rows = draws.chains().iter().copied().min().unwrap_or(0);
    let scores = Scores::new(2 * (rows / 2) * draws.chains().len());
    let mut found = Vec::with_capacity(draws.dimension());
    for columns in groups(draws.rows(), draws.dimension()) {
        let series = gather(draws, columns)?;
        let series = series.par_iter().map(|series| {
            Split::new(&by_chain(series, draws.chains())).map_or(NOTHING, |split| of_split(&split, &scores))
        });
        found.extend(series.collect::<Vec<_>>());
    }
    Ok(found)
}

/// The numbers that a thread holds for each value of the coordinate it looks at: the values, their order and folded order, the
/// scores of both, and what is centred or counted of them.
const HELD: u64 = 6;

/// An estimate of the bytes that [`convergences`] takes at most, the draws not counted. Fourier transforms are counted, as if
/// correlations were long.
pub(crate) fn memory(draws: usize, chains: usize, dimension: usize) -> u64 {
    let width = groups(draws, dimension).next().map_or(0, |columns| columns.len()) as u64;
    let threads = width.min(rayon::current_num_threads() as u64);
    let transform = fourier::memory(draws as u64 / (2 * chains.max(1) as u64));
    let numbers = (draws as u64).saturating_mul(8);
    let each = numbers.saturating_mul(HELD).saturating_add(transform);
    each.saturating_mul(threads).saturating_add(numbers.saturating_mul(width + 1))
}

/// The bytes of coordinates that are gathered together, unless an eighth of all takes more, or one for every thread.
const GATHERED: usize = 16 << 20;

/// The coordinates that are gathered together.
pub(super) fn groups(draws: usize, dimension: usize) -> impl Iterator<Item = Range<usize>> {
    let fitting = GATHERED / draws.saturating_mul(size_of::<f64>()).max(1);
    let width = fitting.max(dimension.div_ceil(8)).max(rayon::current_num_threads());
    (0..dimension).step_by(width).map(move |start| start..dimension.min(start + width))
}

/// Some coordinates, each over all draws.
pub(super) fn gather(draws: &Samples, columns: Range<usize>) -> Result<Vec<Vec<f64>>, DataError> {
    let mut gathered: Vec<Vec<f64>> = columns.clone().map(|_| Vec::with_capacity(draws.rows())).collect();
    for piece in draws.chunks(PIECE) {
        for (series, column) in gathered.iter_mut().zip(piece?.columns().into_iter().skip(columns.start)) {
            series.extend(column);
        }
    }
    Ok(gathered)
}

/// The values of each chain.
pub(super) fn by_chain<'a>(mut series: &'a [f64], lengths: &[usize]) -> Vec<&'a [f64]> {
    let chains = lengths.iter().map(|&length| {
        let (own, rest) = series.split_at(length);
        series = rest;
        own
    });
    chains.collect()
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

#[cfg(test)]
mod tests;
