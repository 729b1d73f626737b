//! Files by what they hold, and what is taken from them whatever it is.
//!
//! - [`Kind`] tells theories, actions, networks and samples apart.
//! - [`Loaded`] is an action out of any file that has one; of a network it is extracted.
//! - [`Sampled`] is what samples are drawn from, an action or a network.
//! - [`model`] is a network, and says what else a file holds; [`rounded`] is the same in floats; [`trained`] is a network or a mixture.

mod error;
mod exact;
mod kind;
mod loaded;
mod sampled;
mod spins;

pub use error::SourceError;
pub use exact::exact;
pub use kind::Kind;
pub use loaded::{Loaded, Told};
pub use sampled::Sampled;
pub use spins::{needed_spin_density, of_any_domain, spin_density, spin_network, spins};

use std::path::Path;

use crate::files;
use crate::network::file::{self, Model, Note};
use crate::network::{Mixture, Network};

/// The network in a file, of a mixture one of its components, and what is to be known of it.
///
/// # Errors
/// When the file cannot be read; where it holds something else, it is named as what it is.
pub fn model(
    path: &Path,
    component: Option<usize>,
    tell: &mut dyn FnMut(&Note),
) -> Result<Model, SourceError> {
    file::load_component(path, component, tell).map_err(|error| match Kind::of(path) {
        kind @ (Kind::Action
        | Kind::Theory
        | Kind::Cumulants
        | Kind::Ensemble
        | Kind::Spins
        | Kind::SpinModel) => SourceError::holds(path, kind, "a trained network"),
        Kind::Data if files::ending(path).as_deref() != Some("npz") => {
            SourceError::holds(path, Kind::Data, "a trained network")
        }
        Kind::Data | Kind::Model | Kind::Unknown => error.into(),
    })
}

/// What a model file holds.
#[derive(Clone, Debug)]
pub enum Trained {
    /// A network, or the component of a mixture that was asked for.
    One(Model),
    /// A mixture with several components, of which none was asked for.
    Several(Mixture),
}

/// The network in a file or the mixture, or one of its components, counted from 0.
///
/// # Errors
/// As for [`model`], and where the weights of a mixture are beyond the range of floats.
pub fn trained(
    path: &Path,
    component: Option<usize>,
    tell: &mut dyn FnMut(&Note),
) -> Result<Trained, SourceError> {
    let components = file::load_components(path, tell)?;
    if component.is_some() || components.len() == 1 {
        return Ok(Trained::One(file::one_of(path, components, component)?));
    }
    let mixture = components.into_mixture();
    Ok(Trained::Several(mixture.map_err(|error| SourceError::Rounded { path: path.to_owned(), error })?))
}

/// A model in 64-bit floats.
///
/// # Errors
/// When a number is beyond their range, with the name of the file.
pub fn rounded(path: &Path, model: Model) -> Result<Network<f64>, SourceError> {
    model.into_f64().map_err(|error| SourceError::Rounded { path: path.to_owned(), error })
}
