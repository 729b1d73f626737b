//! The method `diagrams`: every diagram of the expansion, contracted one after the other.

use super::coupling::symmetric_bytes;
use super::method::Cost;
use super::{Contraction, EvaluateError, Request};
use crate::Scalar;
use crate::action::{Action, Truncation, estimated_entries};
use crate::network::{Coupling, Latent, Network};
use crate::product::packed;
use crate::rewrite::{Cutoffs, Expand};

/// The action without its constants, as the sum of all diagrams under the cutoffs.
pub(super) fn extract<T: Scalar>(
    network: &Network<T>,
    request: &Request,
) -> Result<Action<T>, EvaluateError> {
    contract(network, &expand(network, request), request.rank(network), request)
}

/// Contracts the diagrams of an expansion, bare or dressed.
pub(super) fn contract<T: Scalar>(
    network: &Network<T>,
    expand: &Expand,
    max_rank: usize,
    request: &Request,
) -> Result<Action<T>, EvaluateError> {
    let expansion = expand.generate()?;
    let mut contraction = Contraction::new(network);
    for term in expansion.terms() {
        contraction.add(expansion.arena(), &term);
    }
    let mut action = contraction.finish(expansion.arena(), max_rank, request.truncation());
    if let Some(latent) = network.latent() {
        action.tensor_mut(0).entries_mut()[0] += latent.constant();
    }
    Ok(action)
}

/// The expansion whose diagrams are contracted.
pub(super) fn expand<T: Scalar>(network: &Network<T>, request: &Request) -> Expand {
    let Truncation { max_rank, max_chi } = request.truncation();
    let arities: Vec<u32> = network.arities().iter().filter_map(|&arity| u32::try_from(arity).ok()).collect();
    let expand = Expand::new(u32::try_from(network.depth()).unwrap_or(u32::MAX))
        .cutoffs(Cutoffs { max_rank, max_chi, ..Cutoffs::none() })
        .limit(request.limit);
    let expand = if arities.is_empty() { expand } else { expand.arities(arities) };
    if network.latent().is_some_and(Latent::has_linear) { expand.linear() } else { expand }
}

/// Estimates the method without generating a diagram.
pub(super) fn cost<T: Scalar>(network: &Network<T>, request: &Request) -> Result<Cost, EvaluateError> {
    contraction_cost(network, &expand(network, request), request.rank(network))
}

/// Estimates the contraction of an expansion, bare or dressed, unless it is refused.
///
/// A leg of rank r is a (d, C(d+r-1, r)) matrix. Each diagram adds one such matrix to a sum, each leg is
/// made by one contraction with W or χ and joined to the sums of all ranks by one matrix product each. Beside legs, sums and
/// products stands what is in between at the moment: a split on its way, or the next product.
pub(super) fn contraction_cost<T: Scalar>(
    network: &Network<T>,
    expand: &Expand,
    max_rank: usize,
) -> Result<Cost, EvaluateError> {
    expand.check()?;
    let d = network.dimension() as f64;
    let (first_half, second_half) = network.split();
    let diagrams = expand.count()?;
    let width = |rank| estimated_entries(network.dimension(), rank);
    let legs = expand.legs_by_rank()?;
    let mut cost = Cost { operations: 0.0, bytes: 0.0 };
    let mut largest = 0.0_f64;
    for (&rank, &number) in &legs {
        let partners = legs.keys().filter(|&&other| rank + other <= max_rank);
        let partners: Vec<f64> = partners.map(|&other| width(other)).collect();
        let joined: f64 = partners.iter().sum();
        largest = partners.iter().fold(largest, |largest, other| largest.max(width(rank) * other));
        let split = second_half as f64 * first_half as f64 * (first_half as f64 + 1.0) + d * d;
        cost.operations += number * width(rank) * (split + d * joined);
        cost.bytes += (number + 1.0) * 8.0 * d * width(rank) + 512.0 * number + 12.0 * width(rank) * joined;
    }
    let mean_width = legs.iter().map(|(&rank, &number)| number * width(rank)).sum::<f64>()
        / legs.values().sum::<f64>().max(1.0);
    cost.operations += diagrams.total().to_f64() * (d * mean_width + 50.0);
    cost.bytes += 8.0 * (0..=max_rank).map(width).sum::<f64>() + symmetric_bytes(network);
    let highest = legs.keys().last().copied().unwrap_or(0);
    cost.bytes += split_bytes(network, highest).max(8.0 * largest);
    cost.bytes += packed(network.dimension(), usize::MAX) as f64;
    Ok(cost)
}

/// The bytes of a split of this rank on its way: χ contracted with the leg of the lowest rank, and the result.
pub(super) fn split_bytes<T: Scalar>(network: &Network<T>, rank: usize) -> f64 {
    let width = |rank| estimated_entries(network.dimension(), rank);
    let couplings = (1..=network.depth()).flat_map(|layer| network.activation(layer).couplings());
    let partial = |coupling: &Coupling<T>| {
        let (lower, second) = (coupling.arity(), coupling.shape()[0] as f64);
        coupling.entries() / coupling.shape()[1] as f64 * width(rank / lower) + second * width(rank)
    };
    8.0 * couplings.map(partial).fold(0.0, f64::max)
}
