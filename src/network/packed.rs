use std::collections::BTreeMap;

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView1, ArrayView2, ArrayViewMut2, Axis};

use super::Coupling;

/// A coupling as a matrix that acts on monomials: entries whose lower indices are permutations of each
/// other multiply the same monomial and are added up.
///
/// Shape (d2, M) with one column for each of the M = C(d1 + p - 1, p) non-decreasing index tuples
/// j ≤ k ≤ .. in lexicographic order.
pub(super) struct Packed {
    arity: usize,
    coefficients: Array2<f64>,
}

impl Packed {
    pub(super) fn new(coupling: &Coupling<f64>) -> Packed {
        let tensor = coupling.tensor();
        let first = tensor.shape()[1];
        let (columns, monomials) = columns(first, coupling.arity());
        let mut coefficients = Array2::zeros((tensor.shape()[0], monomials));
        for (mut packed, entries) in coefficients.outer_iter_mut().zip(tensor.outer_iter()) {
            for (&column, entry) in columns.iter().zip(entries.iter()) {
                packed[column] += entry;
            }
        }
        Packed { arity: coupling.arity(), coefficients }
    }

    /// The number M of monomials.
    pub(super) fn monomials(&self) -> usize {
        self.coefficients.ncols()
    }

    /// second += sign · χ · (first ⊗ .. ⊗ first), row by row. Shapes (n, d1) and (n, d2).
    pub(super) fn add(&self, sign: f64, first: ArrayView2<'_, f64>, second: &mut ArrayViewMut2<'_, f64>) {
        let mut features = Vec::with_capacity(first.nrows() * self.monomials());
        for row in first.outer_iter() {
            push_monomials(row, 0, self.arity, 1.0, &mut features);
        }
        let features = Array2::from_shape_vec((first.nrows(), self.monomials()), features)
            .expect("every row has the same monomials");
        general_mat_mul(sign, &features, &self.coefficients.t(), 1.0, second);
    }
}

/// Appends all products of `degree` components with non-decreasing indices from `start` on.
fn push_monomials(h: ArrayView1<'_, f64>, start: usize, degree: usize, factor: f64, out: &mut Vec<f64>) {
    let (_, h_from) = h.split_at(Axis(0), start);
    if degree == 1 {
        out.extend(h_from.iter().map(|h| factor * h));
        return;
    }
    for (index, component) in (start..).zip(h_from) {
        push_monomials(h, index, degree - 1, factor * component, out);
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
