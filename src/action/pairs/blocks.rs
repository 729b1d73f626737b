use std::ops::Range;

use ndarray::{ArrayView2, ArrayViewMut2, s};

use super::Pairs;
use super::tiles::Tile;
use crate::action::Triangle;
use crate::{Scalar, Threads};

/// The part of the pair matrix F_{(i, a), (b, c)}, b ≤ c, that a tile needs.
pub(super) struct Blocks<T> {
    triangle: Triangle,
    tile: Tile,
    /// Rows with a within the range of j, and all columns with b from the first j on.
    upper: Block<T>,
    /// Rows with a behind the range of j, and the columns whose b lies within it.
    lower: Block<T>,
}

/// A matrix, row by row.
struct Block<T> {
    width: usize,
    numbers: Vec<T>,
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

impl<T: Scalar> Blocks<T> {
    /// How many numbers the blocks of a tile hold.
    pub(super) fn numbers(d: usize, tile: &Tile) -> usize {
        let places = places(Triangle::new(d), tile);
        places.iter().map(|(rows, columns)| rows.len() * columns.len()).sum()
    }

    pub(super) fn new(pairs: &Pairs<T>, tile: &Tile) -> Blocks<T> {
        let triangle = pairs.triangle();
        let [upper, lower] = places(triangle, tile).map(|(rows, columns)| pairs.pair_matrix(rows, columns));
        Blocks { triangle, tile: tile.clone(), upper, lower }
    }

    /// F_{(i, a), (b, c)} for c = b .. d - 1. Either a lies within the range of j, or b does.
    pub(super) fn row(&self, i: usize, a: usize, b: usize) -> &[T] {
        let Tile { first, second } = &self.tile;
        let start = |a: usize| self.triangle.place(first.start, a);
        let (block, row) = match a.checked_sub(second.end) {
            None => (&self.upper, self.triangle.place(i, a) - start(second.start)),
            Some(behind) => (&self.lower, behind),
        };
        let column = self.triangle.start(b) - self.triangle.start(second.start);
        &block.numbers[row * block.width + column..][..self.triangle.dimension() - b]
    }
}

impl<T: Scalar> Pairs<T> {
    /// The pair matrix F for packed rows and columns in two ranges.
    fn pair_matrix(&self, rows: Range<usize>, columns: Range<usize>) -> Block<T> {
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
        Block { width, numbers }
    }
}
