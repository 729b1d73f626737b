//! The numbers that weights can be, and how a singular W_l is told in each.

use ndarray::{Array1, Array2};
use num_traits::{Signed, Zero};

use super::coupling::standard;
use super::lu::Lu;
use super::precision::exact_value;
use super::{Latent, Linear, Network, NetworkError, TensorName, exact, finite, modular};
use crate::{Rational, Scalar};

/// A number that the weights of a [`Network`](super::Network) can be: `f64` or [`Rational`].
///
/// Sealed: how a singular matrix is told depends on the number.
pub trait Weight: Scalar + Signed + PartialOrd + Factor {}

impl Weight for f64 {}
impl Weight for Rational {}

pub trait Factor: Sized {
    /// Whether the number is neither infinite nor NaN.
    fn is_finite(&self) -> bool;

    /// Checks that every W_l is regular and returns the factors worth keeping.
    fn factorise(linear: &[Linear<Self>]) -> Result<Vec<Lu>, NetworkError>;

    /// Takes a latent density without its mean into the last linear layer, or keeps it.
    fn absorb(network: &mut Network<Self>, latent: &Latent<Self>) -> Result<(), NetworkError>;

    /// Solves W_l x = b for every row b, in place.
    fn solve_rows(network: &Network<Self>, layer: usize, rows: Array2<Self>) -> Option<Array2<Self>>;
}

impl Factor for f64 {
    fn is_finite(&self) -> bool {
        f64::is_finite(*self)
    }

    fn factorise(linear: &[Linear<f64>]) -> Result<Vec<Lu>, NetworkError> {
        let factor = |(layer, linear): (usize, &Linear<f64>)| {
            let lu = Lu::new(linear.weight.view());
            let is_singular = || modular::is_singular(linear.weight.map(exact_value).view());
            let regular = lu.filter(|lu| !lu.is_doubtful() || !is_singular());
            regular.ok_or(NetworkError::Singular { layer })
        };
        (1..).zip(linear).map(factor).collect()
    }

    fn absorb(network: &mut Network<f64>, latent: &Latent<f64>) -> Result<(), NetworkError> {
        let root = latent.root();
        let last = network.linear.len() - 1;
        let linear = &mut network.linear[last];
        *linear = Linear { weight: standard(root.dot(&linear.weight)), bias: root.dot(&linear.bias) };
        let layer = last + 1;
        let (weight, bias) = (linear.weight.view().into_dyn(), linear.bias.view().into_dyn());
        finite::check(TensorName::Weight { layer }, weight)?;
        finite::check(TensorName::Bias { layer }, bias)?;
        let factors =
            Self::factorise(&network.linear[last..]).map_err(|_| NetworkError::Singular { layer })?;
        network.factors.splice(last.., factors);
        Ok(())
    }

    fn solve_rows(network: &Network<f64>, layer: usize, mut rows: Array2<f64>) -> Option<Array2<f64>> {
        network.factors[layer - 1].solve(rows.as_slice_mut()?);
        Some(rows)
    }
}

impl Factor for Rational {
    fn is_finite(&self) -> bool {
        true
    }

    fn factorise(linear: &[Linear<Rational>]) -> Result<Vec<Lu>, NetworkError> {
        match (1..).zip(linear).find(|(_, linear)| modular::is_singular(linear.weight.view())) {
            Some((layer, _)) => Err(NetworkError::Singular { layer }),
            None => Ok(Vec::new()),
        }
    }

    fn absorb(network: &mut Network<Rational>, latent: &Latent<Rational>) -> Result<(), NetworkError> {
        let d = latent.mean().len();
        let is_standard =
            latent.mean().iter().all(Zero::is_zero) && *latent.precision() == Array2::<Rational>::eye(d);
        network.latent = (!is_standard).then(|| latent.clone());
        Ok(())
    }

    fn solve_rows(
        network: &Network<Rational>,
        layer: usize,
        mut rows: Array2<Rational>,
    ) -> Option<Array2<Rational>> {
        let weight = network.linear[layer - 1].weight.view();
        for mut row in rows.outer_iter_mut() {
            let solution = exact::solve(weight, row.view())?;
            row.assign(&Array1::from(solution));
        }
        Some(rows)
    }
}
