//! Symmetric moments to any order, as matrix products over chunks of rows.

mod monomials;
mod shift;
mod split;
mod weighted;

use ndarray::{Array2, ArrayView1, ArrayView2, Axis, ShapeBuilder, s};
use rayon::prelude::*;

use crate::action::{SymmetricTensor, independent_entries};
use crate::{Scalar, Threads};

pub(super) use monomials::Monomials;
pub(super) use split::{Split, Tile, Wanted};

/// The tables of monomials of a chunk may take about this many numbers,
const TABLE: usize = 1 << 18;
/// and a chunk has at least and at most this many rows.
const FEWEST_ROWS: usize = 64;
const MOST_ROWS: usize = 2048;

/// So few sums are held once for each lane of chunks,
const FEW_SUMS: usize = 1 << 20;
/// of which there are so many, whatever the number of threads.
const LANES: usize = 8;

/// The moments ⟨(x - p)^{⊗k}⟩ of samples x about a point p, for k = 0, .., K.
///
/// # Algorithm
/// A monomial x_{i_1} .. x_{i_k} with i_1 ≤ .. ≤ i_k is in one way the product of its first ⌊k/2⌋ factors and the others.
/// Left halves with the largest index i go with right halves whose smallest index is at least i. Over a chunk of rows
/// this is a matrix product for every i (for a few neighbouring i at once, where that is faster), so that every
/// independent entry is computed once.
///
/// # Cost
/// About one multiplication with addition for a row and an independent entry, C(d+k-1, k) for order k; as many
/// numbers are held. For k = 6 this is six times less than the Gram matrix of the monomials of order 3.
///
/// # Determinism
/// Chunks and matrix products are cut by dimension and order alone. The number of threads does not change the
/// result; cutting the rows otherwise into calls of [`Moments::add`] changes its rounding.
///
/// ```
/// use diagraction::statistics::Moments;
/// use ndarray::array;
///
/// let mut moments = Moments::new(2, 4, vec![0.0, 0.0]);
/// moments.add(array![[1.0, 2.0], [3.0, 0.0]].view());
/// assert_eq!(moments.tensor(2).entries(), [5.0, 1.0, 2.0]);
/// assert_eq!(*moments.tensor(4).get(&[0, 1, 0, 1]), 2.0);
/// ```
#[derive(Clone, Debug)]
pub struct Moments<T> {
    point: Vec<T>,
    rows: usize,
    /// The sum of the weights; without weights the number of rows.
    weight: T,
    splits: Vec<Split>,
    /// The sums of the tiles of all orders, one order after the other; by columns, so that the many right halves need
    /// not be packed for the matrix products.
    sums: Vec<Array2<T>>,
}

impl<T: Scalar> Moments<T> {
    /// No samples yet; `point` is p.
    ///
    /// # Panics
    /// When the sums cannot be addressed, or the point has another length than the dimension; see
    /// [`Moments::<f64>::memory`].
    pub fn new(dimension: usize, order: usize, point: Vec<T>) -> Moments<T> {
        assert_eq!(point.len(), dimension, "length of the point");
        let splits: Vec<Split> = (1..=order).map(|order| Split::new(dimension, order)).collect();
        let sums = tiles(&splits).map(|(_, tile)| Array2::zeros(tile.shape().f())).collect();
        Moments { point, rows: 0, weight: T::zero(), splits, sums }
    }

    /// Adds samples, shape (n, d).
    ///
    /// # Panics
    /// When the samples have another dimension.
    pub fn add(&mut self, samples: ArrayView2<'_, T>) {
        self.add_rows(samples, None);
        self.weight += T::natural(samples.nrows());
    }

    fn add_rows(&mut self, samples: ArrayView2<'_, T>, weights: Option<ArrayView1<'_, T>>) {
        assert_eq!(samples.ncols(), self.dimension(), "dimension of the samples");
        let rows = chunk_rows(self.dimension(), self.order());
        let part = |start: usize, rows: usize| weights.map(|all| all.slice_move(s![start..start + rows]));
        let chunks = samples.axis_chunks_iter(Axis(0), rows).enumerate();
        let chunks: Vec<_> =
            chunks.map(|(place, chunk)| (chunk, part(place * rows, chunk.nrows()))).collect();
        if self.splits.iter().map(Split::made).sum::<usize>() <= FEW_SUMS {
            self.add_by_lanes(&chunks);
        } else {
            self.add_by_tiles(&chunks);
        }
        self.rows += samples.nrows();
    }

