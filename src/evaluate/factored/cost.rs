use super::MAX_RANK;
use crate::Scalar;
use crate::action::{estimated_entries, tile_memory};
use crate::evaluate::{Cost, EvaluateError, Quartic, Request, diagrams};
use crate::network::Network;

/// Estimates the method, and refuses what it does not reach.
///
/// # Errors
/// When a rank above 4 is wanted, or when an activation is not quadratic.
#[allow(clippy::cast_precision_loss, reason = "an estimate")]
pub fn cost<T: Scalar>(network: &Network<T>, request: &Request) -> Result<Cost, EvaluateError> {
    let rank = reach(network, request)?;
    let pairs = pairs(network, request, rank);
    if rank < MAX_RANK || request.quartic == Quartic::Pairs {
        return Ok(pairs);
    }
    let entries = estimated_entries(network.dimension(), 4);
    let held = if request.quartic == Quartic::Packed { 8.0 * entries } else { 0.0 };
    Ok(Cost {
        operations: pairs.operations + 3.0 * entries * terms(network, request),
        bytes: pairs.bytes + held + tile_memory(network.dimension()) as f64,
    })
}

/// The highest rank of the result.
pub(super) fn reach<T: Scalar>(network: &Network<T>, request: &Request) -> Result<usize, EvaluateError> {
    for layer in 1..=network.depth() {
        if let Some(&arity) = network.activation(layer).arities().iter().find(|&&arity| arity != 2) {
            return Err(EvaluateError::NotQuadratic { layer, arity });
        }
    }
    match diagrams::max_rank(network, request) {
        rank @ 0..=MAX_RANK => Ok(rank),
        rank => Err(EvaluateError::RankBeyond { rank, highest: MAX_RANK }),
    }
}

/// The number of orders in χ that are kept apart, and of products of two of them.
#[allow(clippy::cast_precision_loss, reason = "an estimate")]
fn orders(request: &Request) -> (f64, f64) {
    request.max_chi.map_or((1.0, 1.0), |max| {
        let number = max as f64 + 1.0;
        (number, number * (number + 1.0) / 2.0)
    })
}

/// The jets, A^(0) to A^(3), and the pairs of A^(4).
#[allow(clippy::cast_precision_loss, reason = "an estimate")]
fn pairs<T: Scalar>(network: &Network<T>, request: &Request, rank: usize) -> Cost {
    let (first, second) = network.split();
    let (d, first, second) = (network.dimension() as f64, first as f64, second as f64);
    let layers = network.depth() as f64;
    let (number, products) = orders(request);
    let triangle = d * (d + 1.0) / 2.0;
    let jets = layers * products * (6.0 * d * d * d + 2.0 * second * first * first);
    let mut cost = Cost {
        operations: jets,
        bytes: 8.0 * (layers * (second * first * first + 4.0 * number * d * d) + d * d),
    };
    if rank >= 3 {
        // χ(h_1, .) and χ(h_1, h_1) of every layer, and A^(3).
        cost.operations += layers * products * (second * first * d * (first + d) + d * second * triangle);
        cost.bytes += 8.0 * (number * second * (first * d + triangle) + d * triangle + d * triangle / 3.0);
    }
    if rank >= MAX_RANK {
        let partners = first * (second * d * d + first * triangle);
        let advance = d * d * triangle + second * first * triangle;
        cost.operations += layers * products * (partners + advance);
        let kept = (layers - 1.0).max(0.0) * 2.0 * first + second;
        cost.bytes += 8.0 * number * triangle * (kept + d + 2.0 * first);
    }
    cost
}

/// The inner length of the matrix products that make A^(4).
#[allow(clippy::cast_precision_loss, reason = "an estimate")]
fn terms<T: Scalar>(network: &Network<T>, request: &Request) -> f64 {
    let (first, second) = network.split();
    let (first, second, d) = (first as f64, second as f64, network.dimension() as f64);
    let layers = network.depth() as f64;
    let (number, _) = orders(request);
    match request.max_chi {
        None => second + 2.0 * (layers - 1.0).max(0.0) * first,
        Some(_) => number * 2.0 * (d + (layers - 1.0).max(0.0) * first),
    }
}
