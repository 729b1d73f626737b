//! Estimates of memory and work, in bytes and multiplications of 64-bit floats.

use crate::action::estimated_entries;
use crate::evaluate::EvaluateError;

/// The Jacobians, cotangents and products of shape (d, d), the six factors and images of shape (R, d), and the
/// couplings between terms of shape (R, R).
pub(super) fn memory_of(dimension: usize, terms: usize) -> f64 {
    let (d, r) = (dimension as f64, terms as f64);
    8.0 * (7.0 * d * d + 8.0 * r * d + 4.0 * r * r)
}

/// The dense tensor of a rank, with the pairs of filled indices that rank four needs.
pub(super) fn tensor_memory(dimension: usize, terms: usize, rank: usize) -> f64 {
    let entries = estimated_entries(dimension, rank);
    let pairs = if rank == 4 { entries_memory(dimension, terms) } else { 0.0 };
    8.0 * entries + pairs
}

/// The pairs y and z of all i ≤ j, for walking over the entries of A^(4).
pub(super) fn entries_memory(dimension: usize, terms: usize) -> f64 {
    let d = dimension as f64;
    8.0 * terms as f64 * d * (d + 1.0)
}

/// Up to so many multiplications, some ten seconds on two cores, all entries of A^(3) or A^(4) are made to look at
/// them, and norms are computed from scalar products.
pub const AFFORDABLE: f64 = 4e10;

/// An action without the entries of all its ranks counts as this much work, some thirty seconds, so that methods that
/// list entries are preferred where they take less.
pub(super) const NORMS_ALONE: f64 = 1.2e11;

/// The walks through the layers, and the products of factors.
pub(super) fn factors_operations(depth: usize, dimension: usize, terms: usize) -> f64 {
    let (layers, d, r) = (depth as f64, dimension as f64, terms as f64);
    2.0 * layers * d * d * (d + r) + 4.0 * r * d * d + 3.0 * r * r * d
}

/// The entries of A^(rank) from the factors, for ranks 3 and 4.
pub(super) fn tensor_operations(dimension: usize, terms: usize, rank: usize) -> f64 {
    match rank {
        4 => entries_operations(dimension, terms),
        _ => 2.0 * terms as f64 * (dimension as f64).powi(3) / 3.0,
    }
}

/// Whether the entries of A^(rank) can be made to be looked at.
pub(super) fn is_affordable(dimension: usize, terms: usize, rank: usize, memory: f64) -> bool {
    rank < 3
        || tensor_operations(dimension, terms, rank) <= AFFORDABLE
            && tensor_memory(dimension, terms, rank) <= memory
}

/// Walking over the entries of A^(4): the pairs, and a matrix product for all i ≤ j.
pub(super) fn entries_operations(dimension: usize, terms: usize) -> f64 {
    let (d, r) = (dimension as f64, terms as f64);
    1.5 * r * r * d * (d + 1.0) + r * d.powi(3) * (2.0 + d / 6.0)
}

/// The norm of A^(4) from scalar products of factors: two products of (2R, 2R) matrices, and for each term four of
/// (R, R) ones.
pub(super) fn gram_operations(dimension: usize, terms: usize) -> f64 {
    let (d, r) = (dimension as f64, terms as f64);
    3.0 * r * r * d + 16.0 * r.powi(3) + 4.0 * r.powi(4)
}

pub(super) fn gram_memory(terms: usize) -> f64 {
    8.0 * 30.0 * (terms as f64).powi(2)
}

/// The norm of A^(3) from scalar products of factors.
pub(super) fn cubic_operations(dimension: usize, terms: usize) -> f64 {
    3.0 * (terms as f64).powi(2) * dimension as f64
}

pub(super) fn expect_operations(what: &str, needed: f64, limit: f64) -> Result<(), EvaluateError> {
    match needed <= limit {
        true => Ok(()),
        false => Err(EvaluateError::Operations { what: what.to_owned(), needed, limit }),
    }
}
