//! The same network in floats and in exact numbers.

use num_traits::One;

use super::{Network, NetworkError, exact};
use crate::{Rational, Scalar};

impl Network<f64> {
    /// The same network in exact numbers: every binary float is taken as the rational that it is.
    ///
    /// Regularity is not checked again: weights that are regular only by rounding errors are not part of
    /// a network in floating point.
    pub fn to_exact(&self) -> Network<Rational> {
        let (linear, activations) = self.map_layers(exact_value);
        Network { linear, activations, factors: Vec::new(), latent: None }
    }
}

impl Network<Rational> {
    /// The same network with every entry rounded to the nearest `f64`.
    ///
    /// # Errors
    /// An entry exceeds the range of `f64`, or a W_l is singular to within
    /// [`SINGULAR_PIVOT`](super::SINGULAR_PIVOT) once it is rounded.
    pub fn to_f64(&self) -> Result<Network<f64>, NetworkError> {
        self.map(Scalar::to_f64)
    }

    /// |∏_l det W_l|, whose logarithm is the constant of the action.
    ///
    /// # Cost
    /// O(L d³) operations on integers that grow to about d times the length of the entries.
    ///
    /// # Source
    /// The last term of Eq. (15), summed over layers.
    pub fn abs_det(&self) -> Rational {
        self.linear
            .iter()
            .fold(Rational::one(), |product, linear| product * exact::abs_determinant(linear.weight.view()))
    }
}

/// The rational that a finite binary float is.
pub(super) fn exact_value(entry: &f64) -> Rational {
    Rational::from_float(*entry).expect("the entries of a network are finite")
}
