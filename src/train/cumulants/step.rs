//! A layer as it acts on samples: a linear map, and the few products that it adds.

use faer::Accum;
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use crate::Threads;
use crate::network::Linear;
use crate::product::product;

/// Samples of one task.
const ROWS: usize = 256;

/// h = W x + b, and then h_{d1+m} += Σ v h_j h_k over the entries.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub(super) linear: Linear<f64>,
    pub(super) entries: Vec<Entry>,
}

/// What j ≤ k together add to the output m: χ_mjj = v, or χ_mjk = χ_mkj = v / 2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) output: usize,
    pub(super) left: usize,
    pub(super) right: usize,
    pub(super) value: f64,
}

impl Step {
    /// A linear map alone.
    pub(super) fn linear(linear: Linear<f64>) -> Step {
        Step { linear, entries: Vec::new() }
    }

    /// Rows x as rows of what follows the layer.
    pub(super) fn apply(&self, x: ArrayView2<'_, f64>) -> Array2<f64> {
        let Linear { weight, bias } = &self.linear;
        let d = bias.len();
        let mut h = Array2::zeros((x.nrows(), d));
        h.outer_iter_mut().for_each(|mut row| row.assign(bias));
        product(h.view_mut(), Accum::Add, 1.0, x, weight.t(), Threads::All);
        if let (false, Some(numbers)) = (self.entries.is_empty(), h.as_slice_mut()) {
            numbers.par_chunks_mut(ROWS * d).for_each(|rows| rows.chunks_mut(d).for_each(|h| self.couple(h)));
        }
        h
    }

    fn couple(&self, h: &mut [f64]) {
        let (first, second) = h.split_at_mut(h.len().div_ceil(2));
        for entry in &self.entries {
            second[entry.output] += entry.value * first[entry.left] * first[entry.right];
        }
    }
}
