//! A dense rank: packed coefficients, contracted one index after the other.
//!
//! ```text
//! Σ_{i ≤ j ≤ ..} c_ij.. x_i x_j ..  =  Σ_i x_i T_i(x_i, .., x_d),   T_i of one rank less
//! ```
//!
//! With ∂/∂x = T_i e_i + x_i ∂T_i/∂x the gradient comes out of the same walk.

use ndarray::Array2;

use super::monomials::Monomials;
use crate::action::{Row, SymmetricTensor, independent_entries, position};
use crate::lanes;

/// Σ c x_i x_j .. over all i ≤ j ≤ .., the coefficients in packed order.
#[derive(Debug)]
pub(super) struct Packed {
    rank: usize,
    coefficients: Vec<f64>,
}

impl Packed {
    /// The polynomial of a tensor, of rank 1 or more.
    pub(super) fn new(tensor: &SymmetricTensor<f64>) -> Packed {
        let mut coefficients = Vec::with_capacity(tensor.entries().len());
        for row in tensor.rows() {
            coefficients.extend(weighted(&row));
        }
        Packed { rank: tensor.rank(), coefficients }
    }

    pub(super) fn of_monomials(dimension: usize, monomials: &Monomials) -> Option<Packed> {
        let mut coefficients = vec![0.0; independent_entries(dimension, monomials.rank)?];
        for (index, coefficient) in monomials.iter() {
            coefficients[position(dimension, index)] += coefficient;
        }
        Some(Packed { rank: monomials.rank, coefficients })
    }

    /// Adds to the gradient and gives the value.
    pub(super) fn add(&self, x: &[f64], gradient: &mut [f64]) -> f64 {
        walk(&mut &self.coefficients[..], self.rank, x, 1.0, gradient)
    }

    pub(super) fn add_hessian(&self, x: &[f64], hessian: &mut Array2<f64>) {
        let mut slopes = vec![0.0; x.len()];
        walk_hessian(&mut &self.coefficients[..], self.rank, 0, x, 1.0, &mut slopes, hessian);
    }
}

fn weighted(row: &Row<'_, f64>) -> impl Iterator<Item = f64> {
    let (first, others): (f64, f64) = row.multiplicities();
    let weights = std::iter::once(first).chain(std::iter::repeat(others));
    row.entries.iter().zip(weights).map(|(entry, weight)| entry * weight)
}

/// The polynomial whose coefficients stand at the front of `c`, which is moved behind them. `factor` times its gradient is
/// added. `x` holds the variables that it depends on.
fn walk(c: &mut &[f64], rank: usize, x: &[f64], factor: f64, gradient: &mut [f64]) -> f64 {
    if rank == 1 {
        let (row, rest) = c.split_at(x.len());
        *c = rest;
        return lanes::dot_and_add(row, x, factor, gradient);
    }
    let mut value = 0.0;
    for i in 0..x.len() {
        let lower = walk(c, rank - 1, &x[i..], factor * x[i], &mut gradient[i..]);
        gradient[i] += factor * lower;
        value += x[i] * lower;
    }
    value
}

/// Adds `factor` times the Hessian of the polynomial at the front of `c`, which depends on the variables from `first` on:
/// T_i is differentiated once with x_i and twice without.
fn walk_hessian(
    c: &mut &[f64],
    rank: usize,
    first: usize,
    x: &[f64],
    factor: f64,
    slopes: &mut [f64],
    hessian: &mut Array2<f64>,
) {
    for i in first..x.len() {
        slopes[i..].fill(0.0);
        let behind = &mut &**c;
        walk(behind, rank - 1, &x[i..], factor, &mut slopes[i..]);
        for j in i..x.len() {
            hessian[[i, j]] += slopes[j];
            hessian[[j, i]] += slopes[j];
        }
        if rank > 2 {
            walk_hessian(c, rank - 1, i, x, factor * x[i], slopes, hessian);
        }
        *c = behind;
    }
}
