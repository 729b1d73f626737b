use std::collections::BTreeMap;

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};

use super::Coupling;

/// A coupling as a matrix that acts on monomials: entries whose lower indices are permutations of each
/// other multiply the same monomial and are added up.
///
/// Shape (d2, M) with one column for each of the M = C(d1 + p - 1, p) non-decreasing index tuples
/// j ≤ k ≤ .. in lexicographic order.
pub(super) struct Packed {
    arity: usize,
    monomials: usize,
    /// Row by row.
    coefficients: Vec<f64>,
}

impl Packed {
    pub(super) fn new(coupling: &Coupling<f64>) -> Packed {
        let tensor = coupling.tensor();
        let (second, first) = (tensor.shape()[0], tensor.shape()[1]);
        let (columns, monomials) = columns(first, coupling.arity());
        let mut coefficients = vec![0.0; second * monomials];
        for (row, entries) in coefficients.chunks_exact_mut(monomials).zip(tensor.outer_iter()) {
            for (&column, entry) in columns.iter().zip(entries.iter()) {
                row[column] += entry;
            }
        }
        Packed { arity: coupling.arity(), monomials, coefficients }
    }

    /// The number M of monomials.
    pub(super) fn monomials(&self) -> usize {
        self.monomials
    }

    /// Adds sign · χ · (h ⊗ .. ⊗ h) to the second half of every sample h; they lie one after the other.
    pub(super) fn add(&self, sign: f64, samples: &mut [f64], (first, second): (usize, usize)) {
        let d = first + second;
        let n = samples.len() / d;
        let mut features = Vec::with_capacity(n * self.monomials);
        for sample in samples.chunks_exact(d) {
            push_monomials(&sample[..first], self.arity, 1.0, &mut features);
        }
        let (_, sums) = MatMut::from_column_major_slice_mut(samples, d, n).split_at_row_mut(first);
        let coefficients = MatRef::from_row_major_slice(&self.coefficients, second, self.monomials);
        let features = MatRef::from_column_major_slice(&features, self.monomials, n);
        matmul(sums, Accum::Add, coefficients, features, sign, Par::Seq);
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
