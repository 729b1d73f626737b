//! ln p of the output at one point: of networks, of a Gaussian, and to an order in 1/N.

use std::f64::consts::PI;

use ndarray::{Array2, Axis};

use super::draw::{Draws, Units};
use super::means::Means;
use super::{Connected, Ensemble, EnsembleError, Field, field};
use crate::Progress;
use crate::action::Action;
use crate::tensor::SymmetricTensor;

/// ln p of one output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Density {
    /// The output φ.
    pub output: f64,
    /// ln p(φ) of networks, and its standard error.
    pub sampled: (f64, f64),
    /// That of infinite width.
    pub gaussian: f64,
    /// The action of this point alone, to its order.
    pub action: f64,
}

/// ln p of the output at one of the points of a field, for several outputs: networks are drawn, and their last layer is integrated out, so
/// that p is a mean of Gaussians. The share of networks whose units are all zero, as ReLU may be, comes along: there p is a peak at φ = 0, which
/// is left out.
///
/// # Errors
/// The ensemble has an S_int or an infinite width, or there are fewer than 64 networks.
///
/// # Panics
/// When the point is beyond those of the field.
pub fn density(
    ensemble: &Ensemble,
    points: &Array2<f64>,
    (of, point): (&Field, usize),
    outputs: &[f64],
    draws: &Draws,
    progress: &dyn Progress,
) -> Result<(Vec<Density>, f64), EnsembleError> {
    if ensemble.deformation.is_some() {
        return Err(EnsembleError::Deformed { what: "density of the output at one point alone" });
    }
    let width = ensemble.finite_width()?;
    let place = points.select(Axis(0), &[point]);
    let add = |units: &mut Units<'_>, networks: usize, sums: &mut [f64]| {
        let mut value = [0.0];
        for _ in 0..networks {
            let squares = (0..width).map(|_| {
                units.next(&mut value);
                value[0] * value[0]
            });
            let variance = ensemble.strength / width as f64 * squares.sum::<f64>();
            if variance == 0.0 {
                sums[outputs.len()] += 1.0;
                continue;
            }
            let density = |phi: f64| (-phi * phi / (2.0 * variance)).exp() / (2.0 * PI * variance).sqrt();
            sums.iter_mut().zip(outputs).for_each(|(sum, &phi)| *sum += density(phi));
        }
    };
    let means = Means::new((ensemble, &place), draws, outputs.len() + 1, add, progress)?;
    let gaussian = alone(ensemble, of, point, 0)?;
    let action = alone(ensemble, of, point, of.order)?;
    let at = |(k, &output): (usize, &f64)| Density {
        output,
        sampled: means.estimate(|means| means[k].ln()),
        gaussian: gaussian.value(&[output]),
        action: action.value(&[output]),
    };
    let (silent, _) = means.estimate(|means| means[outputs.len()]);
    match silent < 1.0 {
        true => Ok((outputs.iter().enumerate().map(at).collect(), silent)),
        false => Err(EnsembleError::NotFinite { what: "the densities of an output that is always zero" }),
    }
}

/// The action of one point, whose correlators are those at that point.
fn alone(
    ensemble: &Ensemble,
    whole: &Field,
    point: usize,
    order: usize,
) -> Result<Action<f64>, EnsembleError> {
    let correlators = whole.correlators.iter().map(|found| {
        let value = *found.value.get(&vec![point; found.order]);
        let mut alone = SymmetricTensor::zero(1, found.order);
        alone.entries_mut()[0] = value;
        Connected { order: found.order, value: alone, error: None }
    });
    field::action(ensemble, &correlators.collect::<Vec<_>>(), order, u64::MAX)
}
