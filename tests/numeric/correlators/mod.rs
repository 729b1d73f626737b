//! Cumulants by loops: against quadrature, transfer matrices, and networks that an independent oracle has expanded exactly.

mod inverse;
mod lattice;
mod networks;
mod one_dimension;
mod pairs;
mod two_dimensions;

use diagraction::action::SparseAction;
use diagraction::correlators::{Correlators, Expansion, self_consistent};

/// The terms of κ_n at 0, 1, .. loops.
fn terms(expansion: &Expansion<f64>, order: usize, loops: usize) -> Vec<Vec<f64>> {
    let mut correlators = Correlators::new(expansion);
    let first = if order == 0 { 2 } else { 0 };
    (first..=loops).map(|loops| correlators.term(order, loops).unwrap().entries().to_vec()).collect()
}

fn norm(order: usize, entries: &[f64], dimension: usize) -> f64 {
    let tensor = diagraction::action::SymmetricTensor::from_entries(dimension, order, entries.to_vec());
    tensor.unwrap().norm()
}

/// Around the mode, and around the self-consistent Gaussian.
fn both(action: &SparseAction<f64>) -> [Expansion<f64>; 2] {
    let mode = diagraction::correlators::mode(action, &()).unwrap().point;
    [Expansion::at(action, &mode).unwrap(), self_consistent(action, &mode).unwrap()]
}

#[track_caller]
fn assert_close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected} within {tolerance:e}");
}
