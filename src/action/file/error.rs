//! What can be wrong in a file of an action.

use std::io;

use thiserror::Error;

use crate::Refused;
use crate::action::ActionError;
use crate::arrays;

/// An action file that was refused.
pub type LoadError = Refused<Fault>;

/// What is wrong in an action file.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum Fault {
    /// The operating system refused.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// The ending names no format.
    #[error("has no ending of an action file: .json, .npz or .safetensors")]
    Ending,
    /// The arrays cannot be read.
    #[error(transparent)]
    Arrays(#[from] arrays::Fault),
    /// The text is not JSON, or not that of an action.
    #[error("is not an action in JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A part of the file that does not fit the others.
    #[error("{place}: {reason}")]
    Content { place: String, reason: String },
    /// The tensors do not make an action.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl Fault {
    pub(crate) fn content(place: impl Into<String>, reason: impl Into<String>) -> Fault {
        Fault::Content { place: place.into(), reason: reason.into() }
    }
}
