//! Why there are no cumulants of a network by its inverse.

use thiserror::Error;

use crate::network::EvaluationError;
use crate::text::bytes::show;

/// Why the inverse of a network gives no cumulants.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum WickError {
    /// Couplings with more than two lower indices.
    #[error("chi of layer {layer} has {arity} lower indices; the inverse is expanded for couplings with two")]
    Arity { layer: usize, arity: usize },
    /// A latent density that exact numbers do not bring into a standard form.
    #[error(
        "exact cumulants by the inverse are of a standard Gaussian latent variable; floats take any, and so do the diagrams of the action"
    )]
    Latent,
    /// Powers, or diagrams, that take too much memory.
    #[error("the powers of z take about {} of memory, and {} may be taken", show(*needed), show(*available))]
    Memory { needed: u64, available: u64 },
    /// An order that is too high.
    #[error(
        "kappa_{order} is beyond the cumulants that are joined of powers of z; these end at order {highest}"
    )]
    Order { order: usize, highest: usize },
    /// Powers that are too high.
    #[error("the loops that are wanted take powers of z to {degree}, and {highest} is the highest")]
    Degree { degree: usize, highest: usize },
    /// Work that takes too long.
    #[error("the cumulants take about {seconds} s by the inverse")]
    Long { seconds: u64 },
    /// More graphs than can be looked at.
    #[error("kappa_{order} at {loops} loops has more than {limit} graphs, or takes long to find them")]
    Graphs { order: usize, loops: usize, limit: usize },
    /// Sums beyond the range of floats.
    #[error("the powers of z are beyond the range of floats")]
    NotFinite,
    #[error(transparent)]
    Network(#[from] EvaluationError),
}
