//! Means over drawn networks, and their errors.

use ndarray::Array2;
use rayon::prelude::*;

use super::draw::{Draws, Units, expect_room};
use super::{Ensemble, EnsembleError, moments};
use crate::Progress;
use crate::statistics::jackknife;

/// Blocks of networks, each with a stream of random numbers of its own; errors are those of the jackknife that leaves out one.
const BLOCKS: usize = 64;

/// Means of some numbers over all networks, and over all but those of each block.
pub(super) struct Means {
    all: Vec<f64>,
    without: Vec<Vec<f64>>,
}

impl Means {
    /// Means of so many numbers, which `add` sums up over the next networks of a block.
    pub(super) fn new(
        (ensemble, points): (&Ensemble, &Array2<f64>),
        draws: &Draws,
        numbers: usize,
        add: impl Fn(&mut Units<'_>, usize, &mut [f64]) + Sync,
        progress: &dyn Progress,
    ) -> Result<Means, EnsembleError> {
        moments::check(ensemble, points)?;
        let width = ensemble.finite_width()?;
        if draws.networks < BLOCKS {
            return Err(EnsembleError::Draws { draws: draws.networks, least: BLOCKS });
        }
        expect_room(width, points.nrows(), numbers.saturating_mul(2 * BLOCKS + 1), draws)?;
        let number = |block: usize| draws.networks / BLOCKS + usize::from(block < draws.networks % BLOCKS);
        progress.start("drawing networks", BLOCKS as u64);
        let blocks: Vec<Vec<f64>> = (0..BLOCKS)
            .into_par_iter()
            .map(|block| {
                let mut units = Units::new(ensemble, points, draws.seed, block as u64);
                let mut sums = vec![0.0; numbers];
                add(&mut units, number(block), &mut sums);
                progress.advance(1);
                sums
            })
            .collect();
        let mut all = vec![0.0; numbers];
        blocks.iter().for_each(|block| all.iter_mut().zip(block).for_each(|(sum, part)| *sum += part));
        let without = blocks.into_iter().enumerate().map(|(place, mut block)| {
            let rest = (draws.networks - number(place)) as f64;
            block.iter_mut().zip(&all).for_each(|(part, sum)| *part = (sum - *part) / rest);
            block
        });
        let without = without.collect();
        all.iter_mut().for_each(|sum| *sum /= draws.networks as f64);
        Ok(Means { all, without })
    }

    /// A function of the means, and of those without each block.
    pub(super) fn each<T>(&self, f: impl Fn(&[f64]) -> T) -> (T, Vec<T>) {
        (f(&self.all), self.without.iter().map(|means| f(means)).collect())
    }

    /// A function of the means with its standard error.
    pub(super) fn estimate(&self, f: impl Fn(&[f64]) -> f64) -> (f64, f64) {
        let (value, without) = self.each(f);
        (value, jackknife(without.into_iter()))
    }
}
