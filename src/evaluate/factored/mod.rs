//! The method `factored`: all orders in χ at rank 4 or less, without a diagram for each bias tree.
//!
//! # Formula
//! The constant part c_l = h_l(0) of every layer resums all trees of bias circles, and D_l = 1 + 2 χ_l(c_l, ·)
//! what they do to a line. Every χ that is left raises the rank by one, so that rank 4 needs at most three.
//! With the jets h_0, h_1, h_2 (constant, linear and quadratic part of h_l) and the cotangents v_0, v_1 (of
//! the action by x_{l+1}) the coefficients close; see [`Pairs`](crate::action::Pairs) for A^(4).
//!
//! A cutoff in the number of χ keeps every jet apart by its order and truncates the products.
//!
//! # Cost
//! O(L d⁴) multiplications for the pairs, and d⁴/8 times the number of pairs for the entries of A^(4); all in
//! matrix products.

mod cost;
mod entries;
mod jets;
mod orders;
mod square;
mod sweep;

pub(super) use cost::cost;
pub use entries::{Factored, MAX_RANK, factor};

use super::{EvaluateError, Request};
use crate::Scalar;
use crate::network::Network;

/// The action without its constants, with A^(4) as pairs.
pub(super) fn extract<T: Scalar>(
    network: &Network<T>,
    request: &Request,
) -> Result<Factored<T>, EvaluateError> {
    let mut factored = factor(network, cost::reach(network, request)?, request.max_chi)?;
    factored.lower.truncation = request.truncation();
    Ok(factored)
}
