//! Quantities of many samples, one row a quantity.

use ndarray::{ArrayView2, ArrayViewMut2, Slice, s};

use super::real::Real;

/// Samples that are computed at once: their features fit into the cache, and matrix products pay.
pub(super) const SAMPLES: usize = 128;

#[derive(Debug)]
pub(super) struct Table<T> {
    rows: usize,
    numbers: Vec<T>,
}

impl<T: Real> Table<T> {
    pub(super) fn new(rows: usize) -> Table<T> {
        Table { rows, numbers: vec![T::zero(); rows * SAMPLES] }
    }

    /// The values of some rows at the first samples, shape (rows, count).
    pub(super) fn part(&self, rows: impl Into<Slice>, count: usize) -> ArrayView2<'_, T> {
        let whole = ArrayView2::from_shape((self.rows, SAMPLES), &self.numbers);
        let rows: Slice = rows.into();
        whole.expect("as many numbers as entries").slice_move(s![rows, ..count])
    }

    /// The same, to be written.
    pub(super) fn part_mut(&mut self, rows: impl Into<Slice>, count: usize) -> ArrayViewMut2<'_, T> {
        let whole = ArrayViewMut2::from_shape((self.rows, SAMPLES), &mut self.numbers);
        let rows: Slice = rows.into();
        whole.expect("as many numbers as entries").slice_move(s![rows, ..count])
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
