use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use super::linear::{BlockSums, Linear};
use super::moments::{Monomials, Split, Tile, Wanted, number, tiles};
use crate::action::{SymmetricTensor, independent_entries};
use crate::{Scalar, Threads};

/// The orders that the parts of higher ones in a cumulant are made of.
const LOW_ORDERS: usize = 2;

/// Fewer multiplications than this are not worth the threads.
const SMALL: usize = 1 << 20;

/// Sums over blocks of what a sample contributes to each entry, and the sums of their squares.
///
/// A block of n rows has the sum s; N rows in B blocks have the mean Σ s / N, and the variance of this mean is estimated
/// by [Σ s²/n - (Σ s)²/N] / (N (B - 1)). This takes one pass, and the memory does not grow with the blocks.
pub(super) struct Blocked {
    centre: Vec<f64>,
    linear: Option<Linear>,
    /// What `linear` needs of the present block.
    low_sums: BlockSums,
    splits: Vec<Split>,
    tiles: Vec<Sums>,
    rows: usize,
    blocks: usize,
    /// The rows of the present block.
    block_rows: usize,
}

/// The sums of one tile.
struct Sums {
    /// What of the tile is wanted, row by row.
    wanted: Vec<Wanted>,
    /// Over the present block.
    block: Array2<f64>,
    /// Over all blocks.
    sum: Array2<f64>,
    /// s²/n over all blocks.
    squares: Array2<f64>,
}

impl Blocked {
    /// The moments about a point, or with `linear` the parts in the cumulants, whose point is the mean.
    pub(super) fn new(centre: Vec<f64>, order: usize, linear: Option<Linear>) -> Blocked {
        let splits: Vec<Split> = (1..=order).map(|order| Split::new(centre.len(), order)).collect();
        let tiles = tiles(&splits).map(|(split, tile)| Sums::new(split, tile)).collect();
        let low_sums = linear.as_ref().map_or(BlockSums::default(), Linear::no_sums);
        Blocked { centre, linear, low_sums, splits, tiles, rows: 0, blocks: 0, block_rows: 0 }
    }

    /// The bytes of the sums; `None` where they cannot be counted.
    pub(super) fn memory(dimension: usize, order: usize, is_linear: bool) -> Option<u64> {
        let mut numbers = 0u64;
        for order in 1..=order {
            let entries = independent_entries(dimension, order)?;
            numbers = numbers.checked_add(Split::count(dimension, order)?.checked_mul(3)?)?;
            numbers = numbers.checked_add(2 * entries as u64)?;
        }
        let linear = if is_linear { Linear::memory(dimension, order)? } else { 0 };
        numbers.checked_mul(8)?.checked_add(linear)
    }

    /// Bytes that are taken in any case, counted at once.
    pub(super) fn least_memory(dimension: usize, order: usize) -> Option<u64> {
        (1..=order).try_fold(0u64, |bytes, order| {
            let entries = independent_entries(dimension, order)? as u64;
            bytes.checked_add(entries.checked_mul(24)?)
        })
    }

    /// The highest order.
    pub(super) fn order(&self) -> usize {
        self.splits.len()
    }

    /// Adds rows of the present block, and where it `ends_block` makes the next ones another block.
    pub(super) fn add(&mut self, samples: ArrayView2<'_, f64>, ends_block: bool) {
        let monomials = Monomials::new(samples, &self.centre, self.splits.len());
        let starts_block = self.block_rows == 0;
        self.block_rows += samples.nrows();
        let low: usize = self.splits.iter().take(LOW_ORDERS).map(|split| split.tiles.len()).sum();
        let work = samples.nrows().saturating_mul(self.splits.iter().map(Split::made).sum());
        // At least so many tiles are one task.
        let together = if work < SMALL { usize::MAX } else { 1 };
        let mut tiles: Vec<_> = tiles(&self.splits).zip(&mut self.tiles).collect();
        let (low, high) = tiles.split_at_mut(low);
        low.par_iter_mut().with_min_len(together).for_each(|((split, tile), sums)| {
            sums.multiply(&monomials, split, tile, starts_block);
        });
        if ends_block && self.linear.is_some() {
            low.iter().for_each(|(_, sums)| sums.copy_into(&mut self.low_sums));
        }
        let block = &self.low_sums;
        let (linear, rows) = (self.linear.as_ref(), number::<f64>(self.block_rows));
        low.iter_mut().filter(|_| ends_block).for_each(|(_, sums)| {
            sums.end_block(rows, |_, _, _| ());
        });
        high.par_iter_mut().with_min_len(together).for_each(|((split, tile), sums)| {
            sums.multiply(&monomials, split, tile, starts_block);
            if ends_block {
                sums.end_block(rows, |left, first, sums| {
                    if let Some(linear) = linear {
                        linear.subtract(block, left, first, sums);
                    }
                });
            }
        });
        if ends_block {
            self.rows += self.block_rows;
            self.blocks += 1;
            self.block_rows = 0;
        }
    }

