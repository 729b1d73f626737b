//! Every diagram of a coefficient, evaluated on its own.

use super::layers::layers;
use super::walk::Walk;
use super::{Contribution, Decomposition};
use crate::Scalar;
use crate::action::{estimated_entries, memory_together};
use crate::evaluate::{Complete, EvaluateError, symmetric_bytes};
use crate::network::Network;
use crate::rewrite::{Cutoffs, Expand};

/// The highest rank whose diagrams are compared.
pub const MAX_RANK: usize = 4;

/// The diagrams of A^(rank): dressed ones, which hold all orders in χ, or with `max_chi` the bare ones with at most so many
/// factors of χ.
fn expansion<T: Scalar>(network: &Network<T>, rank: usize, max_chi: Option<usize>) -> Expand {
    let cutoffs = Cutoffs { min_rank: rank, max_rank: Some(rank), max_chi, ..Cutoffs::none() };
    let expand = Expand::new(u32::try_from(network.depth()).unwrap_or(u32::MAX)).cutoffs(cutoffs);
    if max_chi.is_some() { expand } else { expand.dressed() }
}

/// Evaluates every diagram of A^(rank), with its factor, each on its own.
///
/// # Errors
/// When a coupling is not quadratic, the rank is above [`MAX_RANK`], or the diagrams need more than `memory` bytes.
///
/// # Cost
/// For rank four d²/2 numbers for each of 2 d2 matrices of a diagram. Time like that of the legs; comparing the diagrams
/// costs more, see [`Decomposition::shares`].
///
/// # Example
/// ```
/// use diagraction::contributions::decompose;
/// use diagraction::network::{Activation, Coupling, Linear, Network};
/// use ndarray::array;
///
/// // z = x + (0, x_1²): A^(3) is -x_2 x_1², from one diagram.
/// let linear = || Linear { weight: array![[1.0, 0.0], [0.0, 1.0]], bias: array![0.0, 0.0] };
/// let square = Activation::new(vec![Coupling::new(array![[[1.0]]].into_dyn())?])?;
/// let network = Network::new(vec![linear(), linear()], vec![square])?;
/// let cubic = decompose(&network, 3, None, 1 << 30)?;
/// assert_eq!(cubic.text(0), "2 * Z(W2.D1.W1.x, W2.chi1(W1.x, W1.x))");
/// assert_eq!(cubic.contributions()[0].layers(), [1]);
/// assert_eq!(cubic.contributions()[0].value.entry(&[0, 0, 1]), -1.0 / 3.0);
/// assert_eq!(cubic.shares(&()).of(0), Some(1.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decompose<T: Complete>(
    network: &Network<T>,
    rank: usize,
    max_chi: Option<usize>,
    memory: u64,
) -> Result<Decomposition<T>, EvaluateError> {
    if rank > MAX_RANK {
        return Err(EvaluateError::RankBeyond { rank, highest: MAX_RANK });
    }
    EvaluateError::expect_quadratic(network)?;
    let expand = expansion(network, rank, max_chi);
    check_memory(network, &expand, rank, memory)?;
    T::check_range(network, rank)?;
    let expansion = expand.generate()?;
    let arena = expansion.arena();
    let mut walk = Walk::new(network);
    let contributions = expansion.terms().map(|term| Contribution {
        value: walk.value(arena, &term),
        layers: layers(arena, &term),
        term,
    });
    let contributions = contributions.collect();
    Ok(Decomposition { dimension: network.dimension(), rank, arena: arena.clone(), contributions })
}

/// Refuses diagrams that need more than `memory` bytes: the legs with up to two open ends, the values of all diagrams, what is above a
/// cut, tables of products, and the tiles in which diagrams of rank four are compared.
fn check_memory<T: Scalar>(
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
