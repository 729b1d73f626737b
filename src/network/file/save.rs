//! Model files, written whole or not at all.

use std::io::Write;
use std::path::Path;

use ndarray::ArrayViewD;

use super::format::Format;
use super::{SaveError, SaveFault, json};
use crate::arrays::{self, Container};
use crate::network::{Network, TensorName};
use crate::{Rational, Scalar, WholeFile};

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
    let bytes = match Format::of_ending(path) {
        Some(Format::Safetensors) => return finish(path, encode(path, Container::Safetensors, network)),
        Some(Format::Npz) => return finish(path, encode(path, Container::Npz, network)),
        Some(Format::Json) => json::write(network, |_, entry| Ok(format!("{entry:?}"))),
        None => Err(SaveFault::Ending),
    };
    finish(path, bytes.and_then(|bytes| write_whole(path, &bytes)))
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
    finish(path, bytes.and_then(|bytes| write_whole(path, &bytes)))
}

fn encode(path: &Path, container: Container, network: &Network<f64>) -> Result<(), SaveFault> {
    let named = tensors(network).map(|(name, entries)| (name.to_string(), entries.into()));
    let mut file = WholeFile::create(path)?;
    arrays::write(container, named, &[], &mut file)?;
    Ok(file.finish()?)
}

fn finish(path: &Path, result: Result<(), SaveFault>) -> Result<(), SaveError> {
    result.map_err(|fault| SaveError::new(path, fault))
}

/// All tensors of a network in the order of its layers.
pub(super) fn tensors<T: Scalar>(
    network: &Network<T>,
) -> impl Iterator<Item = (TensorName, ArrayViewD<'_, T>)> {
    let linear = (1..=network.depth() + 1).flat_map(|layer| {
        let linear = network.linear(layer);
        [
            (TensorName::Weight { layer }, linear.weight.view().into_dyn()),
            (TensorName::Bias { layer }, linear.bias.view().into_dyn()),
        ]
    });
    let couplings = (1..=network.depth()).flat_map(|layer| {
        let couplings = network.activation(layer).couplings().iter();
        couplings.flat_map(move |chi| chi.stored(layer))
    });
    linear.chain(couplings)
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), SaveFault> {
    let mut file = WholeFile::create(path)?;
    file.write_all(bytes)?;
    Ok(file.finish()?)
}
