//! The method `dressed`: the diagrams with all bias trees summed up, contracted one after the other.

use super::diagrams::{contract, contraction_cost, expand as expand_bare};
use super::method::Cost;
use super::{EvaluateError, Request};
use crate::Scalar;
use crate::action::{Action, Truncation};
use crate::network::Network;
use crate::rewrite::{Cutoffs, Expand};
use crate::series::Series;

/// The action without its constants, as the sum of all dressed diagrams.
///
/// # Formula
/// A dressed diagram holds all orders in χ. With a cutoff at c factors of χ, every χ is multiplied by a formal
/// parameter q, circles C_l and lines D_l become polynomials in q, and what is beyond q^c is dropped.
pub(super) fn extract<T: Scalar>(
    network: &Network<T>,
    request: &Request,
) -> Result<Action<T>, EvaluateError> {
    let (expand, max_rank) = (expand(network, request), request.rank(network));
    let Some(order) = request.max_chi else { return contract(network, &expand, max_rank, request) };
    let graded = network.over(
        |entry| Series::number(entry.clone()),
        |entry| Series::new([T::zero(), entry.clone()], Some(order)),
    );
    Ok(without_grades(&contract(&graded, &expand, max_rank, request)?))
}

fn without_grades<T: Scalar>(action: &Action<Series<T>>) -> Action<T> {
    let mut sum = Action::zero(action.dimension(), action.max_rank(), action.truncation);
    for tensor in action.tensors() {
        let entries = sum.tensor_mut(tensor.rank()).entries_mut();
        for (entry, series) in entries.iter_mut().zip(tensor.entries()) {
            *entry = series.at_one();
        }
    }
    sum
}

/// The expansion whose diagrams are contracted. The cutoff on χ holds for the explicit splits.
fn expand<T: Scalar>(network: &Network<T>, request: &Request) -> Expand {
    let Truncation { max_chi, .. } = request.truncation();
    let max_rank = Some(request.rank(network));
    expand_bare(network, request).cutoffs(Cutoffs { max_rank, max_chi, ..Cutoffs::none() }).dressed()
}

/// Estimates the method without generating a diagram: as for `diagrams`, with coefficients of up to c + 1 orders in place
/// of numbers.
pub(super) fn cost<T: Scalar>(network: &Network<T>, request: &Request) -> Result<Cost, EvaluateError> {
    let cost = contraction_cost(network, &expand(network, request), request.rank(network))?;
    let Some(order) = request.max_chi else { return Ok(cost) };
    let orders = order as f64 + 1.0;
    // A series takes some words besides its coefficients.
    let size = std::mem::size_of::<Series<T>>().max(8) as f64 / 8.0;
    Ok(Cost {
        operations: cost.operations * (orders * (orders + 1.0) / 2.0 + size),
        bytes: cost.bytes * (orders + size),
    })
}
