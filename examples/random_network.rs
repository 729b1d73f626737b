//! Write a random network that is close to the identity, to measure with.
//!
//! Run with `cargo run --release --example random_network -- 200 3 1 model.safetensors`, the arguments being d, L,
//! a seed and the path to save to.
#![allow(clippy::print_stdout, unreachable_pub, reason = "an example prints, and the tests run it")]

use std::error::Error;
use std::path::PathBuf;

use diagraction::network::{Activation, Coupling, Linear, Network, file};
use ndarray::{Array1, Array2, Array3};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Normal};

/// The example; it is also run by the tests.
pub fn main() -> Result<(), Box<dyn Error>> {
    let argument =
        |place: usize, default: usize| std::env::args().nth(place).map_or(Ok(default), |text| text.parse());
    let network = random(argument(1, 10)?, argument(2, 2)?, argument(3, 1)? as u64)?;
    let folder = tempfile::tempdir()?;
    let path = std::env::args().nth(4).map_or_else(|| folder.path().join("model.safetensors"), PathBuf::from);
    file::save(&path, &network)?;
    println!("{}: d = {}, L = {}", path.display(), network.dimension(), network.depth());
    Ok(())
}

/// W = 1 + N(0, 0.1/√d), b ~ N(0, 0.1), χ ~ N(0, 0.1/d), given by standard deviations.
pub fn random(dimension: usize, depth: usize, seed: u64) -> Result<Network<f64>, Box<dyn Error>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let (first, second) = (dimension.div_ceil(2), dimension / 2);
    let d = dimension as f64;
    let (weights, biases, couplings) =
        (Normal::new(0.0, 0.1 / d.sqrt())?, Normal::new(0.0, 0.1)?, Normal::new(0.0, 0.1 / d)?);
    let mut linear = Vec::new();
    let mut activations = Vec::new();
    for layer in 0..=depth {
        let noise = Array2::from_shape_simple_fn((dimension, dimension), || weights.sample(&mut rng));
        let bias = Array1::from_shape_simple_fn(dimension, || biases.sample(&mut rng));
        linear.push(Linear { weight: Array2::eye(dimension) + noise, bias });
        if layer < depth {
            let chi = Array3::from_shape_simple_fn((second, first, first), || couplings.sample(&mut rng));
            activations.push(Activation::new(vec![Coupling::new(chi)?])?);
        }
    }
    Ok(Network::new(linear, activations)?)
}
