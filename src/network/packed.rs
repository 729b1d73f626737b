//! Couplings made ready for matrix products over many samples.

use std::collections::BTreeMap;

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use ndarray::ArrayView2;

use super::{Coupling, LowRank};
use crate::each::each;

pub(super) enum Packed {
    Dense(Monomials),
    LowRank(Terms),
}

impl Packed {
    pub(super) fn new(coupling: &Coupling<f64>) -> Packed {
        match coupling.factors() {
            Some(factors) => Packed::LowRank(Terms::new(factors)),
            None => Packed::Dense(Monomials::new(coupling)),
        }
    }

    /// The numbers that each sample takes while it is worked on.
    pub(super) fn features(&self) -> usize {
        each!(self, Packed::Dense | Packed::LowRank, coupling => coupling.features)
    }

    /// Adds sign · χ · (h ⊗ .. ⊗ h) to the second half of every sample h; they lie one after the other.
    pub(super) fn add(&self, sign: f64, samples: &mut [f64], halves: (usize, usize)) {
        each!(self, Packed::Dense | Packed::LowRank, coupling => coupling.add(sign, samples, halves));
    }

    /// Given ∂L/∂(output) for every sample h, adds what reaches the first half of h through the coupling.
    pub(super) fn pull_back(&self, samples: &[f64], slopes: &mut [f64], halves: (usize, usize)) {
        each!(self, Packed::Dense | Packed::LowRank, coupling => coupling.pull_back(samples, slopes, halves));
    }
}

/// A dense coupling as a matrix that acts on monomials: entries whose lower indices are permutations of each
/// other multiply the same monomial and are added up.
///
/// Shape (d2, M) with one column for each of the M = C(d1 + p - 1, p) non-decreasing index tuples
/// j ≤ k ≤ .. in lexicographic order.
pub(super) struct Monomials {
    arity: usize,
    features: usize,
    /// Row by row.
    coefficients: Vec<f64>,
}

impl Monomials {
    fn new(coupling: &Coupling<f64>) -> Monomials {
        let tensor = coupling.tensor();
        let (second, first) = (tensor.shape()[0], tensor.shape()[1]);
        let (columns, features) = columns(first, coupling.arity());
        let mut coefficients = vec![0.0; second * features];
        for (row, entries) in coefficients.chunks_exact_mut(features).zip(tensor.outer_iter()) {
            for (&column, entry) in columns.iter().zip(entries.iter()) {
                row[column] += entry;
            }
        }
        Monomials { arity: coupling.arity(), features, coefficients }
    }

    fn add(&self, sign: f64, samples: &mut [f64], (first, second): (usize, usize)) {
        let d = first + second;
        let n = samples.len() / d;
        let mut features = Vec::with_capacity(n * self.features);
        for sample in samples.chunks_exact(d) {
            push_monomials(&sample[..first], self.arity, 1.0, &mut features);
        }
        let (_, sums) = MatMut::from_column_major_slice_mut(samples, d, n).split_at_row_mut(first);
        let coefficients = MatRef::from_row_major_slice(&self.coefficients, second, self.features);
        let features = MatRef::from_column_major_slice(&features, self.features, n);
        matmul(sums, Accum::Add, coefficients, features, sign, Par::Seq);
    }

    fn pull_back(&self, samples: &[f64], slopes: &mut [f64], (first, second): (usize, usize)) {
        let d = first + second;
        let n = samples.len() / d;
        let mut features = vec![0.0; n * self.features];
        let (_, outer) = MatRef::from_column_major_slice(slopes, d, n).split_at_row(first);
        let coefficients = MatRef::from_row_major_slice(&self.coefficients, second, self.features);
        let product = MatMut::from_column_major_slice_mut(&mut features, self.features, n);
        matmul(product, Accum::Replace, coefficients.transpose(), outer, 1.0, Par::Seq);
        let rows = samples.chunks_exact(d).zip(slopes.chunks_exact_mut(d));
        for ((sample, slopes), c) in rows.zip(features.chunks_exact(self.features)) {
            add_gradient(&mut &*c, self.arity, &sample[..first], 1.0, &mut slopes[..first]);
        }
    }
}

/// A coupling in low-rank form: out · (in · h)², two products with the factors, each row by row.
pub(super) struct Terms {
    features: usize,
    output: Vec<f64>,
    input: Vec<f64>,
}

