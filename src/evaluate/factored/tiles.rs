//! A^(4) in tiles, none of which is larger than a fixed size: made, looked at, dropped.

use std::ops::Range;

use ndarray::{ArrayView2, ArrayViewMut2, s};

use super::pairs::Pairs;
use crate::{Scalar, Threads};

/// A tile has at most this many numbers of the pair matrix (8 MiB), unless a single second index has more.
const TILE: usize = 1 << 20;

/// The memory of the tiles that are made at the same time, for as many threads as most machines have.
pub(super) const BYTES: f64 = 32.0 * 3.0 * 8.0 * TILE as f64;

/// The entries A^(4)_{ijkl} with i ≤ j ≤ k ≤ l for one i and a range of j. They lie side by side in packed
/// storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tile {
    pub(super) first: usize,
    pub(super) second: Range<usize>,
}

impl<T: Scalar> Pairs<T> {
    /// All tiles in packed order.
    pub(super) fn tiles(&self) -> Vec<Tile> {
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
    pub(super) fn entries_of(&self, tile: &Tile) -> usize {
        let d = self.dimension();
        tile.second.clone().map(|j| (d - j) * (d - j + 1) / 2).sum()
    }

    /// Writes the entries of a tile in packed order.
    ///
    /// # Formula
    /// A_{ijkl} = (F_{ij,kl} + F_{ik,jl} + F_{il,jk})/3 with the pair matrix F, symmetrised under the exchange
    /// of its two packed indices. Each entry of F is made once.
    pub(super) fn fill(&self, tile: &Tile, entries: &mut [T]) {
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
