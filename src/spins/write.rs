//! Networks of spins into files.

use std::io::{self, Seek, Write};

use ndarray::CowArray;

use super::network::{Network, Squash};
use crate::arrays::{self, Container};

/// Writes a network of spins, as [`load`](super::load) reads it.
///
/// # Errors
/// When writing fails, or the network is one that files in spins do not hold: a restricted Boltzmann machine with a constant, or a masked network that reads bits or
/// has another activation than ReLU.
pub fn write(network: &Network, container: Container, out: &mut (impl Write + Seek)) -> io::Result<()> {
    let mut named: Vec<(String, CowArray<'_, f64, ndarray::IxDyn>)> = Vec::new();
    let mut add = |name: String, array: CowArray<'_, f64, ndarray::IxDyn>| {
        named.push((name, array.into_owned().into()))
    };
    match network {
        // The outputs of files are logits 2u.
        Network::Logistic(units) => {
            add("weight".to_owned(), (&units.weight * 2.0).into_dyn().into());
            add("bias".to_owned(), (&units.bias * 2.0).into_dyn().into());
        }
        Network::Made { layers, squash: Squash::Relu, bits: false } => {
            for (place, layer) in layers.iter().enumerate() {
                add(format!("linear.{place}.weight"), layer.weight.view().into_dyn().into());
                add(format!("linear.{place}.bias"), layer.bias.view().into_dyn().into());
                let mask = layer.weight.mapv(|weight| f64::from(u8::from(weight != 0.0)));
                add(format!("mask.{place}"), mask.into_dyn().into());
            }
        }
        Network::Rbm { constant: 0.0, visible, hidden } => {
            add("weight".to_owned(), hidden.weight.view().into_dyn().into());
            add("hidden_bias".to_owned(), hidden.bias.view().into_dyn().into());
            add("visible_bias".to_owned(), visible.view().into_dyn().into());
        }
        _ => return Err(io::Error::other("files in spins do not hold this network")),
    }
    arrays::write(container, named, &[], out)
}
