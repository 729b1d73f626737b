use ndarray::{Array, ArrayD, Dimension};

use super::Fault;
use super::inventory::Inventory;
use crate::network::structure::expect_shape;
use crate::network::{Activation, Coupling, Linear, Network, NetworkError, TensorName, Weight};

/// The network of a complete set of tensors. The first weight sets the dimension.
pub(super) fn assemble<T: Weight>(inventory: Inventory<ArrayD<T>>) -> Result<Network<T>, Fault> {
    let dimension = dimension(&inventory)?;
    let (mut weights, mut biases) = (Vec::new(), Vec::new());
    let mut couplings: Vec<Vec<Coupling<T>>> = (0..inventory.depth).map(|_| Vec::new()).collect();
    for (name, tensor) in inventory.tensors {
        expect_shape(name, tensor.shape(), dimension)?;
        match name {
            TensorName::Weight { .. } => weights.push(of_rank(name, tensor, dimension)?),
            TensorName::Bias { .. } => biases.push(of_rank(name, tensor, dimension)?),
            TensorName::Coupling { layer, .. } => couplings[layer - 1].push(Coupling::new(tensor)?),
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

fn of_rank<T, D: Dimension>(
    tensor: TensorName,
    entries: ArrayD<T>,
    dimension: usize,
) -> Result<Array<T, D>, NetworkError> {
    let found = entries.shape().to_vec();
    let expected = tensor.shape(dimension);
    entries.into_dimensionality().map_err(|_| NetworkError::Shape { tensor, found, expected })
}
