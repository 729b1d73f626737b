//! Actions of spins out of files.

use std::path::Path;

use super::{Kind, Loaded, SourceError, Told};
use crate::action::{SparseAction, file};
use crate::{files, theory};

/// The action of spins in a file, as text or coefficients.
///
/// # Errors
/// When the file cannot be read or holds something else.
pub fn spins(path: &Path) -> Result<SparseAction<f64>, SourceError> {
    match (Kind::of(path), files::ending(path).as_deref()) {
        (Kind::Spins, Some("action")) => Ok(theory::load(path)?.to_f64()?),
        (Kind::Spins, _) => Ok(file::load_sparse(path)?.into_f64()?),
        (kind, _) => Err(SourceError::holds(path, kind, "an action of spins")),
    }
}

/// As [`Loaded::load`], of real variables or of spins.
///
/// # Errors
/// As for [`Loaded::load`].
pub fn of_any_domain(
    path: &Path,
    max_rank: usize,
    memory: u64,
    tell: &mut dyn FnMut(Told<'_>),
) -> Result<Loaded, SourceError> {
    match Kind::of(path) {
        Kind::Spins => spins(path).map(Loaded::from),
        _ => Loaded::load(path, max_rank, memory, tell),
    }
}
