//! Weighted moments over blocks of draws, and cumulants with errors out of them.

use ndarray::{ArrayView1, ArrayView2};
use rayon::prelude::*;

use super::ReweightError;
use crate::action::SymmetricTensor;
use crate::statistics::{Estimate, FEW_BLOCKS, Moments};

/// So many blocks are left out one after the other of the same sums.
pub(super) const NEAR: usize = 12;

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

    /// Makes one block of two that follow each other.
    pub(super) fn merge_pairs(&mut self) {
        let mut each = std::mem::take(&mut self.each).into_iter();
        while let Some(first) = each.next() {
            let pair = [Some(first), each.next()];
            self.each.push(self.total(&pair.iter().flatten().collect::<Vec<_>>()));
        }
    }

    /// The sum of some blocks, and of what was summed up before.
    fn sum(&self, before: Option<&Block>, is_in: impl Fn(usize) -> bool) -> Block {
        let here = self.each.iter().enumerate().filter(|&(place, _)| is_in(place)).map(|(_, block)| block);
        self.total(&before.into_iter().chain(here).collect::<Vec<_>>())
    }

    fn total(&self, parts: &[&Block]) -> Block {
        let ln_unit = parts.iter().map(|block| block.ln_unit).fold(f64::NEG_INFINITY, f64::max);
        let mut moments = self.none.empty();
        parts.iter().for_each(|block| moments.add_scaled(&block.moments, &(block.ln_unit - ln_unit).exp()));
        Block { moments, ln_unit }
    }

    /// The cumulants, with errors by the jackknife that leaves out one block at a time. None from too few blocks.
    pub(super) fn estimates(&self) -> Result<Vec<Estimate>, ReweightError> {
        if self.none.order() == 0 || self.count() < FEW_BLOCKS {
            return Ok(Vec::new());
        }
        let cumulants = |sum: Block| sum.moments.weighted_cumulants(self.none.order());
        let values = cumulants(self.sum(None, |_| true));
        let zeros = || values.iter().map(|value| SymmetricTensor::zero(value.dimension(), value.rank()));
        let (mut sums, mut squares): (Vec<_>, Vec<_>) = (zeros().collect(), zeros().collect());
        let places: Vec<usize> = (0..self.count()).collect();
        // Each block is left out of a few that are near, and the sum of all others is the same for these.
        for near in places.chunks(NEAR) {
            let far = self.sum(None, |place| !near.contains(&place));
            let without = |&left_out: &usize| {
                cumulants(self.sum(Some(&far), |place| near.contains(&place) && place != left_out))
            };
            let without: Vec<_> = near.par_iter().map(without).collect();
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
            for (sum, square) in sum.entries().iter().zip::<&mut [f64]>(square.entries_mut()) {
                // What is not a number stays so.
                let spread = (*square - sum * sum / blocks).clamp(0.0, f64::INFINITY);
                *square = ((blocks - 1.0) / blocks * spread).sqrt();
            }
        }
        let mut all = values.iter().chain(&squares).flat_map(SymmetricTensor::entries);
        match all.all(|entry| entry.is_finite()) {
            true => Ok(values.into_iter().zip(squares).map(Estimate::from).collect()),
            false => Err(ReweightError::Range { order: self.none.order() }),
        }
    }
}
