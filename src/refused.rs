//! A file that was not accepted, with the reason.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// A file that was refused, or could not be written, with what is wrong.
#[derive(Debug, Error)]
#[error("{}: {fault}", path.display())]
pub struct Refused<F> {
    /// The file.
    pub path: PathBuf,
    /// What is wrong.
    pub fault: Box<F>,
}

impl<F> Refused<F> {
    pub(crate) fn new(path: &Path, fault: F) -> Refused<F> {
        Refused { path: path.to_owned(), fault: Box::new(fault) }
    }
}
