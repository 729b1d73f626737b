//! The numbers that checks are made in, floats with tolerances and rationals without.

use ndarray::{Array1, ArrayView1};
use num_traits::Zero;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use super::tolerance;
use crate::action::{Action, homogeneous};
use crate::evaluate::Complete;
use crate::network::{EvaluationError, Network};
use crate::{Rational, Scalar};

/// A number in which a check is made: `f64` with tolerances, or [`Rational`] without any.
pub trait Checked: Complete {
    /// The tolerance between methods.
    const METHODS: f64;
    /// The tolerance between action and forward map.
    const FORWARD: f64;
    /// The relative size of rounding errors.
    const ROUNDING: f64;
    /// The powers of 1/2 by which arguments are scaled to see a remainder vanish.
    const SCALES: std::ops::Range<u32>;

    /// ln p(x), or its rational part -z·z/2 in exact arithmetic.
    ///
    /// # Errors
    /// When it overflows.
    fn log_density(network: &Network<Self>, x: ArrayView1<'_, Self>) -> Result<Self, EvaluationError>;

    /// Points at the scale of the data.
    ///
    /// # Errors
    /// When the network cannot be inverted at a draw.
    fn points(network: &Network<Self>, n: usize, seed: u64) -> Result<Vec<Array1<Self>>, EvaluationError>;
}

impl Checked for f64 {
    const METHODS: f64 = tolerance::METHODS;
    const FORWARD: f64 = tolerance::FORWARD;
    const ROUNDING: f64 = tolerance::ROUNDING;
    const SCALES: std::ops::Range<u32> = 1..24;

    fn log_density(network: &Network<f64>, x: ArrayView1<'_, f64>) -> Result<f64, EvaluationError> {
        network.log_density(x)
    }

    /// Samples of the network.
    fn points(network: &Network<f64>, n: usize, seed: u64) -> Result<Vec<Array1<f64>>, EvaluationError> {
        Ok(network.sample(n, seed)?.outer_iter().map(|point| point.to_owned()).collect())
    }
}

impl Checked for Rational {
    const METHODS: f64 = 0.0;
    const FORWARD: f64 = 0.0;
    const ROUNDING: f64 = 0.0;
    /// So small that the leading order stands alone.
    const SCALES: std::ops::Range<u32> = 60..62;

    fn log_density(
        network: &Network<Rational>,
        x: ArrayView1<'_, Rational>,
    ) -> Result<Rational, EvaluationError> {
        let z = network.forward(x);
        let square = z.iter().fold(Rational::zero(), |sum, z| sum + z * z);
        Ok(-square / Rational::from_integer(2.into()))
    }

    /// Multiples of 1/4 between -2 and 2.
    fn points(
        network: &Network<Rational>,
        n: usize,
        seed: u64,
    ) -> Result<Vec<Array1<Rational>>, EvaluationError> {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut coordinate = || Rational::new(generator.random_range(-8..=8).into(), 4.into());
        Ok((0..n).map(|_| (0..network.dimension()).map(|_| coordinate()).collect()).collect())
    }
}

/// Σ |A_α| |x^α| over all monomials: what the value of the action is large against.
pub(super) fn magnitude<T: Scalar + num_traits::Signed>(action: &Action<T>, x: &[T]) -> f64 {
    let x: Vec<T> = x.iter().map(num_traits::Signed::abs).collect();
    let terms = action.tensors().iter().map(|tensor| homogeneous(tensor, &x, T::abs));
    terms.fold(T::zero(), |sum, term| sum + term).to_f64()
}
