//! Quantities of many samples, one row a quantity.

use ndarray::{ArrayView2, ArrayViewMut2, s};

use super::real::Real;

/// Samples that are computed at once: their features fit into the cache, and matrix products pay.
pub(super) const SAMPLES: usize = 128;

/// Values of several quantities at up to [`SAMPLES`] samples, one row a quantity.
#[derive(Debug)]
pub(super) struct Table<T> {
    rows: usize,
    numbers: Vec<T>,
}

impl<T: Real> Table<T> {
    pub(super) fn new(rows: usize) -> Table<T> {
        Table { rows, numbers: vec![T::zero(); rows * SAMPLES] }
    }

    /// The values at the first samples, of the rows from `first` on, shape (rows, count).
    pub(super) fn tail(&self, first: usize, count: usize) -> ArrayView2<'_, T> {
        self.whole().slice_move(s![first.., ..count])
    }

    /// The same, to be written.
    pub(super) fn tail_mut(&mut self, first: usize, count: usize) -> ArrayViewMut2<'_, T> {
        self.whole_mut().slice_move(s![first.., ..count])
    }

    /// The values of the first rows, shape (rows, count).
    pub(super) fn head(&self, rows: usize, count: usize) -> ArrayView2<'_, T> {
        self.whole().slice_move(s![..rows, ..count])
    }

    /// The same, to be written.
    pub(super) fn head_mut(&mut self, rows: usize, count: usize) -> ArrayViewMut2<'_, T> {
        self.whole_mut().slice_move(s![..rows, ..count])
    }

    fn whole(&self) -> ArrayView2<'_, T> {
        ArrayView2::from_shape((self.rows, SAMPLES), &self.numbers).expect("as many numbers as entries")
    }

    fn whole_mut(&mut self) -> ArrayViewMut2<'_, T> {
        ArrayViewMut2::from_shape((self.rows, SAMPLES), &mut self.numbers)
            .expect("as many numbers as entries")
    }

    #[inline(always)]
    pub(super) fn row(&self, row: usize) -> &[T] {
        &self.numbers[row * SAMPLES..][..SAMPLES]
    }

    #[inline(always)]
    pub(super) fn row_mut(&mut self, row: usize) -> &mut [T] {
        &mut self.numbers[row * SAMPLES..][..SAMPLES]
    }
}
