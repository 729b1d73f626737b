//! The method `low-rank`: what it takes, and the part of the action that is wanted.

use super::cost::{NORMS_ALONE, factors_operations, is_affordable, tensor_memory, tensor_operations};
use super::{LowRankAction, factors};
use crate::Scalar;
use crate::action::{Action, Truncation};
use crate::evaluate::{Complete, Cost, EvaluateError, Quartic, Request};
use crate::network::Network;

/// The coefficients of a network with low-rank couplings up to the rank that is wanted, in factors.
#[derive(Clone, Debug, PartialEq)]
pub struct LowRankPart<T> {
    /// A^(0) to A^(4).
    pub factors: LowRankAction<T>,
    /// The highest rank that is wanted.
    pub max_rank: usize,
    /// The cutoffs.
    pub truncation: Truncation,
}

impl<T: Scalar> LowRankPart<T> {
    /// The coefficients up to `rank`, or up to the highest that is wanted, with all their entries.
    ///
    /// # Errors
    /// When a coefficient takes more than `memory` bytes.
    pub fn action(&self, rank: usize, memory: u64) -> Result<Action<T>, EvaluateError> {
        let ranks = 0..=rank.min(self.max_rank);
        let tensors = ranks.map(|rank| self.factors.tensor(rank, memory)).collect::<Result<_, _>>()?;
        let mut action = Action::new(self.factors.dimension(), tensors, self.truncation)?;
        action.constants.clone_from(&self.factors.constants);
        Ok(action)
    }
}

/// The part of the action that is wanted.
pub(crate) fn extract<T: Complete>(
    network: &Network<T>,
    request: &Request,
) -> Result<LowRankPart<T>, EvaluateError> {
    let max_rank = reach(network, request)?;
    let factors = LowRankAction::new(network, request.memory)?;
    Ok(LowRankPart { factors, max_rank, truncation: request.truncation() })
}

/// Estimates the method, and refuses what it does not reach. Entries that are only looked at are made where they are
/// [affordable](super::AFFORDABLE); norms alone count as half a minute of work.
pub(crate) fn cost<T: Scalar>(network: &Network<T>, request: &Request) -> Result<Cost, EvaluateError> {
    let rank = reach(network, request)?;
    let (d, terms) = (network.dimension(), terms(network));
    let factors = LowRankAction::memory(network);
    let mut cost = Cost { operations: factors_operations(network.depth(), d, terms), bytes: factors };
    for rank in 3..=rank {
        let (operations, bytes) = (tensor_operations(d, terms, rank), tensor_memory(d, terms, rank));
        match request.quartic {
            Quartic::Pairs => {}
            Quartic::Packed => {
                cost.operations += operations;
                cost.bytes += bytes;
            }
            Quartic::Streamed => match is_affordable(d, terms, rank, request.memory as f64 - factors) {
                true => {
                    cost.operations += operations;
                    cost.bytes = cost.bytes.max(factors + bytes);
                }
                false => cost.operations = cost.operations.max(NORMS_ALONE),
            },
        }
    }
    Ok(cost)
}

pub(super) fn terms<T: Scalar>(network: &Network<T>) -> usize {
    let couplings = (1..=network.depth()).flat_map(|layer| network.activation(layer).couplings());
    couplings.filter_map(crate::network::Coupling::chi_rank).sum()
}

/// The highest rank of the result.
fn reach<T: Scalar>(network: &Network<T>, request: &Request) -> Result<usize, EvaluateError> {
    factors(network)?;
    if request.max_chi.is_some() {
        return Err(EvaluateError::AllOrders);
    }
    EvaluateError::expect_rank(request.rank(network))
}