    /// The mean of the contributions to each entry of an order, and its standard error.
    pub(super) fn means(&self, order: usize) -> (SymmetricTensor<f64>, SymmetricTensor<f64>) {
        let mut mean = self.collect(order, |sums| &sums.sum);
        let mut error = self.collect(order, |sums| &sums.squares);
        let (rows, free) = (number::<f64>(self.rows), number::<f64>(self.blocks) - 1.0);
        for (mean, error) in mean.entries_mut().iter_mut().zip(error.entries_mut()) {
            let sum = *mean;
            *mean = sum / rows;
            *error = ((*error - sum * *mean).max(0.0) / (rows * free)).sqrt();
        }
        (mean, error)
    }

    fn collect(&self, order: usize, of: impl Fn(&Sums) -> &Array2<f64>) -> SymmetricTensor<f64> {
        let before: usize = self.splits[..order - 1].iter().map(|split| split.tiles.len()).sum();
        let mut packed = SymmetricTensor::zero(self.centre.len(), order);
        self.splits[order - 1].collect(self.tiles[before..].iter().map(of), packed.entries_mut());
        packed
    }
}

impl Sums {
    fn new(split: &Split, tile: &Tile) -> Sums {
        let zeros = || Array2::zeros(tile.shape());
        Sums { wanted: split.wanted(tile), block: zeros(), sum: zeros(), squares: zeros() }
    }

    fn multiply(&mut self, monomials: &Monomials<f64>, split: &Split, tile: &Tile, starts_block: bool) {
        let (left, right) = monomials.factors(split, tile);
        if starts_block {
            f64::set_product(self.block.view_mut(), left, right.t(), Threads::One);
        } else {
            f64::add_product(self.block.view_mut(), &1.0, left, right.t(), Threads::One);
        }
    }

    /// The sums over the present block, order 1 and 2.
    fn copy_into(&self, low_sums: &mut BlockSums) {
        for (wanted, sums) in self.wanted.iter().zip(self.block.outer_iter()) {
            low_sums.set(&wanted.index, &wanted.first, sums.iter().skip(wanted.columns.start));
        }
    }

    /// Takes what belongs to other orders away from the sums over the block, and adds it to all blocks.
    fn end_block(&mut self, rows: f64, subtract: impl Fn(&[usize], &[usize], &mut [f64])) {
        let Sums { wanted, block, sum, squares } = self;
        let weight = 1.0 / rows;
        let lines = block.outer_iter_mut().zip(sum.outer_iter_mut()).zip(squares.outer_iter_mut());
        for (wanted, ((mut block, mut sum), mut squares)) in wanted.iter().zip(lines) {
            let lines = (block.as_slice_mut(), sum.as_slice_mut(), squares.as_slice_mut());
            let (Some(block), Some(sum), Some(squares)) = lines else { continue };
            let block = &mut block[wanted.columns.clone()];
            if block.is_empty() {
                continue;
            }
            subtract(&wanted.index, &wanted.first, block);
            let (sum, squares) = (&mut sum[wanted.columns.clone()], &mut squares[wanted.columns.clone()]);
            for ((s, sum), squares) in block.iter().zip(sum).zip(squares) {
                *sum += s;
                *squares += s * s * weight;
            }
        }
    }
}
