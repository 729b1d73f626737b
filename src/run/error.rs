//! What is wrong with the folder of a run.

use std::path::{Path, PathBuf};
use std::{error, io};

use thiserror::Error;

/// What is wrong with the folder of a run.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "said by the messages")]
pub enum RunError {
    #[error("{path} cannot be written: {error}", path = path.display())]
    Unwritable { path: PathBuf, error: io::Error },
    #[error("{path} cannot be read: {error}", path = path.display())]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("{path} is {what}; the files of a run are its own", path = path.display())]
    Foreign { path: PathBuf, what: &'static str },
    #[error("{path} is being trained by another process", path = path.display())]
    Trained { path: PathBuf },
    #[error("{path} is no run: it has no {}", super::folder::CONFIG, path = path.display())]
    NoRun { path: PathBuf },
    #[error("{path} cannot be used: {reason}", path = path.display())]
    Damaged { path: PathBuf, reason: String },
    #[error("{path} holds a run already", path = path.display())]
    Taken { path: PathBuf },
    #[error("{path} is not empty; give a new folder", path = path.display())]
    NotEmpty { path: PathBuf },
    #[error(transparent)]
    Content(Box<dyn error::Error + Send + Sync>),
}

impl RunError {
    pub(super) fn unwritable(path: &Path, error: io::Error) -> RunError {
        RunError::Unwritable { path: path.to_owned(), error }
    }
}
