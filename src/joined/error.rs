//! Why joined trees are refused.

use num_bigint::BigInt;
use thiserror::Error;

use super::trees::MAX_SPLITS;
use crate::feynman::are;
use crate::rewrite::ExpandError;
use crate::text::{counted, grouped};

/// Why a request for joined trees is refused.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum JoinError {
    /// The order of ln Z, which is no cumulant.
    #[error("cumulants have order 1 or more; ln Z of a network has no diagrams")]
    NoOrder,
    /// Diagrams that would be too large; `most` is the largest number of loops that fits.
    #[error(
        "diagrams of order {order} with {} have {splits} splits; at most {MAX_SPLITS} are supported",
        counted(loops, "loop", "loops")
    )]
    TooLarge { order: usize, loops: usize, splits: usize, most: Option<usize> },
    /// More diagrams than the limit allows, so many or at least so many. Up to the number of loops of the suggestion there may be
    /// few enough; where the number is exact, there are.
    #[error("there {}, more than the limit of {}", are(diagrams, *is_exact), grouped(limit))]
    TooMany { diagrams: BigInt, is_exact: bool, limit: u64, suggestion: Option<usize> },
    /// The trees are too deep, or too many for the memory.
    #[error(transparent)]
    Trees(#[from] ExpandError),
}
