//! Actions of spins out of files.

use std::path::Path;

use super::{Kind, Loaded, SourceError, Told};
use crate::action::{Domain, SparseAction, file};
use crate::spins::{Density, Network, load};
use crate::{files, network, theory};

/// The action of spins in a file, as text or coefficients.
///
/// # Errors
/// When the file cannot be read or holds something else.
pub fn spins(path: &Path) -> Result<SparseAction<f64>, SourceError> {
    // What is wrong in a text or a document is said before what it holds.
    let kind = Kind::of(path);
    let found = match (files::ending(path).as_deref(), kind) {
        (Some("action"), _) => theory::load(path)?.to_f64()?,
        (Some("json"), Kind::Spins | Kind::Action) | (_, Kind::Unknown) => {
            file::load_sparse(path)?.into_f64()?
        }
        _ => return Err(SourceError::holds(path, kind, WANTED)),
    };
    match (found.domain, kind) {
        (Domain::Spin, _) => Ok(found),
        (Domain::Real, Kind::Theory) => Err(SourceError::holds(path, kind, "one with the line `spins`")),
        (Domain::Real, _) => Err(SourceError::holds(path, kind, WANTED)),
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

/// As [`spin_density`], where nothing else will do.
///
/// # Errors
/// When the file cannot be read or holds something else.
pub fn needed_spin_density(path: &Path) -> Result<Density, SourceError> {
    spin_density(path)?.map_or_else(|| spins(path).map(Density::Action), Ok)
}

/// The network of spins in a file.
///
/// # Errors
/// When the file cannot be read or holds something else.
pub fn spin_network(path: &Path) -> Result<Network, SourceError> {
    let holds = |kind| SourceError::holds(path, kind, "a network of spins");
    match Kind::of(path) {
        Kind::SpinModel | Kind::Unknown => Ok(load(path)?),
        // Masked layers without their masks are named like those of other networks.
        kind @ Kind::Model => {
            load(path).map_err(|error| match network::file::load_components(path, &mut |_| {}) {
                Ok(_) => holds(kind),
                Err(_) => error.into(),
            })
        }
        kind => Err(holds(kind)),
    }
}

const WANTED: &str = "an action of spins";

/// As [`Loaded::load`], of real variables or of spins.
///
/// # Errors
/// As for [`Loaded::load`].
pub fn of_any_domain(
    path: &Path,
    component: Option<usize>,
    max_rank: usize,
    memory: u64,
    tell: &mut dyn FnMut(Told<'_>),
) -> Result<Loaded, SourceError> {
    match Kind::of(path) {
        Kind::Spins => spins(path).map(Loaded::from),
        _ => Loaded::of_component(path, component, max_rank, memory, tell),
    }
}
