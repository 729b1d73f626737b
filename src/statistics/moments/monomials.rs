use ndarray::{Array2, ArrayView2, Axis, s};
use rayon::prelude::*;

use super::split::{Split, Tile, entries};
use crate::Scalar;

/// The monomials of the rows of a chunk, shape (monomials, rows) for each order from 0 on: the halves of [`Split`].
pub(in crate::statistics) struct Monomials<T> {
    left: Vec<Array2<T>>,
    right: Vec<Array2<T>>,
}

impl<T: Scalar> Monomials<T> {
    /// Of x - p, for moments up to an order.
    pub(in crate::statistics) fn new(chunk: ArrayView2<'_, T>, point: &[T], order: usize) -> Monomials<T> {
        let mut shifted = chunk.t().as_standard_layout().into_owned();
        for (mut coordinate, origin) in shifted.outer_iter_mut().zip(point) {
            coordinate.iter_mut().for_each(|entry| *entry -= origin.clone());
        }
        let one = Array2::from_elem((1, chunk.nrows()), T::one());
        let (mut left, mut right) = (vec![one.clone()], vec![one]);
        for half in 1..=order / 2 {
            left.push(next(shifted.view(), &left[half - 1], half, |k| 0..entries(k + 1, half - 1)));
        }
        let d = point.len();
        for half in 1..=order.div_ceil(2) {
            let all = entries(d, half - 1);
            let from = |k| all - entries(d - k, half - 1)..all;
            right.push(next(shifted.view(), &right[half - 1], half, from));
        }
        Monomials { left, right }
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

/// The monomials of one more factor: for each coordinate k in turn, x_k times those of the order below that it may
/// multiply.
fn next<T: Scalar>(
    coordinates: ArrayView2<'_, T>,
    below: &Array2<T>,
    order: usize,
    partners: impl Fn(usize) -> std::ops::Range<usize>,
) -> Array2<T> {
    let (d, rows) = coordinates.dim();
    let mut made = Array2::from_elem((entries(d, order), rows), T::zero());
    let mut blocks = Vec::with_capacity(d);
    let mut rest = made.view_mut();
    for (k, coordinate) in coordinates.outer_iter().enumerate() {
        let partners = below.slice(s![partners(k), ..]);
        let (block, behind) = rest.split_at(Axis(0), partners.nrows());
        blocks.push((coordinate, partners, block));
        rest = behind;
    }
    blocks.into_par_iter().for_each(|(coordinate, partners, mut block)| {
        for (partner, mut product) in partners.outer_iter().zip(block.outer_iter_mut()) {
            ndarray::Zip::from(&mut product).and(&partner).and(&coordinate).for_each(|product, a, b| {
                *product = a.clone() * b.clone();
            });
        }
    });
    made
}
