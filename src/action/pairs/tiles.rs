//! A^(4) in tiles, none of which is larger than a fixed size: made, looked at, dropped.

use std::ops::Range;

use ndarray::{ArrayView2, ArrayViewMut2, s};
use rayon::prelude::*;

use super::Pairs;
use crate::action::{Row, Summary, SymmetricTensor};
use crate::{Progress, Scalar, Threads};

/// A tile has at most this many numbers of the pair matrix (8 MiB), unless a single second index has more.
const TILE: usize = 1 << 20;

/// The memory of the tiles that are made at the same time, for as many threads as most machines have.
pub(crate) const TILE_BYTES: f64 = 32.0 * 3.0 * 8.0 * TILE as f64;

/// The entries A^(4)_{ijkl} with i ≤ j ≤ k ≤ l for one i and a range of j. They lie side by side in packed
/// storage.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Tile {
    first: usize,
    second: Range<usize>,
}

impl<T: Scalar> Pairs<T> {
    /// All tiles in packed order.
    fn tiles(&self) -> Vec<Tile> {
        (0..self.dimension()).flat_map(|first| self.tiles_of(first)).collect()
    }

    /// Tiles of one first index, of about equal width.
    fn tiles_of(&self, first: usize) -> Vec<Tile> {
        let d = self.dimension();
        let columns = self.triangle().len() - self.triangle().start(first);
        let width = (TILE / columns).clamp(1, d - first);
        let bounds = (first..d).step_by(width);
        bounds.map(|start| Tile { first, second: start..d.min(start + width) }).collect()
    }

    /// The number of entries of a tile: for every j those with j ≤ k ≤ l.
    fn entries_of(&self, tile: &Tile) -> usize {
        let d = self.dimension();
        tile.second.clone().map(|j| (d - j) * (d - j + 1) / 2).sum()
    }

    /// Writes the entries of a tile in packed order.
    ///
    /// # Formula
    /// A_{ijkl} = (F_{ij,kl} + F_{ik,jl} + F_{il,jk})/3 with the pair matrix F, symmetrised under the exchange
    /// of its two packed indices. Each entry of F is made once.
    fn fill(&self, tile: &Tile, entries: &mut [T]) {
        let triangle = self.triangle();
        let d = self.dimension();
        let blocks = Blocks::new(self, tile);
        let third = T::one() / (T::one() + T::one() + T::one());
        let mut rest = entries;
        for j in tile.second.clone() {
            let upper = blocks.row(j);
            // F_{(i, a), (j, c)} for a = j .. and c = j ..
            let square: Vec<&[T]> =
                (j..d).map(|a| &blocks.row(a)[triangle.start(j) - blocks.origin..][..d - j]).collect();
            for k in j..d {
                let (row, behind) = std::mem::take(&mut rest).split_at_mut(d - k);
                rest = behind;
                let first = &upper[triangle.start(k) - blocks.origin..][..d - k];
                let second = &square[k - j][k - j..];
                let thirds = square[k - j..].iter().map(|row| &row[k - j]);
                for (entry, ((first, second), last)) in
                    row.iter_mut().zip(first.iter().zip(second).zip(thirds))
                {
                    *entry = third.clone() * (first.clone() + second.clone() + last.clone());
                }
            }
        }
    }

    /// A^(4), packed.
    ///
    /// # Cost
    /// d⁴/8 times the number of squares, and twice that for the other pairs, in matrix products; the entries
    /// and a few tiles of memory.
    ///
    /// # Panics
    /// When the number of entries is beyond `usize`.
    #[must_use]
    pub fn tensor(&self, progress: &dyn Progress) -> SymmetricTensor<T> {
        let mut tensor = SymmetricTensor::zero(self.dimension(), 4);
        let mut rest = tensor.entries_mut();
        let mut work = Vec::new();
        for tile in self.tiles() {
            let (entries, behind) = rest.split_at_mut(self.entries_of(&tile));
            work.push((tile, entries));
            rest = behind;
        }
        progress.start("A^(4)", work.iter().map(|(_, entries)| entries.len() as u64).sum());
        work.into_par_iter().with_max_len(1).for_each(|(tile, entries)| {
            self.fill(&tile, entries);
            progress.advance(entries.len() as u64);
        });
        tensor
    }