    /// The threads share out the chunks; each lane has sums of its own.
    fn add_by_lanes(&mut self, chunks: &[Chunk<'_, T>]) {
        let lane = |lane: usize| -> Vec<Array2<T>> {
            let mut sums: Vec<_> = self.sums.iter().map(|sum| Array2::zeros(sum.dim().f())).collect();
            let mut monomials = Monomials::none();
            for (chunk, weights) in chunks.iter().skip(lane).step_by(LANES) {
                monomials.fill(chunk.view(), *weights, &self.point, self.order());
                for ((split, tile), sums) in tiles(&self.splits).zip(&mut sums) {
                    add_tile(&monomials, split, tile, sums);
                }
            }
            sums
        };
        let lanes: Vec<_> = (0..LANES.min(chunks.len())).into_par_iter().map(lane).collect();
        for lane in &lanes {
            for (sum, part) in self.sums.iter_mut().zip(lane) {
                *sum += part;
            }
        }
    }

    /// The threads share out the tiles, so that the sums are held once.
    fn add_by_tiles(&mut self, chunks: &[Chunk<'_, T>]) {
        let mut monomials = Monomials::none();
        for (chunk, weights) in chunks {
            monomials.fill(chunk.view(), *weights, &self.point, self.order());
            let tiles: Vec<_> = tiles(&self.splits).zip(&mut self.sums).collect();
            tiles.into_par_iter().for_each(|((split, tile), sums)| add_tile(&monomials, split, tile, sums));
        }
    }

    /// The dimension d.
    pub fn dimension(&self) -> usize {
        self.point.len()
    }

    /// The highest order K.
    pub fn order(&self) -> usize {
        self.splits.len()
    }

    /// The number of samples.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The point p.
    pub fn point(&self) -> &[T] {
        &self.point
    }

    /// The moment of an order, the mean over the samples with their weights.
    ///
    /// # Panics
    /// When there are no samples, or the order is beyond [`Moments::order`].
    pub fn tensor(&self, order: usize) -> SymmetricTensor<T> {
        assert!(self.rows > 0, "moments of samples");
        let mut moment = SymmetricTensor::zero(self.dimension(), order);
        if order == 0 {
            moment.set(&[], T::one());
            return moment;
        }
        let before: usize = self.splits[..order - 1].iter().map(|split| split.tiles.len()).sum();
        self.splits[order - 1].collect(&self.sums[before..], moment.entries_mut());
        moment.entries_mut().iter_mut().for_each(|entry| *entry /= self.weight.clone());
        moment
    }
}

impl Moments<f64> {
    /// The bytes of the sums alone; `None` where they cannot be counted.
    pub(crate) fn sums_bytes(dimension: usize, order: usize) -> Option<u64> {
        let count = |numbers: u64, order| numbers.checked_add(Split::count(dimension, order)?);
        (1..=order).try_fold(0, count)?.checked_mul(8)
    }

    /// The bytes that moments of this dimension and order take; `None` where they cannot be counted.
    pub fn memory(dimension: usize, order: usize) -> Option<u64> {
        let sums = Moments::sums_bytes(dimension, order)?;
        let tables = table_entries(dimension, order)?.checked_mul(chunk_rows(dimension, order))? as u64;
        sums.checked_add(tables.checked_mul(8)?)
    }
}

/// Rows with their weights.
type Chunk<'a, T> = (ArrayView2<'a, T>, Option<ArrayView1<'a, T>>);

fn add_tile<T: Scalar>(monomials: &Monomials<T>, split: &Split, tile: &Tile, sums: &mut Array2<T>) {
    let (left, right) = monomials.factors(split, tile);
    T::add_product(sums.view_mut(), &T::one(), left, right.t(), Threads::One);
}

/// The tiles of all orders.
pub(super) fn tiles(splits: &[Split]) -> impl Iterator<Item = (&Split, &Tile)> {
    splits.iter().flat_map(|split| split.tiles.iter().map(move |tile| (split, tile)))
}

/// The rows of a chunk: so few that the tables of their monomials stay small, so many that matrix products pay.
pub(super) fn chunk_rows(dimension: usize, order: usize) -> usize {
    let entries = table_entries(dimension, order).unwrap_or(usize::MAX).max(1);
    (TABLE / entries).clamp(FEWEST_ROWS, MOST_ROWS)
}

/// The monomials that are tabulated for each row, left and right halves.
fn table_entries(dimension: usize, order: usize) -> Option<usize> {
    let half = |range: std::ops::RangeInclusive<usize>| {
        range.map(|order| independent_entries(dimension, order)).sum::<Option<usize>>()
    };
    half(0..=order / 2)?.checked_add(half(0..=order.div_ceil(2))?)
}

#[cfg(test)]
mod tests;
