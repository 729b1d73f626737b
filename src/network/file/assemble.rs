//! The tensors of a file put together to a network.

use std::collections::BTreeMap;

use ndarray::{Array, Array1, Array2, Array3, ArrayD, ArrayView2, Dimension};

use super::Fault;
use super::inventory::Inventory;
use crate::network::structure::expect_shape;
use crate::network::{Activation, Coupling, Latent, Linear, Network, NetworkError, TensorName, Weight};

/// A network, and of several components the weights and densities of its latent variable.
pub(super) type Assembled<T> = (Network<T>, Vec<(T, Latent<T>)>);

/// The network of a complete set of tensors, with each density of its latent variable. The first weight sets the dimension; biases that are not there are zero.
pub(super) fn assemble<T: Weight>(mut inventory: Inventory<ArrayD<T>>) -> Result<Assembled<T>, Fault> {
    let latent = latent(&mut inventory)?;
    Ok((network(inventory)?, latent))
}

/// More components are a mistake.
const MOST_COMPONENTS: usize = 1000;

/// Weights of components may miss their sum by so much.
const SUM: f64 = 1e-6;

/// Precisions may be so far from symmetric, as a share of their largest entry.
const SYMMETRIC: f64 = 1e-6;

/// The weights and densities of all components; none where there are no such tensors.
fn latent<T: Weight>(inventory: &mut Inventory<ArrayD<T>>) -> Result<Vec<(T, Latent<T>)>, Fault> {
    let dimension = dimension(inventory)?;
    let mut take = |name| inventory.tensors.remove(&name);
    let names = [TensorName::LatentWeight, TensorName::LatentMean, TensorName::LatentPrecision];
    let [Some(weights), Some(means), Some(precisions)] = names.map(&mut take) else { return Ok(Vec::new()) };
    let [weight, mean, precision] = names;
    let components = weights.len();
    if components > MOST_COMPONENTS {
        return Err(Fault::TooManyComponents { components, most: MOST_COMPONENTS });
    }
    let weights: Array1<T> = shaped(weight, weights, weight.shape(dimension, components))?;
    let means: Array2<T> = shaped(mean, means, mean.shape(dimension, components))?;
    let precisions: Array3<T> = shaped(precision, precisions, precision.shape(dimension, components))?;
    let sum = weights.iter().fold(T::zero(), |sum, weight| sum + weight.clone()).to_f64();
    if let Some((component, weight)) = weights.iter().enumerate().find(|(_, weight)| **weight <= T::zero()) {
        return Err(Fault::Weight { component, weight: weight.to_f64() });
    }
    let is_one = (sum - 1.0).abs() <= SUM;
    if !is_one {
        return Err(Fault::Weights { sum });
    }
    let each = weights.into_iter().zip(means.outer_iter()).zip(precisions.outer_iter());
    each.enumerate()
        .map(|(component, ((weight, mean), precision))| {
            let latent = Latent::new(mean.to_owned(), symmetrised(precision));
            Ok((weight, latent.map_err(|error| Fault::Component { component, error })?))
        })
        .collect()
}

/// What is not symmetric by rounding becomes so; what else is not is refused as it is.
fn symmetrised<T: Weight>(precision: ArrayView2<'_, T>) -> Array2<T> {
    let largest = precision.iter().fold(0.0, |largest: f64, entry| largest.max(entry.to_f64().abs()));
    let half = precision.mapv(|entry| entry * T::half());
    let transposed = half.t();
    let is_near = half
        .iter()
        .zip(transposed)
        .all(|(a, b)| (a.clone() - b.clone()).to_f64().abs() <= SYMMETRIC * largest);
    if is_near { &half + &transposed } else { precision.to_owned() }
}

fn network<T: Weight>(inventory: Inventory<ArrayD<T>>) -> Result<Network<T>, Fault> {
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
            TensorName::LatentWeight | TensorName::LatentMean | TensorName::LatentPrecision => {}
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
