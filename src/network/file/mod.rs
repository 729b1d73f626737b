//! Model files: `.safetensors`, `.npz` and `.json`, one loader per format.
//!
//! | format | tensors | numbers |
//! |---|---|---|
//! | safetensors | `linear.{l}.weight` (d, d), `linear.{l}.bias` (d), `chi.{l}` (d2, d1, d1) | floats of 16, 32, 64 bits, BF16, integers |
//! | npz | the same keys; stored or deflated; C or Fortran order | the same in NumPy |
//! | json | `{"linear": [{"weight": [[..]], "bias": [..]}, ..], "chi": [[[[..]]], ..]}` | exact |
//!
//! Keys count layers from 0. A χ with p ≥ 3 lower indices has the key `chi{p}.{l}`, in JSON the list `chi{p}`, whose
//! entries may be `null` for layers without it. Where no layer has a bias, all are zero, and what stands before the names in all keys, as
//! `module.` does, is left out; [`load_with`] tells both. A low-rank coupling ([`Coupling::low_rank`](super::Coupling::low_rank))
//! has the keys `chi_out.{l}` (d2, R) and `chi_in.{l}` (R, d1) instead of `chi.{l}`, in JSON the lists `chi_out` and
//! `chi_in`. JSON may also have the flat keys of the other formats, as that of a `state_dict` does. A JSON number may also be text: `"3/4"`, `"-2"`, `"0.25"`.
//!
//! Files come from anywhere. Nothing is allocated because a file claims it: a size is first compared with
//! the bytes that are there. Every refusal is a [`LoadError`].
//!
//! ```
//! use diagraction::network::{Linear, Network, file};
//! use ndarray::array;
//!
//! let linear = Linear { weight: array![[2.0]], bias: array![0.5] };
//! let network = Network::new(vec![linear], vec![])?;
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("model.safetensors");
//! file::save(&path, &network)?;
//! assert_eq!(file::load(&path)?, file::Model::Float(network));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assemble;
mod error;
mod format;
mod inventory;
mod json;
mod model;
mod note;
mod save;

use std::path::Path;

use super::TensorName;
use crate::arrays::{self, Container, Stored};
use crate::files;

use assemble::{Assembled, assemble};
pub use error::{Fault, LoadError, SaveError, SaveFault};
use format::Format;
use inventory::Inventory;
pub use model::{Components, Model};
pub use note::Note;
pub use save::{save, save_components, save_exact};

/// Reads a model file. The ending says which format it has; where it says nothing, the first bytes do.
///
/// # Errors
/// A [`LoadError`] with the file and what is wrong in it.
///
/// # Cost
/// Memory and time are bounded by the size of the file; a compressed file may hold up to 64 MiB, or 64 times
/// its size. The factors of the W_l take O(L d³).
pub fn load(path: impl AsRef<Path>) -> Result<Model, LoadError> {
    load_with(path.as_ref(), &mut |_| {})
}

/// As [`load`], and tells what is to be known of the file: a prefix of all names, no biases.
///
/// # Errors
/// As [`load`].
pub fn load_with(path: &Path, tell: &mut dyn FnMut(&Note)) -> Result<Model, LoadError> {
    load_component(path, None, tell)
}

/// One component of a mixture, counted from 0; without a number that of a file with a single one.
///
/// # Errors
/// As [`load`], and where there is no such component.
pub fn load_component(
    path: &Path,
    component: Option<usize>,
    tell: &mut dyn FnMut(&Note),
) -> Result<Model, LoadError> {
    one_of(path, load_components(path, tell)?, component)
}

/// One of the components of a file.
pub(crate) fn one_of(
    path: &Path,
    components: Components,
    component: Option<usize>,
) -> Result<Model, LoadError> {
    let number = components.len();
    let model = match component {
        None if number > 1 => Err(Fault::Components { number }),
        Some(component) if component >= number => Err(Fault::NoComponent { component, number }),
        component => components.into_component(component.unwrap_or(0)).map_err(Fault::from),
    };
    model.map_err(|fault| LoadError::new(path, fault))
}

/// All components of a mixture: the same network, each with a Gaussian latent density of its own. A file without such densities is one
/// component of weight one.
///
/// # Formula
/// p(x) = Σ_k w_k p_k(x), and each ln p_k is an action.
///
/// # Errors
/// As [`load`], for any number of components.
pub fn load_components(path: &Path, tell: &mut dyn FnMut(&Note)) -> Result<Components, LoadError> {
    let components = read(path).and_then(|bytes| match Format::of_file(path, &bytes)? {
        Format::Arrays(container) => {
            let (network, latent) = read_arrays(container, &bytes, tell)?;
            Ok(Components::Float(network, latent))
        }
        Format::Json => {
            let (network, latent) = json::read(&bytes, tell)?;
            Ok(Components::Exact(network, latent))
        }
    });
    components.map_err(|fault| LoadError::new(path, fault))
}

/// The names are checked before any tensor is decoded.
fn read_arrays(
    container: Container,
    bytes: &[u8],
    tell: &mut dyn FnMut(&Note),
) -> Result<Assembled<f64>, Fault> {
    let Inventory { tensors, depth, notes } = Inventory::new(arrays::read(container, bytes)?.arrays)?;
    notes.iter().for_each(tell);
    let decode = |(name, stored): (TensorName, Stored<'_>)| Ok((name, stored.decode(&name.to_string())?));
    assemble(Inventory {
        tensors: tensors.into_iter().map(decode).collect::<Result<_, Fault>>()?,
        depth,
        notes,
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    match std::fs::metadata(path)?.is_file() {
        true => Ok(files::read(path)?),
        false => Err(Fault::NotAFile),
    }
}
