//! Why an action is not evaluated.

use thiserror::Error;

use super::factored::MAX_RANK;
use crate::Scalar;
use crate::action::ActionError;
use crate::network::Network;
use crate::rewrite::ExpandError;
use crate::text::bytes;

/// Why an action is not evaluated.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum EvaluateError {
    /// A diagram of another depth than the network.
    #[error("the diagram {diagram} belongs to a network of depth {found}, the model has depth {expected}")]
    Depth { diagram: String, found: usize, expected: usize },
    /// A vertex with one leg, where the latent density has no linear part.
    #[error("the diagram {0} is of the linear part of the latent density, which this network has not")]
    NoLinear(String),
    /// A diagram whose open legs do not carry indices of the data.
    #[error(
        "the diagram {0} is an intermediate step: only diagrams with vertex Z whose open legs end in x have a value"
    )]
    Intermediate(String),
    /// A constant of a layer that the network does not have.
    #[error("lndet(W{layer}) names a layer that the model does not have; its linear layers are 1 to {last}")]
    NoLayer { layer: u32, last: usize },
    /// A split that the network does not have.
    #[error(
        "the diagram {diagram} splits into {arity} legs at layer {layer}, where the model has no such coupling"
    )]
    NoCoupling { diagram: String, arity: usize, layer: u32 },
    /// A rank that the methods `factored` and `low-rank` do not reach.
    #[error("the methods factored and low-rank reach rank {highest}, and rank {rank} is wanted")]
    RankBeyond { rank: usize, highest: usize },
    /// Too much memory.
    #[error("{what} needs about {} of memory; {} are available", bytes::show(*needed), bytes::show(*available))]
    Memory { what: String, needed: u64, available: u64 },
    /// A limit on χ where all orders are summed up.
    #[error("the method low-rank keeps all orders in chi and takes no limit on them")]
    AllOrders,
    /// Too few samples.
    #[error("{samples} samples give no standard error; take two or more")]
    Samples { samples: usize },
    /// Too much work.
    #[error(
        "{what} takes about {needed:.1e} operations, more than the limit of {limit:.1e}; raise the limit, or estimate it from samples"
    )]
    Operations { what: String, needed: f64, limit: f64 },
    /// A dense coupling where only low-rank ones are taken. Layers are counted from 1.
    #[error(
        "layer {layer} has a dense coupling; the low-rank action needs couplings in low-rank form, so cut the network \
         first"
    )]
    DenseCoupling { layer: usize },
    /// A coupling with more than two lower indices where only quadratic ones are taken.
    #[error(
        "layer {layer} has a coupling with {arity} lower indices; this method takes quadratic ones, with two, only"
    )]
    NotQuadratic { layer: usize, arity: usize },
    /// An intermediate number left the range of floats.
    #[error("{0} overflows a double-precision number; the weights of the network are too large")]
    NotFinite(&'static str),
    /// Products of weights below the range in which floats keep their digits, of the coordinate with the smallest weights.
    #[error(
        "A^({rank}) is made of products of weights down to 1e{exponent}, where 64-bit floats lose digits or vanish; its \
         entry at {rank} times the coordinate {coordinate} is the first: use exact arithmetic, or rescale the data"
    )]
    Underflow { rank: usize, coordinate: usize, exponent: f64 },
    /// The expansion is refused.
    #[error(transparent)]
    Expand(#[from] ExpandError),
    /// A coefficient is out of range.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl EvaluateError {
    /// Refuses a rank that the methods `factored` and `low-rank` do not reach.
    pub(super) fn expect_rank(rank: usize) -> Result<usize, EvaluateError> {
        match rank {
            0..=MAX_RANK => Ok(rank),
            _ => Err(EvaluateError::RankBeyond { rank, highest: MAX_RANK }),
        }
    }

    /// Refuses couplings that are not quadratic.
    pub(crate) fn expect_quadratic<T: Scalar>(network: &Network<T>) -> Result<(), EvaluateError> {
        let others = |layer| network.activation(layer).arities().into_iter().find(|&arity| arity != 2);
        match (1..=network.depth()).find_map(|layer| Some((layer, others(layer)?))) {
            None => Ok(()),
            Some((layer, arity)) => Err(EvaluateError::NotQuadratic { layer, arity }),
        }
    }

    /// Refuses what needs more bytes than there are.
    pub(crate) fn expect_memory(
        what: impl FnOnce() -> String,
        needed: f64,
        available: u64,
    ) -> Result<(), EvaluateError> {
        match needed <= available as f64 {
            true => Ok(()),
            false => Err(EvaluateError::Memory { what: what(), needed: needed as u64, available }),
        }
    }
}
