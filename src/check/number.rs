//! The numbers that checks are made in, floats with tolerances and rationals without.

use ndarray::{Array1, ArrayView1};
use num_traits::Zero;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use super::{CheckError, tolerance};
use crate::action::{Action, homogeneous};
use crate::correlators::Expansion;
use crate::evaluate::{self, Complete, Request};
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
    /// The tolerance of sums of diagrams that cancel.
    const VACUUM: f64;
    /// The tolerance of the Schwinger-Dyson equations.
    const IDENTITIES: f64;
    /// The tolerance between two routes to a cumulant.
    const ROUTES: f64;
    /// The most variables with which vacuum diagrams are added up, with two and with three loops.
    const VACUUM_DIMENSIONS: [usize; 2];
    /// The most variables of an action whose cumulants are tested.
    const THEORY_DIMENSION: usize;
    /// The powers of 1/2 by which arguments are scaled to see a remainder vanish.
    const SCALES: std::ops::Range<u32>;

    /// How many times as long an estimate for floats takes in these numbers.
    const SLOWNESS: f64;

    /// ln p(x), or its rational part -z·z/2 in exact arithmetic.
    ///
    /// # Errors
    /// When it overflows.
    fn log_density(network: &Network<Self>, x: ArrayView1<'_, Self>) -> Result<Self, EvaluationError>;

    /// The network around its mode f⁻¹(0). In floats it is a function of other variables, in which A^(2) is -1/2: rounding errors
    /// of diagrams would grow with the condition of A^(2).
    ///
    /// # Errors
    /// When the network cannot be inverted there, or A^(2) is singular to within rounding.
    fn around_mode(network: &Network<Self>) -> Result<Network<Self>, CheckError>;

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
    const VACUUM: f64 = tolerance::VACUUM;
    const IDENTITIES: f64 = tolerance::IDENTITIES;
    const ROUTES: f64 = tolerance::ROUTES;
    const VACUUM_DIMENSIONS: [usize; 2] = [32, 8];
    const THEORY_DIMENSION: usize = 20;
    const SCALES: std::ops::Range<u32> = 1..24;
    const SLOWNESS: f64 = 1.0;

    fn log_density(network: &Network<f64>, x: ArrayView1<'_, f64>) -> Result<f64, EvaluationError> {
        network.log_density(x)
    }

    fn around_mode(network: &Network<f64>) -> Result<Network<f64>, CheckError> {
        let mode = network.inverse(Array1::zeros(network.dimension()).view())?;
        let network = network.clone().shifted(mode.view());
        let request = Request { max_rank: Some(2), ..Request::default() };
        let action = evaluate::cheapest(&network, &request)?.run(&network)?.into_action(u64::MAX, &())?;
        let expansion = Expansion::new(action)?;
        let line = expansion.line();
        let roots: Array1<f64> = line.weights().iter().map(|weight| weight.sqrt()).collect();
        let map = &line.factor() * &roots;
        let mut layers: Vec<_> =
            (1..=network.depth() + 1).map(|layer| network.linear(layer).clone()).collect();
        layers[0].weight = layers[0].weight.dot(&map);
        let activations = (1..=network.depth()).map(|layer| network.activation(layer).clone()).collect();
        Ok(Network::new(layers, activations)?)
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
    const VACUUM: f64 = 0.0;
    const IDENTITIES: f64 = 0.0;
    const ROUTES: f64 = 0.0;
    const VACUUM_DIMENSIONS: [usize; 2] = [8, 4];
    const THEORY_DIMENSION: usize = 8;
    /// So small that the leading order stands alone.
    const SCALES: std::ops::Range<u32> = 60..62;
    const SLOWNESS: f64 = 300.0;

    fn log_density(
        network: &Network<Rational>,
        x: ArrayView1<'_, Rational>,
    ) -> Result<Rational, EvaluationError> {
        let z = network.forward(x);
        let column = z.view().insert_axis(ndarray::Axis(1));
        let square = Rational::matrix_product(column.t(), network.dual(column).view())[[0, 0]].clone();
        Ok(-square / Rational::from_integer(2.into()))
    }

    fn around_mode(network: &Network<Rational>) -> Result<Network<Rational>, CheckError> {
        let origin = Array1::from_elem(network.dimension(), Rational::zero());
        Ok(network.clone().shifted(network.inverse(origin.view())?.view()))
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
