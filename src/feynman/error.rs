//! Why a diagram or a request for diagrams is refused.

use num_bigint::BigInt;
use num_traits::One;
use thiserror::Error;

use super::graph::{MAX_EXCESS, MAX_POINTS, MAX_VERTICES};
use crate::text::{counted, grouped};

/// Why lines and legs are no diagram.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum GraphError {
    /// More vertices than are supported.
    #[error("a diagram of {0} vertices; at most {MAX_VERTICES} are supported")]
    TooManyVertices(usize),
    /// More legs than are supported.
    #[error("a diagram with {0} legs; at most {MAX_POINTS} are supported")]
    TooManyPoints(usize),
    /// Ranks that are too high.
    #[error("the vertices have {0} lines in excess of two each; at most {MAX_EXCESS} are supported")]
    TooManyLines(usize),
    /// A line or a leg ends nowhere.
    #[error("a line ends at vertex {vertex}; the diagram has {vertices}, counted from 0")]
    NoVertex { vertex: usize, vertices: usize },
    /// More than one part.
    #[error("the diagram is not connected")]
    NotConnected,
}

/// Why a request for diagrams is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum GenerateError {
    /// A rank that is no vertex of an expansion around a mode.
    #[error("vertices have rank 3 or more; got rank {0}")]
    LowRank(usize),
    /// More points than are supported.
    #[error("diagrams with {0} legs; at most {MAX_POINTS} are supported")]
    TooManyPoints(usize),
    /// Diagrams that would be too large; `most` is the largest number of loops that fits.
    #[error(
        "at {} and {}, the sum of rank - 2 is {excess} and the number of vertices up to {vertices}; \
         at most {MAX_EXCESS} and {MAX_VERTICES} are supported{}",
        counted(loops, "loop", "loops"),
        counted(points, "point", "points"),
        most.map_or_else(String::new, |most| format!("; the most that fits is {}", counted(most, "loop", "loops")))
    )]
    TooLarge { points: usize, loops: usize, excess: usize, vertices: usize, most: Option<usize> },
    /// A self-energy of other than two points.
    #[error("a self-energy has 2 points, not {0}")]
    NoSelfEnergy(usize),
    /// More diagrams than the limit allows, so many or at least so many. Up to the number of loops of the suggestion there may be
    /// few enough; where the number is exact, there are.
    #[error("there {}, more than the limit of {}", are(diagrams, *is_exact), grouped(limit))]
    TooMany { diagrams: BigInt, is_exact: bool, limit: u64, suggestion: Option<usize> },
}

/// "is at least 1 diagram", "are 2,317 diagrams".
pub(crate) fn are(diagrams: &BigInt, is_exact: bool) -> String {
    let verb = if diagrams.is_one() { "is" } else { "are" };
    let bound = if is_exact { "" } else { "at least " };
    format!("{verb} {bound}{}", counted(grouped(diagrams), "diagram", "diagrams"))
}
