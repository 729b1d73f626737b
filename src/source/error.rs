//! Why a file does not give what is wanted of it.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::Kind;
use crate::action::{self, ActionError};
use crate::evaluate::EvaluateError;
use crate::network::{self, NetworkError};
use crate::text::bytes::show;
use crate::theory::TheoryFileError;

/// Why a file does not give what is wanted of it.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "said by the messages")]
pub enum SourceError {
    #[error(transparent)]
    Action(#[from] action::file::LoadError),
    #[error(transparent)]
    Model(#[from] network::file::LoadError),
    #[error(transparent)]
    Theory(#[from] TheoryFileError),
    /// Exact coefficients that no float holds.
    #[error(transparent)]
    Range(#[from] ActionError),
    #[error("{} in 64-bit floats: {error}", path.display())]
    Rounded { path: PathBuf, error: NetworkError },
    /// An action that cannot be extracted from a network.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
    #[error(transparent)]
    SpinModel(#[from] crate::spins::LoadError),
    #[error("{} holds {kind}, and {wanted} is needed", path.display())]
    Holds { path: PathBuf, kind: Kind, wanted: &'static str },
    /// An action that was cut off at `max_rank`, if at all.
    #[error("{}: exp S(x) cannot be normalised, so it has no samples: {why}", path.display())]
    NoSamples { path: PathBuf, why: String, max_rank: Option<usize> },
    #[error("the entries of the action take about {} of memory, and {} may be taken", show(*needed), show(*memory))]
    Memory { needed: u64, memory: u64 },
}

impl SourceError {
    pub(super) fn holds(path: &Path, kind: Kind, wanted: &'static str) -> SourceError {
        SourceError::Holds { path: path.to_owned(), kind, wanted }
    }
}
