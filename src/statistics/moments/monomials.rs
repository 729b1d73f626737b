//! The monomials of many rows, shared by all orders.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis, s};
use rayon::prelude::*;

use super::split::{Split, Tile, entries};
use crate::Scalar;

/// Fewer products than this are made by one thread.
const SMALL: usize = 1 << 15;

/// The monomials of the rows of a chunk, shape (monomials, rows) for each order from 0 on: the halves of [`Split`].
pub(in crate::statistics) struct Monomials<T> {
    left: Vec<Array2<T>>,
    right: Vec<Array2<T>>,
}

impl<T: Scalar> Monomials<T> {
    /// Of x - p, for moments up to an order.
    pub(in crate::statistics) fn new(chunk: ArrayView2<'_, T>, point: &[T], order: usize) -> Monomials<T> {
        let mut monomials = Monomials::none();
        monomials.fill(chunk, None, point, order);
        monomials
    }

    /// No rows yet.
    pub(in crate::statistics) fn none() -> Monomials<T> {
        Monomials { left: Vec::new(), right: Vec::new() }
    }

    /// Those of other rows, in the same memory where their number is the same. All right halves are multiplied with weights, as
    /// they are made of that without factors.
    pub(in crate::statistics) fn fill(
        &mut self,
        chunk: ArrayView2<'_, T>,
        weights: Option<ArrayView1<'_, T>>,
        point: &[T],
        order: usize,
    ) {
        let mut shifted = chunk.t().as_standard_layout().into_owned();
        for (mut coordinate, origin) in shifted.outer_iter_mut().zip(point) {
            coordinate.iter_mut().for_each(|entry| *entry -= origin.clone());
        }
        let (d, rows) = shifted.dim();
        prepare(&mut self.left, d, order / 2, rows);
        prepare(&mut self.right, d, order.div_ceil(2), rows);
        if let (Some(weights), Some(none)) = (weights, self.right.first_mut()) {
            none.row_mut(0).assign(&weights);
        }
        for half in 1..=order / 2 {
            next(shifted.view(), &mut self.left[half - 1..=half], half, |k| 0..entries(k + 1, half - 1));
        }
        for half in 1..=order.div_ceil(2) {
            let all = entries(d, half - 1);
            let from = |k| all - entries(d - k, half - 1)..all;
            next(shifted.view(), &mut self.right[half - 1..=half], half, from);
        }
    }

    /// The two factors of the matrix product left · rightᵀ.
    pub(in crate::statistics) fn factors(
        &self,
        split: &Split,
        tile: &Tile,
    ) -> (ArrayView2<'_, T>, ArrayView2<'_, T>) {
        let left = self.left[split.left].slice(s![tile.left.clone(), ..]);
        (left, self.right[split.right].slice(s![tile.right.clone(), ..]))
    }
}

/// Room for the monomials of all orders to `half`.
fn prepare<T: Scalar>(tables: &mut Vec<Array2<T>>, d: usize, half: usize, rows: usize) {
    if tables.first().is_none_or(|table| table.ncols() != rows) {
        *tables = (0..=half).map(|half| Array2::from_elem((entries(d, half), rows), T::one())).collect();
    }
}

/// The monomials of one more factor: for each coordinate k in turn, x_k times those of the order below that it may
/// multiply.
fn next<T: Scalar>(
    coordinates: ArrayView2<'_, T>,
    tables: &mut [Array2<T>],
    order: usize,
    partners: impl Fn(usize) -> std::ops::Range<usize>,
) {
    let [below, made] = tables else { return };
    let (d, rows) = coordinates.dim();
    let mut blocks = Vec::with_capacity(d);
    let mut rest = made.view_mut();
    for (k, coordinate) in coordinates.outer_iter().enumerate() {
        let partners = below.slice(s![partners(k), ..]);
        let (block, behind) = rest.split_at(Axis(0), partners.nrows());
        blocks.push((coordinate, partners, block));
        rest = behind;
    }
    // Few numbers are not worth the threads.
    let together = if entries(d, order) * rows < SMALL { usize::MAX } else { 1 };
    blocks.into_par_iter().with_min_len(together).for_each(|(coordinate, partners, mut block)| {
        for (partner, mut product) in partners.outer_iter().zip(block.outer_iter_mut()) {
            ndarray::Zip::from(&mut product).and(&partner).and(&coordinate).for_each(|product, a, b| {
                *product = a.clone() * b.clone();
            });
        }
    });
}
