//! Moments E[h(x_1) .. h(x_k)] of one hidden unit in closed form.

mod cos;
mod erf;
mod orthant;
mod relu;

use ndarray::{Array1, Array2, ArrayView1};

use super::EnsembleError;
use super::description::{Activation, Ensemble, Law};
use super::pairings::{Pair, PairMoments};
use cos::Cosine;

/// What has closed forms: of which orders, they tell themselves.
pub(super) enum Closed<'a> {
    Cos(Cosine<'a>),
    Gauss { points: &'a Array2<f64>, weight: f64, bias: f64 },
    Erf(Array2<f64>),
    Relu(Array2<f64>),
    None,
}

impl<'a> Closed<'a> {
    pub(super) fn new(ensemble: &'a Ensemble, points: &'a Array2<f64>) -> Result<Closed<'a>, EnsembleError> {
        check(ensemble, points)?;
        Ok(match (ensemble.activation, ensemble.weight, ensemble.bias) {
            (Activation::Cos, _, _) => Cosine::new(ensemble, points).map_or(Closed::None, Closed::Cos),
            _ if ensemble.amplitude.is_some() => Closed::None,
            (
                Activation::Gauss,
                Law::Normal { mean: 0.0, variance: weight },
                Law::Normal { mean: 0.0, variance: bias },
            ) => Closed::Gauss { points, weight, bias },
            (
                activation @ (Activation::Erf | Activation::Relu),
                Law::Normal { mean: 0.0, variance: weight },
                Law::Normal { mean: 0.0, variance: bias },
            ) => {
                let kernel = points.dot(&points.t()) * weight + bias;
                if activation == Activation::Erf { Closed::Erf(kernel) } else { Closed::Relu(kernel) }
            }
            _ => Closed::None,
        })
    }
}

/// Refuses points that are none of the inputs.
pub(super) fn check(ensemble: &Ensemble, points: &Array2<f64>) -> Result<(), EnsembleError> {
    match (points.nrows(), points.ncols()) {
        (0, _) => Err(EnsembleError::NoPoints),
        (_, found) if found != ensemble.inputs => {
            Err(EnsembleError::Inputs { points: found, inputs: ensemble.inputs })
        }
        _ if points.iter().any(|x| !x.is_finite()) => Err(EnsembleError::NotFinite { what: "points" }),
        _ => Ok(()),
    }
}

impl PairMoments for Closed<'_> {
    fn moment(&self, pairs: &[Pair]) -> Option<f64> {
        let places: Vec<usize> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
        match self {
            Closed::Cos(cosine) => Some(cosine.moment(&places)),
            Closed::Gauss { points, weight, bias } => Some(gauss(points, &places, *weight, *bias)),
            Closed::Erf(kernel) => erf::moment(kernel, &places),
            Closed::Relu(kernel) => relu::moment(kernel, &places),
            Closed::None => None,
        }
    }
}

/// E[Π exp(u_i - s_b² - v|x_i|²)] = exp(½ Var(Σ u_i) - k s_b² - v Σ|x_i|²).
fn gauss(points: &Array2<f64>, places: &[usize], weight: f64, bias: f64) -> f64 {
    let number = places.len() as f64;
    let sum = places.iter().fold(Array1::zeros(points.ncols()), |sum, &place| sum + points.row(place));
    let squares: f64 = places.iter().map(|&place| square(points.row(place))).sum();
    (weight * (square(sum.view()) / 2.0 - squares) + bias * (number * number / 2.0 - number)).exp()
}

fn square(x: ArrayView1<'_, f64>) -> f64 {
    x.dot(&x)
}
