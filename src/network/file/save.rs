//! Model files, written whole or not at all.

use std::io::Write;
use std::path::Path;

use super::format::Format;
use super::{SaveError, SaveFault, json};
use crate::arrays::{self, Container};
use crate::network::Network;
use crate::network::structure::tensors;
use crate::{Rational, WholeFile};

/// Writes a model file; the ending names its format. Tensor files hold f64.
///
/// JSON holds the shortest decimals that read back as the same f64. Read as exact numbers, these decimals are
/// not the binary floats; [`save_exact`] of [`Network::to_exact`] keeps those.
///
/// The file appears complete or not at all.
///
/// # Errors
/// The ending names no format, or the file cannot be written.
pub fn save(path: impl AsRef<Path>, network: &Network<f64>) -> Result<(), SaveError> {
    let path = path.as_ref();
    let written = match Format::of_ending(path) {
        Some(Format::Arrays(container)) => encode(path, container, network),
        Some(Format::Json) => json::write(network, |_, entry| Ok(format!("{entry:?}")))
            .and_then(|bytes| write_whole(path, &bytes)),
        None => Err(SaveFault::Ending),
    };
    written.map_err(|fault| SaveError::new(path, fault))
}

/// Writes a JSON model file of exact numbers. The file appears complete or not at all.
///
/// # Errors
/// The ending is not `.json`, a number is too long to be read back, or the file cannot be written.
pub fn save_exact(path: impl AsRef<Path>, network: &Network<Rational>) -> Result<(), SaveError> {
    let path = path.as_ref();
    let bytes = match Format::of_ending(path) {
        Some(Format::Json) => json::write_exact(network),
        Some(_) => Err(SaveFault::Inexact),
        None => Err(SaveFault::Ending),
    };
    let written = bytes.and_then(|bytes| write_whole(path, &bytes));
    written.map_err(|fault| SaveError::new(path, fault))
}

fn encode(path: &Path, container: Container, network: &Network<f64>) -> Result<(), SaveFault> {
    let tensors = tensors(&network.linear, &network.activations);
    let named = tensors.map(|(name, entries)| (name.to_string(), entries.into()));
    let mut file = WholeFile::create(path)?;
    arrays::write(container, named, &[], &mut file)?;
    Ok(file.finish()?)
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), SaveFault> {
    let mut file = WholeFile::create(path)?;
    file.write_all(bytes)?;
    Ok(file.finish()?)
}
