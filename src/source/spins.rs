//! Actions of spins out of files.

use std::path::Path;

use super::{Kind, Loaded, SourceError, Told};
use crate::action::{Domain, SparseAction, file};
use crate::spins::{Density, load};
use crate::{files, theory};

/// The action of spins in a file, as text or coefficients.
///
/// # Errors
/// When the file cannot be read or holds something else.
pub fn spins(path: &Path) -> Result<SparseAction<f64>, SourceError> {
    // What is wrong in a text or a document is said before what it holds.
    let found = match files::ending(path).as_deref() {
        Some("action") => theory::load(path)?.to_f64()?,
        Some("json") if matches!(Kind::of(path), Kind::Spins | Kind::Action | Kind::Unknown) => {
            file::load_sparse(path)?.into_f64()?
        }
        _ => return Err(SourceError::holds(path, Kind::of(path), WANTED)),
    };
    match found.domain {
        Domain::Spin => Ok(found),
        Domain::Real => Err(SourceError::holds(path, Kind::of(path), WANTED)),
    }
}

/// What gives states of spins a density: the action or the network in a file; `None` where it is of something else than spins.
///
/// # Errors
/// When the file cannot be read.
pub fn spin_density(path: &Path) -> Result<Option<Density>, SourceError> {
    match Kind::of(path) {
        Kind::Spins => spins(path).map(|action| Some(Density::Action(action))),
        Kind::SpinModel => Ok(Some(Density::Network(load(path)?))),
        _ => Ok(None),
    }
}

const WANTED: &str = "an action of spins";

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
