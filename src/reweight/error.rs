//! Why a theory is not found by draws of a network.

use thiserror::Error;

use crate::network::EvaluationError;

/// Why a theory is not found by draws of a network.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "said by the messages")]
pub enum ReweightError {
    #[error("the action has d = {action}, and the network that draws has d = {network}")]
    Dimensions { action: usize, network: usize },
    #[error("order {0} is not there: cumulants are estimated to order 4")]
    Order(usize),
    #[error("{0} draws are too few: weights and errors take at least two")]
    Few(usize),
    #[error(transparent)]
    Draw(#[from] EvaluationError),
    #[error("S is {value} at draw {draw}: the polynomial is beyond the range of 64-bit floats there")]
    NotFinite { draw: usize, value: f64 },
    /// Powers of draws that overflow.
    #[error("cumulants to order {order} are beyond the range of 64-bit floats; scale the variables")]
    Range { order: usize },
    /// Too early for any number.
    #[error("stopped before there was anything to estimate")]
    Stopped,
}
