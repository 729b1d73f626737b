//! Why an expansion is refused.

use thiserror::Error;

use super::Cutoffs;
use super::count::Size;
use crate::text::{bytes, counted};

/// Why an expansion is refused.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum ExpandError {
    /// More diagrams than the limit allows.
    #[error(
        "this expansion has {}, more than the limit of {}",
        counted(size, "diagram", "diagrams"),
        Size::from(*limit)
    )]
    TooMany { size: Size, limit: u64, suggestions: Vec<Suggestion> },
    /// The distinct legs do not fit into memory.
    #[error(
        "this expansion is built from {legs} distinct legs, which take about {} of memory; {} are allowed",
        bytes::show(needed.to_f64() as u64),
        bytes::show(*available)
    )]
    Memory { legs: Size, needed: Size, available: u64 },
    /// The depth is beyond what is supported.
    #[error("a depth of {depth} is more than the {max} layers that expansions support")]
    TooDeep { depth: u32, max: u32 },
    /// A stage that a network of this depth does not have.
    #[error("a network of depth {depth} has no stage {stage}; its stages are A1, B1, .. A{last}, B{last}", last = depth + 1)]
    NoStage { stage: String, depth: u32 },
    /// An update equation with too many terms to be written.
    #[error(
        "the update equation of {target}^({rank}) reaches up to rank {highest}; at most {max} can be written"
    )]
    LongEquation { target: String, rank: usize, highest: usize, max: usize },
    /// An arity below two, or none at all.
    #[error("an activation needs at least one split, and a split has 2 to 32 legs; got arities {0:?}")]
    BadArity(Vec<u32>),
}

/// Cutoffs that would make an expansion small enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What is to be set; cutoffs that are not given stay as they are.
    pub cutoffs: Cutoffs,
    /// The number of diagrams that are left.
    pub size: Size,
}
