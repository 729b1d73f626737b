//! Exact actions out of files.

use std::path::Path;

use super::{Kind, SourceError};
use crate::action::SparseAction;
use crate::action::file::{self, SparseFile};
use crate::{Rational, files, theory};

/// The action in a file as exact numbers, of real variables or of spins; `None` where the file has floats or no action.
///
/// # Errors
/// When the file cannot be read.
pub fn exact(path: &Path) -> Result<Option<SparseAction<Rational>>, SourceError> {
    let found = match (Kind::of(path), files::ending(path).as_deref()) {
        (Kind::Theory | Kind::Spins, Some("action")) => return Ok(Some(theory::load(path)?)),
        (Kind::Action | Kind::Spins, Some("json")) => file::load_sparse(path)?,
        _ => return Ok(None),
    };
    Ok(match found {
        SparseFile::Exact(action) => Some(action),
        SparseFile::Float(_) => None,
    })
}
