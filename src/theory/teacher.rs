//! Random networks whose action is known by extraction.

use ndarray::{Array1, Array2, Array3};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Normal};
use thiserror::Error;

use crate::network::{Activation, Coupling, Linear, Network, NetworkError};

/// A random network, whose action is known because it can be extracted.
///
/// # Formula
/// W_l = 1 + N(0, w²/d), b_l ~ N(0, b²) and χ_l ~ N(0, (χ/d)²) by entries, so that sizes below one keep the
/// map close to the identity at any d. Draws come from xoshiro256++, seeded by SplitMix64: layer by layer W row by
/// row, b, χ.
///
/// # Example
/// ```
/// use diagraction::theory::Teacher;
///
/// let network = Teacher { depth: 2, seed: 7, ..Teacher::new(4) }.network()?;
/// assert_eq!((network.dimension(), network.depth()), (4, 2));
/// # Ok::<(), diagraction::theory::TeacherError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Teacher {
    /// The number of variables d.
    pub dimension: usize,
    /// The number of activations L.
    pub depth: usize,
    /// The size w of W - 1.
    pub weight: f64,
    /// The size of b.
    pub bias: f64,
    /// The size of χ.
    pub chi: f64,
    /// The seed of the draws.
    pub seed: u64,
}

/// A teacher that cannot be made.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum TeacherError {
    /// A size is negative or not finite.
    #[error("the size of {what} is {value}; give a number that is not negative")]
    Size { what: &'static str, value: f64 },
    /// More weights than any network is made of.
    #[error(
        "a network of dimension {dimension} and depth {depth}; give a dimension of at least 1 and fewer than 2^28 weights"
    )]
    TooLarge { dimension: usize, depth: usize },
    /// The weights do not make a network, since a W_l is singular.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

/// The most weights; eight bytes each.
const MAX_WEIGHTS: u128 = 1 << 28;

impl Teacher {
    /// A network of depth 2 that is close to the identity.
    pub fn new(dimension: usize) -> Teacher {
        Teacher { dimension, depth: 2, weight: 0.2, bias: 0.2, chi: 0.4, seed: 1 }
    }

    /// The network.
    ///
    /// # Errors
    /// Sizes out of range, more than 2^28 weights, or a W_l that came out singular.
    pub fn network(&self) -> Result<Network<f64>, TeacherError> {
        self.check_weights()?;
        let d = self.dimension;
        let scale = d as f64;
        let weights = normal("W - 1", self.weight / scale.sqrt())?;
        let biases = normal("b", self.bias)?;
        let couplings = normal("chi", self.chi / scale)?;
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(self.seed);
        let (mut linear, mut activations) = (Vec::new(), Vec::new());
        for layer in 0..=self.depth {
            let noise = Array2::from_shape_simple_fn((d, d), || weights.sample(rng));
            let bias = Array1::from_shape_simple_fn(d, || biases.sample(rng));
            linear.push(Linear { weight: Array2::eye(d) + noise, bias });
            if layer < self.depth {
                let shape = (d / 2, d.div_ceil(2), d.div_ceil(2));
                let chi = Array3::from_shape_simple_fn(shape, || couplings.sample(rng));
                activations.push(Activation::new(vec![Coupling::new(chi)?])?);
            }
        }
        Ok(Network::new(linear, activations)?)
    }

    fn check_weights(&self) -> Result<(), TeacherError> {
        let (d, depth) = (self.dimension as u128, self.depth as u128);
        let layer = d.checked_pow(3).and_then(|cube| cube.checked_add(d * d + d));
        let weights = layer.and_then(|layer| layer.checked_mul(depth + 1));
        match weights {
            Some(1..=MAX_WEIGHTS) => Ok(()),
            _ => Err(TeacherError::TooLarge { dimension: self.dimension, depth: self.depth }),
        }
    }
}

fn normal(what: &'static str, deviation: f64) -> Result<Normal<f64>, TeacherError> {
    let refused = TeacherError::Size { what, value: deviation };
    match deviation.is_finite() && deviation >= 0.0 {
        true => Normal::new(0.0, deviation).map_err(|_| refused),
        false => Err(refused),
    }
}
