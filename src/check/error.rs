//! Why a test cannot be made.

use thiserror::Error;

use crate::correlators::CorrelatorsError;
use crate::evaluate::EvaluateError;
use crate::network::{EvaluationError, NetworkError};

/// Why a test cannot be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CheckError {
    /// An action that cannot be computed.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
    /// The value of a network.
    #[error(transparent)]
    Value(#[from] EvaluationError),
    /// A network that cannot be scaled.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// An action without an expansion.
    #[error(transparent)]
    Correlators(#[from] CorrelatorsError),
    /// No method applies.
    #[error("no method could be run")]
    Nothing,
}
