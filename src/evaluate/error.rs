use thiserror::Error;

use crate::action::ActionError;
use crate::bytes;
use crate::rewrite::ExpandError;

/// Why an action is not evaluated.
#[derive(Debug, Error)]
pub enum EvaluateError {
    /// A diagram of another depth than the network.
    #[error("the diagram {diagram} belongs to a network of depth {found}, the model has depth {expected}")]
    Depth {
        /// The diagram.
        diagram: String,
        /// The depth of the diagram.
        found: usize,
        /// The depth of the model.
        expected: usize,
    },
    /// A diagram whose open legs do not carry indices of the data.
    #[error(
        "the diagram {0} is an intermediate step: only diagrams with vertex Z whose open legs end in x have a value"
    )]
    Intermediate(String),
    /// A constant of a layer that the network does not have.
    #[error("lndet(W{layer}) names a layer that the model does not have; its linear layers are 1 to {last}")]
    NoLayer {
        /// The layer.
        layer: u32,
        /// The last linear layer.
        last: usize,
    },
    /// A split that the network does not have.
    #[error(
        "the diagram {diagram} splits into {arity} legs at layer {layer}, where the model has no such coupling"
    )]
    NoCoupling {
        /// The diagram.
        diagram: String,
        /// The arity of the split.
        arity: usize,
        /// The layer.
        layer: u32,
    },
    /// A rank that the method `factored` does not reach.
    #[error("the method factored reaches rank {highest}, and rank {rank} is wanted")]
    RankBeyond {
        /// The highest rank wanted.
        rank: usize,
        /// The highest rank of the method.
        highest: usize,
    },
    /// Activations that the method `factored` does not cover.
    #[error(
        "the method factored covers quadratic activations, and this model has couplings of arity {arity}"
    )]
    NotQuadratic {
        /// The arity found.
        arity: usize,
    },
    /// Too much memory.
    #[error("{what} needs about {} of memory; {} are available", bytes::show(*needed), bytes::show(*available))]
    Memory {
        /// What was to be computed.
        what: String,
        /// The estimate in bytes.
        needed: u64,
        /// The limit.
        available: u64,
    },
    /// The expansion is refused.
    #[error(transparent)]
    Expand(#[from] ExpandError),
    /// A coefficient is out of range.
    #[error(transparent)]
    Action(#[from] ActionError),
}