impl Terms {
    fn new(factors: &LowRank<f64>) -> Terms {
        let entries = |matrix: ArrayView2<'_, f64>| matrix.iter().copied().collect();
        Terms {
            features: factors.terms(),
            output: entries(factors.output()),
            input: entries(factors.input()),
        }
    }

    fn add(&self, sign: f64, samples: &mut [f64], (first, second): (usize, usize)) {
        let d = first + second;
        let n = samples.len() / d;
        let mut features = vec![0.0; self.features * n];
        let (h, sums) = MatMut::from_column_major_slice_mut(samples, d, n).split_at_row_mut(first);
        let input = MatRef::from_row_major_slice(&self.input, self.features, first);
        let products = MatMut::from_column_major_slice_mut(&mut features, self.features, n);
        matmul(products, Accum::Replace, input, h.as_ref(), 1.0, Par::Seq);
        features.iter_mut().for_each(|feature| *feature *= *feature);
        let output = MatRef::from_row_major_slice(&self.output, second, self.features);
        let features = MatRef::from_column_major_slice(&features, self.features, n);
        matmul(sums, Accum::Add, output, features, sign, Par::Seq);
    }

    fn pull_back(&self, samples: &[f64], slopes: &mut [f64], (first, second): (usize, usize)) {
        let d = first + second;
        let n = samples.len() / d;
        let (mut features, mut weights) = (vec![0.0; self.features * n], vec![0.0; self.features * n]);
        let (h, _) = MatRef::from_column_major_slice(samples, d, n).split_at_row(first);
        let (inner, outer) = MatMut::from_column_major_slice_mut(slopes, d, n).split_at_row_mut(first);
        let input = MatRef::from_row_major_slice(&self.input, self.features, first);
        let output = MatRef::from_row_major_slice(&self.output, second, self.features);
        let products = MatMut::from_column_major_slice_mut(&mut features, self.features, n);
        matmul(products, Accum::Replace, input, h, 1.0, Par::Seq);
        let reached = MatMut::from_column_major_slice_mut(&mut weights, self.features, n);
        matmul(reached, Accum::Replace, output.transpose(), outer.as_ref(), 1.0, Par::Seq);
        weights.iter_mut().zip(&features).for_each(|(weight, feature)| *weight *= feature);
        let weights = MatRef::from_column_major_slice(&weights, self.features, n);
        matmul(inner, Accum::Add, input.transpose(), weights, 2.0, Par::Seq);
    }
}

/// Appends all products of `degree` of these components with non-decreasing indices.
fn push_monomials(h: &[f64], degree: usize, factor: f64, out: &mut Vec<f64>) {
    if degree == 1 {
        out.extend(h.iter().map(|h| factor * h));
        return;
    }
    for start in 0..h.len() {
        push_monomials(&h[start..], degree - 1, factor * h[start], out);
    }
}

/// Adds the gradient of `factor` times the polynomial Σ c h_j h_k .. over the products of [`push_monomials`], and gives its
/// value. The coefficients stand at the front of `c`, which is moved behind them.
fn add_gradient(c: &mut &[f64], degree: usize, h: &[f64], factor: f64, gradient: &mut [f64]) -> f64 {
    let mut value = 0.0;
    if degree == 1 {
        let (row, rest) = c.split_at(h.len());
        *c = rest;
        for ((c, h), slope) in row.iter().zip(h).zip(gradient) {
            value += c * h;
            *slope += factor * c;
        }
        return value;
    }
    for start in 0..h.len() {
        let lower = add_gradient(c, degree - 1, &h[start..], factor * h[start], &mut gradient[start..]);
        gradient[start] += factor * lower;
        value += h[start] * lower;
    }
    value
}

/// The column of every tuple of lower indices, in row-major order of the tuples, and the number of columns.
fn columns(first: usize, arity: usize) -> (Vec<usize>, usize) {
    let mut tuples = vec![Vec::new()];
    for _ in 0..arity {
        tuples = tuples
            .into_iter()
            .flat_map(|tuple: Vec<usize>| (0..first).map(move |j| [tuple.as_slice(), &[j]].concat()))
            .collect();
    }
    let mut sorted = tuples;
    sorted.iter_mut().for_each(|tuple| tuple.sort_unstable());
    let mut order: BTreeMap<Vec<usize>, usize> = sorted.iter().map(|tuple| (tuple.clone(), 0)).collect();
    for (column, index) in order.values_mut().zip(0..) {
        *column = index;
    }
    (sorted.iter().map(|tuple| order[tuple]).collect(), order.len())
}
