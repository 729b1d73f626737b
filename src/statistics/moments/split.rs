//! How the moments of one order become matrix products.

use std::ops::Range;

use ndarray::Array2;

use crate::action::{independent_entries, position, unpack};

/// A matrix product has costs for each column, worth so many rows.
const ROWS_AHEAD: usize = 8;

/// So many neighbouring largest indices are looked at to find out what goes into one product.
const WIDEST: usize = 256;

/// Matrix products have at most this many columns, so that there are enough of them for all threads.
const COLUMNS: usize = 512;

/// How the monomials of one order are products of left and right halves.
///
/// Left halves stand in colexicographic order, so that those with the largest index below i come first. Right halves
/// stand in lexicographic order, so that those with the smallest index from i on come last.
#[derive(Clone, Debug)]
pub(in crate::statistics) struct Split {
    dimension: usize,
    /// The factors of a left half, ⌊k/2⌋.
    pub(in crate::statistics) left: usize,
    /// The factors of a right half, ⌈k/2⌉.
    pub(in crate::statistics) right: usize,
    /// The matrix products.
    pub(in crate::statistics) tiles: Vec<Tile>,
}

/// Left halves with neighbouring largest indices, times right halves. Products where the smallest index of the right
/// half is below the largest of the left one are not wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::statistics) struct Tile {
    /// The places of the left halves.
    pub(in crate::statistics) left: Range<usize>,
    /// The places of the right halves.
    pub(in crate::statistics) right: Range<usize>,
}

impl Tile {
    /// The numbers of left and right halves.
    pub(in crate::statistics) fn shape(&self) -> (usize, usize) {
        (self.left.len(), self.right.len())
    }
}

/// The entries of a row of a tile that are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::statistics) struct Wanted {
    /// The multi-index of the left half.
    pub(in crate::statistics) index: Vec<usize>,
    /// The multi-index of the right half of the first of them.
    pub(in crate::statistics) first: Vec<usize>,
    /// The columns in the tile.
    pub(in crate::statistics) columns: Range<usize>,
    /// The place of the first of them in the packed tensor, where the others follow.
    pub(in crate::statistics) place: usize,
}

impl Split {
    /// # Panics
    /// When the entries cannot be addressed.
    pub(in crate::statistics) fn new(dimension: usize, order: usize) -> Split {
        let mut split = Split::without_tiles(dimension, order);
        for group in split.groups() {
            let left = split.left_up_to(group.start)..split.left_up_to(group.end);
            for first in (split.right_from(group.start)..split.right_from(dimension)).step_by(COLUMNS) {
                let last = (first + COLUMNS).min(split.right_from(dimension));
                split.tiles.push(Tile { left: left.clone(), right: first..last });
            }
        }
        split
    }

    fn without_tiles(dimension: usize, order: usize) -> Split {
        Split { dimension, left: order / 2, right: order.div_ceil(2), tiles: Vec::new() }
    }

    /// What [`Split::made`] would be, without the tiles; `None` where it cannot be counted.
    pub(in crate::statistics) fn count(dimension: usize, order: usize) -> Option<u64> {
        independent_entries(dimension, order)?;
        let split = Split::without_tiles(dimension, order);
        split.groups().into_iter().try_fold(0u64, |made, group| {
            let rows = split.left_up_to(group.end) - split.left_up_to(group.start);
            let columns = split.right_from(dimension) - split.right_from(group.start);
            made.checked_add((rows as u64).checked_mul(columns as u64)?)
        })
    }

    /// The number of left halves whose largest index is below `end`. The empty one goes with index 0.
    fn left_up_to(&self, end: usize) -> usize {
        if end == 0 { 0 } else { entries(end, self.left) }
    }

    /// The place of the first right half whose smallest index is `start` or larger.
    fn right_from(&self, start: usize) -> usize {
        entries(self.dimension, self.right) - entries(self.dimension - start, self.right)
    }

    /// Ranges of largest indices that make one product each, of the least cost in total.
    fn groups(&self) -> Vec<Range<usize>> {
        let d = self.dimension;
        if self.left == 0 {
            return (0..d.min(1)).map(|first| first..first + 1).collect();
        }
        let cost = |group: Range<usize>| {
            let rows = self.left_up_to(group.end) - self.left_up_to(group.start) + ROWS_AHEAD;
            rows as u128 * (entries(d, self.right) - self.right_from(group.start)) as u128
        };
        // The least cost of all indices below one, and where the last group begins.
        let mut best: Vec<(u128, usize)> = vec![(0, 0)];
        for end in 1..=d {
            let options = end.saturating_sub(WIDEST)..end;
            let options = options.map(|start| (best[start].0 + cost(start..end), start));
            best.extend(options.min());
        }
        let mut groups = Vec::new();
        let mut end = d;
        while end > 0 {
            let start = best[end].1;
            groups.push(start..end);
            end = start;
        }
        groups.reverse();
        groups
    }

