//! What makes a sum of diagrams an action of its number type: the constants in A^(0), and numbers that are in range.

use super::{EvaluateError, range};
use num_traits::One;

use crate::Rational;
use crate::action::{Constants, gaussian_normalisation};
use crate::network::{Network, Weight};
use crate::symmetric::ldl;

/// A number that the action of a network is computed in.
pub trait Complete: Weight {
    /// ln|det W| - (d/2) ln 2π, which A^(0) has besides -z_0·z_0/2: as a number to be added, or exactly, beside it.
    fn constants(network: &Network<Self>) -> (Self, Option<Constants>);

    /// Refuses what numbers of this type do not hold.
    ///
    /// # Errors
    /// [`EvaluateError::Underflow`], in floating point.
    fn check_range(network: &Network<Self>, max_rank: usize) -> Result<(), EvaluateError>;
}

impl Complete for f64 {
    fn constants(network: &Network<f64>) -> (f64, Option<Constants>) {
        (network.ln_abs_det() + gaussian_normalisation(network.dimension()), None)
    }

    fn check_range(network: &Network<f64>, max_rank: usize) -> Result<(), EvaluateError> {
        range::check(network, max_rank)
    }
}

impl Complete for Rational {
    fn constants(network: &Network<Rational>) -> (Rational, Option<Constants>) {
        let precision_det = network
            .latent()
            .map_or_else(Rational::one, |latent| ldl(latent.precision().view()).1.into_iter().product());
        let constants =
            Constants { abs_det: network.abs_det(), precision_det, gaussian_dimension: network.dimension() };
        (Rational::from_integer(0.into()), Some(constants))
    }

    fn check_range(_: &Network<Rational>, _: usize) -> Result<(), EvaluateError> {
        Ok(())
    }
}
