//! The part of the matrix behind A^(4) that the entries of one tile are read from.

use std::ops::Range;

use ndarray::{ArrayView2, ArrayViewMut2, s};

use super::Pairs;
use super::tiles::Tile;
use crate::action::Triangle;
use crate::{Scalar, Threads};

/// The part of the pair matrix F_{(i, a), (b, c)}, b ≤ c, that a tile needs.
pub(super) struct Blocks<'a, T> {
    triangle: Triangle,
    tile: Tile,
    /// Rows with a within the range of j, and all columns with b from the first j on. Then the rows with a behind
    /// that range, and the columns whose b lies within it.
    blocks: &'a [Block<T>; 2],
}

/// A matrix, row by row, at the begin of a buffer.
#[derive(Default)]
struct Block<T> {
    width: usize,
    numbers: Vec<T>,
}

/// Memory that is used again for the next tile.
pub(super) struct Scratch<T> {
    blocks: [Block<T>; 2],
    panel: Vec<T>,
    pub(super) entries: Vec<T>,
}

impl<T> Default for Scratch<T> {
    fn default() -> Scratch<T> {
        let block = || Block { width: 0, numbers: Vec::new() };
        Scratch { blocks: [block(), block()], panel: Vec::new(), entries: Vec::new() }
    }
}

/// The first numbers of a buffer, which grows where it is too small.
pub(super) fn first<T: Scalar>(buffer: &mut Vec<T>, length: usize) -> &mut [T] {
    if buffer.len() < length {
        buffer.resize(length, T::zero());
    }
    &mut buffer[..length]
}

/// The packed places of rows and columns of both blocks.
fn places(triangle: Triangle, tile: &Tile) -> [(Range<usize>, Range<usize>); 2] {
    let Tile { first, second } = tile.clone();
    let d = triangle.dimension();
    // Several i come with all j, so that their rows are one range.
    let row = |a: usize| triangle.place(first.start, a);
    let upper_end =
        if first.len() > 1 { triangle.start(first.end) } else { row(second.start) + second.len() };
    let columns = triangle.start(second.start)..triangle.len();
    let lower = if second.end < d { row(second.end)..triangle.start(first.end) } else { 0..0 };
    [(row(second.start)..upper_end, columns), (lower, triangle.rows(second))]
}

impl<'a, T: Scalar> Blocks<'a, T> {
    /// How many numbers the blocks of a tile hold, with the panel that makes them from so many matrices.
    pub(super) fn numbers(d: usize, tile: &Tile, matrices: usize) -> usize {
        let places = places(Triangle::new(d), tile);
        let panel = places.iter().map(|(rows, _)| rows.len() * matrices).max();
        let blocks = places.iter().map(|(rows, columns)| rows.len() * columns.len());
        blocks.chain(panel).sum()
    }

    pub(super) fn new(pairs: &Pairs<T>, tile: &Tile, scratch: &'a mut Scratch<T>) -> Blocks<'a, T> {
        let triangle = pairs.triangle;
        for ((rows, columns), block) in places(triangle, tile).into_iter().zip(&mut scratch.blocks) {
            pairs.pair_matrix(rows, columns, &mut scratch.panel, block);
        }
        Blocks { triangle, tile: tile.clone(), blocks: &scratch.blocks }
    }

    /// F_{(i, a), (b, c)} for c = b .. d - 1. Either a lies within the range of j, or b does.
    pub(super) fn row(&self, i: usize, a: usize, b: usize) -> &[T] {
        let Tile { first, second } = &self.tile;
        let start = |a: usize| self.triangle.place(first.start, a);
        let [upper, lower] = self.blocks;
        let (block, row) = match a.checked_sub(second.end) {
            None => (upper, self.triangle.place(i, a) - start(second.start)),
            Some(behind) => (lower, behind),
        };
        let column = self.triangle.start(b) - self.triangle.start(second.start);
        &block.numbers[row * block.width + column..][..self.triangle.dimension() - b]
    }
}

impl<T: Scalar> Pairs<T> {
    /// The pair matrix F for packed rows and columns in two ranges.
    ///
    /// # Formula
    /// F_{α β} = Σ_s w_s Q_{sα} Q_{sβ} + 1/2 Σ_p (P_{pα} R_{pβ} + R_{pα} P_{pβ}): one product of a panel, in which
    /// every matrix is replaced by its weighted partner, with all matrices.
    fn pair_matrix(
        &self,
        rows: Range<usize>,
        columns: Range<usize>,
        panel: &mut Vec<T>,
        block: &mut Block<T>,
    ) {
        let (height, width, inner) = (rows.len(), columns.len(), self.matrices.nrows());
        let panel = first(panel, height * inner);
        self.fill_panel(rows, panel);
        block.width = width;
        let numbers = first(&mut block.numbers, height * width);
        let panel = ArrayView2::from_shape((height, inner), panel).expect("as many entries");
        let out = ArrayViewMut2::from_shape((height, width), numbers).expect("as many entries");
        T::set_product(out, panel, self.matrices.slice(s![.., columns]), Threads::One);
    }

    /// The weighted partner of every matrix, restricted to a range of packed places, shape (places, matrices): the
    /// inner index of the product runs fastest, which its kernel reads best.
    fn fill_panel(&self, places: Range<usize>, panel: &mut [T]) {
        let half = T::half();
        let halves = std::iter::repeat(&half);
        let squares = self.squares().into_outer_iter().zip(&self.weights);
        let right = self.right().into_outer_iter().zip(halves.clone());
        let left = self.left().into_outer_iter().zip(halves);
        let inner = self.matrices.nrows();
        for (column, (partner, weight)) in squares.chain(right).chain(left).enumerate() {
            let entries = panel.iter_mut().skip(column).step_by(inner);
            for (entry, partner) in entries.zip(&partner.slice(s![places.clone()])) {
                *entry = weight.clone() * partner.clone();
            }
        }
    }
}