    /// The number of entries of all tiles.
    pub(in crate::statistics) fn made(&self) -> usize {
        self.tiles.iter().map(|tile| tile.shape().0 * tile.shape().1).sum()
    }

    /// What of a tile is wanted, row by row.
    pub(in crate::statistics) fn wanted(&self, tile: &Tile) -> Vec<Wanted> {
        let row = |index: Vec<usize>| {
            let largest = index.last().copied().unwrap_or(0);
            let start = self.right_from(largest);
            let first = start.max(tile.right.start);
            let smallest = [index.as_slice(), &vec![largest; self.right]].concat();
            let columns = first.min(tile.right.end) - tile.right.start..tile.right.len();
            let place = position(self.dimension, &smallest) + (first - start);
            Wanted { index, first: unpack(self.dimension, self.right, first), columns, place }
        };
        tile.left.clone().map(|place| row(colexicographic(self.left, place))).collect()
    }

    /// Puts the wanted entries of all tiles of this order into packed order.
    pub(in crate::statistics) fn collect<'a, T: Clone + 'a>(
        &self,
        sums: impl IntoIterator<Item = &'a Array2<T>>,
        packed: &mut [T],
    ) {
        for (tile, sums) in self.tiles.iter().zip(sums) {
            for (wanted, row) in self.wanted(tile).into_iter().zip(sums.outer_iter()) {
                let target = &mut packed[wanted.place..][..wanted.columns.len()];
                for (entry, sum) in target.iter_mut().zip(row.iter().skip(wanted.columns.start)) {
                    *entry = sum.clone();
                }
            }
        }
    }
}

/// The multi-index at a place of the colexicographic order.
fn colexicographic(order: usize, place: usize) -> Vec<usize> {
    let mut left = place;
    let mut index = vec![0; order];
    for position in (0..order).rev() {
        // The multi-indices of this length with entries below the largest come before.
        let mut largest = 0;
        while entries(largest + 1, position + 1) <= left {
            largest += 1;
        }
        left -= entries(largest, position + 1);
        index[position] = largest;
    }
    index
}

/// C(d+k-1, k).
pub(super) fn entries(dimension: usize, order: usize) -> usize {
    independent_entries(dimension, order).expect("monomials that can be addressed")
}

#[cfg(test)]
mod tests {
    use super::{Split, colexicographic, entries};

    #[test]
    fn left_halves_stand_by_their_largest_index() {
        let pairs: Vec<_> = (0..6).map(|place| colexicographic(2, place)).collect();
        assert_eq!(pairs, [[0, 0], [0, 1], [1, 1], [0, 2], [1, 2], [2, 2]]);
        assert_eq!(colexicographic(0, 0), [0; 0]);
    }

    /// Every entry of every tensor is wanted from one place.
    #[test]
    fn every_entry_is_made_once() {
        for dimension in 1..6 {
            for order in 1..8 {
                let split = Split::new(dimension, order);
                let mut made = vec![0; entries(dimension, order)];
                for wanted in split.tiles.iter().flat_map(|tile| split.wanted(tile)) {
                    let places = wanted.place..wanted.place + wanted.columns.len();
                    made[places].iter_mut().for_each(|times| *times += 1);
                }
                assert!(made.iter().all(|&times| times == 1), "d = {dimension}, order {order}: {made:?}");
                assert_eq!(Split::count(dimension, order), Some(split.made() as u64));
            }
        }
    }

    /// Of what is computed at most a quarter is not wanted; what is wasted shortens the time.
    #[test]
    fn little_is_made_in_vain() {
        for (dimension, order) in [(16, 4), (16, 6), (100, 2), (100, 3), (100, 4), (1000, 2)] {
            let split = Split::new(dimension, order);
            let (made, wanted) = (split.made(), entries(dimension, order));
            assert!(3 * made <= 4 * wanted, "d = {dimension}, order {order}: {made} of {wanted}");
        }
    }
}
