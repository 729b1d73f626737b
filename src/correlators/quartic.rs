//! The vertex of rank four by its independent entries, joined without an array of all of them.

use ndarray::{Array2, ArrayView2, Axis, s};
use rayon::prelude::*;

use crate::action::{Indices, Pairs, Places, SymmetricTensor, estimated_entries, permutations, tile_memory};
use crate::{Scalar, Threads};

/// V_4 as a matrix whose rows and columns are multi-indices. A block of columns is read off the packed entries when it is used.
pub(super) struct Quartic<T> {
    vertex: SymmetricTensor<T>,
    places: Places,
}

/// The most numbers of a block of columns.
const BLOCK: usize = 1 << 20;

/// The most columns of a block.
const COLUMNS: usize = 1 << 16;

impl<T: Scalar> Quartic<T> {
    /// 24 A^(4), every index contracted with the columns of `factor`.
    pub(super) fn new(pairs: &Pairs<T>, factor: ArrayView2<'_, T>) -> Quartic<T> {
        let mut vertex = pairs.mapped(factor.t()).tensor(&());
        let factorial = T::natural(24);
        vertex.entries_mut().iter_mut().for_each(|entry| *entry *= factorial.clone());
        Quartic { places: Places::new(vertex.dimension(), 4), vertex }
    }

    /// Σ_β V_αβ X_β over all values of so many lines, shape (d^(4 - shared), n); X has shape (d^shared, n).
    ///
    /// # Cost
    /// At most d⁴ n/4 multiplications.
    pub(super) fn times(&self, shared: usize, other: ArrayView2<'_, T>) -> Array2<T> {
        let (d, free) = (self.vertex.dimension(), 4 - shared);
        // Equal entries of V meet the sum of those of X.
        let places = Places::new(d, shared);
        let mut columns = Array2::zeros((Indices::new(d, shared).count(), other.ncols()));
        for (flat, row) in other.outer_iter().enumerate() {
            let mut sums = columns.row_mut(places.of(&sorted(flat, d, shared)));
            sums.zip_mut_with(&row, |sum, x| *sum += x.clone());
        }
        let mut sum = Array2::zeros((Indices::new(d, free).count(), other.ncols()));
        self.blocks(shared, |start, multi_indices, block| {
            let columns = columns.slice(s![start..start + multi_indices.len(), ..]);
            T::add_product(sum.view_mut(), &T::one(), block.view(), columns, Threads::All);
        });
        self.whole(free, sum)
    }

    /// Σ_β V_αβ w_β V_γβ over all values of so many lines with these weights, shape (d^(4 - shared), d^(4 - shared)).
    ///
    /// # Cost
    /// With three lines d⁵/6 multiplications.
    pub(super) fn squared(&self, shared: usize, weights: &[T]) -> Array2<T> {
        let free = 4 - shared;
        let rows = Indices::new(self.vertex.dimension(), free).count();
        let mut sum = Array2::zeros((rows, rows));
        self.blocks(shared, |_, multi_indices, block| {
            let mut weighted = block.clone();
            for (mut column, multi_index) in weighted.axis_iter_mut(Axis(1)).zip(multi_indices) {
                let start = permutations::<T>(multi_index);
                let weight =
                    multi_index.iter().fold(start, |product, &value| product * weights[value].clone());
                column.iter_mut().for_each(|entry| *entry *= weight.clone());
            }
            T::add_product(sum.view_mut(), &T::one(), weighted.view(), block.t(), Threads::All);
        });
        let columns = self.whole(free, sum).reversed_axes().as_standard_layout().into_owned();
        self.whole(free, columns)
    }

    /// Every block with the place of its first column and the multi-indices of its columns.
    fn blocks(&self, shared: usize, mut look: impl FnMut(usize, &[Vec<usize>], Array2<T>)) {
        let d = self.vertex.dimension();
        let rows: Vec<Vec<usize>> = Indices::new(d, 4 - shared).collect();
        let width = (BLOCK / rows.len()).clamp(1, COLUMNS);
        let (mut columns, mut start) = (Indices::new(d, shared), 0);
        loop {
            let multi_indices: Vec<Vec<usize>> = columns.by_ref().take(width).collect();
            if multi_indices.is_empty() {
                return;
            }
            let mut block = Array2::zeros((rows.len(), multi_indices.len()));
            let entries = block.as_slice_mut().expect("in standard layout");
            entries.par_chunks_exact_mut(multi_indices.len()).zip(&rows).for_each(|(entries, row)| {
                for (entry, column) in entries.iter_mut().zip(&multi_indices) {
                    *entry = self.vertex.entries()[self.places.of_union(row, column)].clone();
                }
            });
            look(start, &multi_indices, block);
            start += multi_indices.len();
        }
    }

    /// From rows for multi-indices of a length to rows for all values of so many indices.
    fn whole(&self, length: usize, packed: Array2<T>) -> Array2<T> {
        let d = self.vertex.dimension();
        if length < 2 {
            return packed;
        }
        let places = Places::new(d, length);
        let rows: Vec<usize> =
            (0..d.pow(length as u32)).map(|flat| places.of(&sorted(flat, d, length))).collect();
        packed.select(Axis(0), &rows)
    }
}

/// The values of so many indices, the last running fastest, in non-decreasing order.
fn sorted(flat: usize, d: usize, length: usize) -> Vec<usize> {
    let mut values: Vec<usize> = (0..length).map(|place| flat / d.pow(place as u32) % d).collect();
    values.sort_unstable();
    values
}

/// The numbers that are held while pairs are closed.
pub(super) fn closing<T: Scalar>(pairs: &Pairs<T>) -> f64 {
    let d = pairs.dimension() as f64;
    pairs.len() as f64 * d * (d + 1.0)
}

/// The numbers of the entries, and those that are held while they are made and joined.
pub(super) fn entries<T: Scalar>(pairs: &Pairs<T>) -> f64 {
    let d = pairs.dimension();
    let tiles = tile_memory(d, 2 * pairs.len()) as f64 / size_of::<f64>() as f64;
    estimated_entries(d, 4) + closing(pairs) + tiles.max(4.0 * BLOCK as f64)
}
