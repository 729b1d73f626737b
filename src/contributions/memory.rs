//! The memory that comparing all diagrams of a coefficient takes.

use crate::Scalar;
use crate::action::{estimated_entries, memory_together};
use crate::evaluate::{EvaluateError, symmetric_bytes};
use crate::network::Network;
use crate::rewrite::Expand;

/// Refuses diagrams that need more than `memory` bytes: the legs with up to two open ends, the values of all diagrams, what is above a
/// cut, tables of products, and the tiles in which diagrams of rank four are compared.
pub(super) fn check<T: Scalar>(
    network: &Network<T>,
    expand: &Expand,
    rank: usize,
    memory: u64,
) -> Result<(), EvaluateError> {
    let dimension = network.dimension();
    let d = dimension as f64;
    let width = |rank: usize| estimated_entries(dimension, rank);
    let diagrams = expand.count()?.total().to_f64();
    let legs = expand.legs_by_rank()?;
    let small = legs.iter().filter(|(rank, _)| **rank <= 2);
    let legs: f64 = small.map(|(&rank, &number)| 8.0 * number * d * width(rank)).sum();
    let second_half = network.split().1 as f64;
    let (values, work) = match rank {
        4 => {
            let count = diagrams.min(1e6) as usize;
            (16.0 * second_half * width(2), memory_together(dimension, count) as f64 + 24.0 * d * width(2))
        }
        _ => (8.0 * width(rank), 20.0 * d * width(rank.saturating_sub(1))),
    };
    let needed = network.bytes() as f64 + legs + diagrams * values + work + symmetric_bytes(network);
    let what = || format!("keeping {diagrams:.0} diagrams of rank {rank} in {dimension} dimensions apart");
    EvaluateError::expect_memory(what, needed, memory)
}
