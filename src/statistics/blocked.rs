//! Sums over blocks, from which means and their errors follow.

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use super::linear::{BlockSums, Linear};
use super::moments::{Monomials, Split, Tile, Wanted, tiles};
use super::probe::{self, Probe};
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
    /// The blocks of a group, and the rows of all groups.
    together: usize,
    groups: Vec<usize>,
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
    /// Entries whose sums are kept for every group of blocks: row and column here, and these sums.
    probed: Vec<([usize; 2], Vec<f64>)>,
}

impl Blocked {
    /// The moments about a point, or with `linear` the parts in the cumulants, whose point is the mean.
    /// `blocks` is the number of blocks to come.
    pub(super) fn new(centre: Vec<f64>, order: usize, linear: Option<Linear>, blocks: usize) -> Blocked {
        let splits: Vec<Split> = (1..=order).map(|order| Split::new(centre.len(), order)).collect();
        let mut tiles = Vec::new();
        for (split, order) in splits.iter().zip(1..) {
            let places = independent_entries(centre.len(), order).map_or_else(Vec::new, probe::places);
            tiles.extend(split.tiles.iter().map(|tile| Sums::new(split, tile, &places)));
        }
        Blocked {
            centre,
            low_sums: linear.as_ref().map_or(BlockSums::default(), Linear::no_sums),
            linear,
            splits,
            tiles,
            rows: 0,
            blocks: 0,
            block_rows: 0,
            together: probe::blocks_of_group(blocks),
            groups: Vec::new(),
        }
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
        let (linear, rows) = (self.linear.as_ref(), self.block_rows as f64);
        let group = self.blocks / self.together;
        low.iter_mut().filter(|_| ends_block).for_each(|(_, sums)| {
            sums.end_block(rows, group, |_, _, _| ());
        });
        high.par_iter_mut().with_min_len(together).for_each(|((split, tile), sums)| {
            sums.multiply(&monomials, split, tile, starts_block);
            if ends_block {
                sums.end_block(rows, group, |left, first, sums| {
                    if let Some(linear) = linear {
                        linear.subtract(block, left, first, sums);
                    }
                });
            }
        });
        if ends_block {
            self.groups.resize(group + 1, 0);
            self.groups[group] += self.block_rows;
            self.rows += self.block_rows;
            self.blocks += 1;
            self.block_rows = 0;
        }
    }

    /// The mean of the contributions to each entry of an order, and its standard error.
    pub(super) fn means(&self, order: usize) -> (SymmetricTensor<f64>, SymmetricTensor<f64>) {
        let mut mean = self.collect(order, |sums| &sums.sum);
        let mut error = self.collect(order, |sums| &sums.squares);
        let (rows, free) = (self.rows as f64, self.blocks as f64 - 1.0);
        for (mean, error) in mean.entries_mut().iter_mut().zip(error.entries_mut()) {
            let sum = *mean;
            *mean = sum / rows;
            *error = ((*error - sum * *mean).max(0.0) / (rows * free)).sqrt();
        }
        (mean, error)
    }

    /// How the estimates of an order depend on each other.
    pub(super) fn probe(&self, order: usize) -> Probe {
        let entries = independent_entries(self.centre.len(), order).unwrap_or(0);
        let places = probe::places(entries);
        let mut deviations = Array2::zeros((self.groups.len(), places.len()));
        let (rows, groups) = (self.rows as f64, self.groups.len() as f64);
        let size = (groups / (groups - 1.0).max(1.0)).sqrt() / rows;
        for (place, sums) in self.tiles_of(order).iter().flat_map(Sums::probed) {
            let Ok(column) = places.binary_search(&place) else { continue };
            let mean = sums.iter().sum::<f64>() / rows;
            for (group, (sum, &count)) in sums.iter().zip(&self.groups).enumerate() {
                deviations[[group, column]] = size * (sum - count as f64 * mean);
            }
        }
        Probe { places, deviations }
    }

    fn tiles_of(&self, order: usize) -> &[Sums] {
        let before: usize = self.splits[..order - 1].iter().map(|split| split.tiles.len()).sum();
        &self.tiles[before..][..self.splits[order - 1].tiles.len()]
    }

    fn collect(&self, order: usize, of: impl Fn(&Sums) -> &Array2<f64>) -> SymmetricTensor<f64> {
        let mut packed = SymmetricTensor::zero(self.centre.len(), order);
        self.splits[order - 1].collect(self.tiles_of(order).iter().map(of), packed.entries_mut());
        packed
    }
}

impl Sums {
    /// `places` are those of the entries that are probed, ascending.
    fn new(split: &Split, tile: &Tile, places: &[usize]) -> Sums {
        let zeros = || Array2::zeros(tile.shape());
        let wanted = split.wanted(tile);
        let mut probed = Vec::new();
        for (row, Wanted { place, columns, .. }) in wanted.iter().enumerate() {
            let first = places.partition_point(|known| known < place);
            let here = places[first..].iter().take_while(|&&known| known < place + columns.len());
            probed.extend(here.map(|known| ([row, columns.start + known - place], Vec::new())));
        }
        Sums { wanted, block: zeros(), sum: zeros(), squares: zeros(), probed }
    }

    /// The places of the entries that are probed, with their sums over groups of blocks.
    fn probed(&self) -> impl Iterator<Item = (usize, &[f64])> {
        self.probed.iter().map(|([row, column], sums)| {
            let Wanted { place, columns, .. } = &self.wanted[*row];
            (place + column - columns.start, sums.as_slice())
        })
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
    fn end_block(&mut self, rows: f64, group: usize, subtract: impl Fn(&[usize], &[usize], &mut [f64])) {
        let Sums { wanted, block, sum, squares, probed } = self;
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
        for (place, sums) in probed {
            sums.resize(group + 1, 0.0);
            sums[group] += block[*place];
        }
    }
}
