//! Model files, written whole or not at all.

use std::io::Write;
use std::path::Path;

use ndarray::ArrayD;

use super::format::Format;
use super::{SaveError, SaveFault, json};
use crate::arrays::{self, Container};
use crate::network::structure::tensors;
use crate::network::{Latent, Network, TensorName};
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
    save_components(path, network, &[])
}

/// Writes a network with components of its latent variable: weights and densities of z. Without any this is [`save`].
///
/// # Errors
/// As [`save`].
pub fn save_components(
    path: impl AsRef<Path>,
    network: &Network<f64>,
    components: &[(f64, Latent<f64>)],
) -> Result<(), SaveError> {
    let path = path.as_ref();
    let written = match Format::of_ending(path) {
        Some(Format::Arrays(container)) => encode(path, container, network, components),
        Some(Format::Json) => json::write(network, components, |_, entry| Ok(format!("{entry:?}")))
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

fn encode(
    path: &Path,
    container: Container,
    network: &Network<f64>,
    components: &[(f64, Latent<f64>)],
) -> Result<(), SaveFault> {
    let tensors = tensors(&network.linear, &network.activations);
    let named = tensors.map(|(name, entries)| (name.to_string(), entries.into()));
    let latent = stacked(components).into_iter().map(|(name, entries)| (name.to_string(), entries.into()));
    let named = named.chain(latent);
    let mut file = WholeFile::create(path)?;
    arrays::write(container, named, &[], &mut file)?;
    Ok(file.finish()?)
}

/// The densities of all components as tensors.
pub(super) fn stacked<T: Scalar>(components: &[(T, Latent<T>)]) -> Vec<(TensorName, ArrayD<T>)> {
    let Some((_, first)) = components.first() else { return Vec::new() };
    let (k, d) = (components.len(), first.mean().len());
    let weights = components.iter().map(|(weight, _)| weight.clone()).collect();
    let means = components.iter().flat_map(|(_, latent)| latent.mean().iter().cloned()).collect();
    let precisions = components.iter().flat_map(|(_, latent)| latent.precision().iter().cloned()).collect();
    let tensor = |shape: &[usize], entries| ArrayD::from_shape_vec(shape, entries).expect("as many entries");
    vec![
        (TensorName::LatentWeight, tensor(&[k], weights)),
        (TensorName::LatentMean, tensor(&[k, d], means)),
        (TensorName::LatentPrecision, tensor(&[k, d, d], precisions)),
    ]
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), SaveFault> {
    let mut file = WholeFile::create(path)?;
    file.write_all(bytes)?;
    Ok(file.finish()?)
}
