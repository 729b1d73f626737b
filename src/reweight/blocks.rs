//! Weighted moments over blocks of draws, and cumulants with errors out of them.

use ndarray::{ArrayView1, ArrayView2};
use rayon::prelude::*;

use super::ReweightError;
use crate::action::SymmetricTensor;
use crate::statistics::{Estimate, Moments};

/// The moments of each block, with weights in a unit of its own.
pub(super) struct Blocks {
    none: Moments<f64>,
    each: Vec<Block>,
}

struct Block {
    moments: Moments<f64>,
    /// The logarithm of the unit of its weights, the largest of them.
    ln_unit: f64,
}

impl Blocks {
    /// Moments about a point, which should be near the mean.
    pub(super) fn new(order: usize, point: Vec<f64>) -> Blocks {
        Blocks { none: Moments::new(point.len(), order, point), each: Vec::new() }
    }

    pub(super) fn count(&self) -> usize {
        self.each.len()
    }

    /// Adds draws to the last block, or to a new one that they begin.
    pub(super) fn add(&mut self, begins: bool, draws: ArrayView2<'_, f64>, ln_weights: ArrayView1<'_, f64>) {
        if begins || self.each.is_empty() {
            self.each.push(Block { moments: self.none.empty(), ln_unit: f64::NEG_INFINITY });
        }
        let Some(Block { moments, ln_unit }) = self.each.last_mut() else { return };
        let largest = ln_weights.iter().copied().fold(*ln_unit, f64::max);
        if largest > *ln_unit && ln_unit.is_finite() {
            let mut moved = self.none.empty();
            moved.add_scaled(moments, &(*ln_unit - largest).exp());
            *moments = moved;
        }
        *ln_unit = largest;
        moments.add_weighted(draws, ln_weights.mapv(|ln| (ln - largest).exp()).view());
    }

    /// The cumulants of all blocks but one.
    fn cumulants(&self, left_out: Option<usize>) -> Vec<SymmetricTensor<f64>> {
        let others = || self.each.iter().enumerate().filter(|&(place, _)| Some(place) != left_out);
        let largest = others().map(|(_, block)| block.ln_unit).fold(f64::NEG_INFINITY, f64::max);
        let mut sums = self.none.empty();
        others().for_each(|(_, block)| sums.add_scaled(&block.moments, &(block.ln_unit - largest).exp()));
        sums.weighted_cumulants(self.none.order())
    }

    /// The cumulants, with errors by the jackknife that leaves out one block at a time.
    pub(super) fn estimates(&self) -> Result<Vec<Estimate>, ReweightError> {
        if self.none.order() == 0 {
            return Ok(Vec::new());
        }
        let values = self.cumulants(None);
        let zeros = || values.iter().map(|value| SymmetricTensor::zero(value.dimension(), value.rank()));
        let (mut sums, mut squares): (Vec<_>, Vec<_>) = (zeros().collect(), zeros().collect());
        let places: Vec<usize> = (0..self.count()).collect();
        // In order, whatever the number of threads.
        for together in places.chunks(rayon::current_num_threads()) {
            let without: Vec<_> = together.par_iter().map(|&place| self.cumulants(Some(place))).collect();
            for without in without {
                let lines = without.iter().zip(&values).zip(sums.iter_mut().zip(&mut squares));
                for ((without, value), (sum, square)) in lines {
                    let changes = without.entries().iter().zip(value.entries());
                    let both = sum.entries_mut().iter_mut().zip(square.entries_mut());
                    for ((without, value), (sum, square)) in changes.zip(both) {
                        *sum += without - value;
                        *square += (without - value).powi(2);
                    }
                }
            }
        }
        let blocks = self.count() as f64;
        for (sum, square) in sums.iter().zip(&mut squares) {
            for (sum, square) in sum.entries().iter().zip(square.entries_mut()) {
                let spread: f64 = *square - sum * sum / blocks;
                *square = ((blocks - 1.0) / blocks * spread.max(0.0)).sqrt();
            }
        }
        let mut all = values.iter().chain(&squares).flat_map(SymmetricTensor::entries);
        match all.all(|entry| entry.is_finite()) {
            true => Ok(values.into_iter().zip(squares).map(Estimate::from).collect()),
            false => Err(ReweightError::Lost),
        }
    }
}
