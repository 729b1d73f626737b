//! The tensors of a file put together to a network.

use std::collections::BTreeMap;

use ndarray::{Array, Array1, Array2, ArrayD, Dimension};

use super::Fault;
use super::inventory::Inventory;
use crate::network::structure::expect_shape;
use crate::network::{Activation, Coupling, Linear, Network, NetworkError, TensorName, Weight};

/// The network of a complete set of tensors. The first weight sets the dimension; biases that are not there are zero.
pub(super) fn assemble<T: Weight>(inventory: Inventory<ArrayD<T>>) -> Result<Network<T>, Fault> {
    let dimension = dimension(&inventory)?;
    let mut weights = Vec::new();
    let mut biases: Vec<Array1<T>> =
        (0..=inventory.depth).map(|_| Array1::from_elem(dimension, T::zero())).collect();
    let mut couplings: Vec<Vec<Coupling<T>>> = (0..inventory.depth).map(|_| Vec::new()).collect();
    let mut outputs: BTreeMap<usize, Array2<T>> = BTreeMap::new();
    let terms = terms(&inventory)?;
    // Outputs come before inputs in the order of the names.
    for (name, tensor) in inventory.tensors {
        let terms = name.coupled_layer().and_then(|layer| terms.get(&layer)).copied().unwrap_or(1);
        let shape = name.shape(dimension, terms);
        match name {
            TensorName::Weight { .. } => weights.push(shaped(name, tensor, shape)?),
            TensorName::Bias { layer } => biases[layer - 1] = shaped(name, tensor, shape)?,
            TensorName::Coupling { layer, .. } => {
                expect_shape(name, tensor.shape(), dimension, 1)?;
                couplings[layer - 1].push(Coupling::new(tensor)?);
            }
            TensorName::CouplingOutput { layer } => {
                outputs.insert(layer, shaped(name, tensor, shape)?);
            }
            TensorName::CouplingInput { layer } => {
                let input = shaped(name, tensor, shape)?;
                if let Some(output) = outputs.remove(&layer) {
                    couplings[layer - 1].push(Coupling::low_rank(output, input)?);
                }
            }
        }
    }
    let linear = weights.into_iter().zip(biases).map(|(weight, bias)| Linear { weight, bias }).collect();
    let activations = couplings.into_iter().map(Activation::new).collect::<Result<_, _>>()?;
    Ok(Network::new(linear, activations)?)
}

fn dimension<T>(inventory: &Inventory<ArrayD<T>>) -> Result<usize, NetworkError> {
    let tensor = TensorName::Weight { layer: 1 };
    let found = inventory.tensors.get(&tensor).map_or(&[][..], |weight| weight.shape());
    match found {
        [] => Ok(1),
        [0, ..] => Err(NetworkError::ZeroDimension { tensor, found: found.to_vec() }),
        [dimension, ..] => Ok(*dimension),
    }
}

/// The number of terms of the low-rank couplings, by layer.
fn terms<T>(inventory: &Inventory<ArrayD<T>>) -> Result<BTreeMap<usize, usize>, NetworkError> {
    let mut terms = BTreeMap::new();
    for (&tensor, entries) in &inventory.tensors {
        if let TensorName::CouplingInput { layer } = tensor {
            let found = entries.shape().to_vec();
            match found.first() {
                Some(0) => return Err(NetworkError::NoTerms { tensor, found }),
                first => terms.insert(layer, first.copied().unwrap_or(1)),
            };
        }
    }
    Ok(terms)
}

fn shaped<T, D: Dimension>(
    tensor: TensorName,
    entries: ArrayD<T>,
    expected: Vec<usize>,
) -> Result<Array<T, D>, NetworkError> {
    let found = entries.shape().to_vec();
    match entries.into_dimensionality() {
        Ok(array) if found == expected => Ok(array),
        _ => Err(NetworkError::Shape { tensor, found, expected }),
    }
}