    /// As [`tensor`](Pairs::tensor), for the tiles one after the other: `look` sees the entries of each, which
    /// are then dropped. The results come in packed order, whatever the number of threads.
    fn stream<R: Send>(&self, progress: &dyn Progress, look: impl Fn(&Tile, &[T]) -> R + Sync) -> Vec<R> {
        let tiles = self.tiles();
        let steps = |tile: &Tile| self.entries_of(tile) as u64;
        progress.start("A^(4)", tiles.iter().map(steps).sum());
        let work = tiles.into_par_iter().with_max_len(1).map_init(Vec::new, |entries, tile| {
            entries.resize(self.entries_of(&tile), T::zero());
            self.fill(&tile, entries);
            progress.advance(steps(&tile));
            look(&tile, entries)
        });
        work.collect()
    }

    /// The pair matrix F for packed rows and columns in two ranges.
    fn pair_matrix(&self, rows: Range<usize>, columns: Range<usize>) -> Vec<T> {
        let (height, width) = (rows.len(), columns.len());
        let mut numbers = vec![T::zero(); height * width];
        let mut out = ArrayViewMut2::from_shape((height, width), &mut numbers).expect("as many entries");
        let mut add = |factor: &T, a: ArrayView2<'_, T>, b: ArrayView2<'_, T>| {
            let (a, b) = (a.slice(s![.., rows.clone()]), b.slice(s![.., columns.clone()]));
            T::add_product(out.view_mut(), factor, a.t(), b, Threads::One);
        };
        let half = T::one() / (T::one() + T::one());
        add(&-half.clone(), self.squares(), self.squares());
        for (left, right) in self.products() {
            add(&half, left, right);
            add(&half, right, left);
        }
        numbers
    }
}

impl Pairs<f64> {
    /// Norm and largest entries of A^(4), which is never held as a whole.
    ///
    /// # Cost
    /// As [`tensor`](Pairs::tensor), in the memory of a few tiles.
    #[must_use]
    pub fn summary(&self, top: usize, progress: &dyn Progress) -> Summary {
        let d = self.dimension();
        let parts = self.stream(progress, |tile, entries| {
            let mut part = Summary::new(d, 4, top);
            let mut rest = entries;
            for j in tile.second.clone() {
                for k in j..d {
                    let (entries, behind) = rest.split_at(d - k);
                    rest = behind;
                    part.add(&Row { prefix: vec![tile.first, j, k], entries });
                }
            }
            part
        });
        parts.into_iter().fold(Summary::new(d, 4, top), |mut all, part| {
            all.merge(part);
            all
        })
    }
}

/// The part of the pair matrix F_{(i, a), (b, c)}, b ≤ c, that a tile needs.
struct Blocks<T> {
    /// The range of the second index j.
    second: Range<usize>,
    /// The packed place of the first column.
    origin: usize,
    /// Rows a within the range of j, with all columns from the first j on.
    upper: Vec<T>,
    upper_width: usize,
    /// Rows a behind the range of j, with the columns whose b lies within it.
    lower: Vec<T>,
    lower_width: usize,
}

impl<T: Scalar> Blocks<T> {
    fn new(pairs: &Pairs<T>, tile: &Tile) -> Blocks<T> {
        let triangle = pairs.triangle();
        let Tile { first, second } = tile.clone();
        let rows = |a: Range<usize>| {
            let start = triangle.place(first, a.start);
            start..start + a.len()
        };
        let behind = triangle.rows(second.clone());
        let all = behind.start..triangle.len();
        let (upper_width, lower_width) = (all.len(), behind.len());
        Blocks {
            origin: behind.start,
            upper: pairs.pair_matrix(rows(second.clone()), all),
            upper_width,
            lower: pairs.pair_matrix(rows(second.end..triangle.dimension()), behind),
            lower_width,
            second,
        }
    }

    /// The row a, from the first column on.
    fn row(&self, a: usize) -> &[T] {
        match a.checked_sub(self.second.end) {
            None => &self.upper[(a - self.second.start) * self.upper_width..][..self.upper_width],
            Some(a) => &self.lower[a * self.lower_width..][..self.lower_width],
        }
    }
}
