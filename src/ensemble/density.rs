//! ln p of the output at one point: of networks, of a Gaussian, and to an order in 1/N.

use std::f64::consts::PI;

use ndarray::{Array1, Array2, Axis};
use rayon::prelude::*;

use super::draw::{Draws, Units};
use super::sampled::{BLOCKS, jackknife};
use super::{Ensemble, EnsembleError, Field};
use crate::Progress;
use crate::action::Action;

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
/// that p is a mean of Gaussians.
///
/// # Errors
/// The ensemble has an S_int or an infinite width, or there are fewer than 64 networks.
///
/// # Panics
/// When the point is beyond those of the field.
pub fn density(
    ensemble: &Ensemble,
    points: &Array2<f64>,
    (field, point): (&Field, usize),
    outputs: &[f64],
    draws: &Draws,
    progress: &dyn Progress,
) -> Result<Vec<Density>, EnsembleError> {
    if ensemble.deformation.is_some() {
        return Err(EnsembleError::Deformed { what: "density of the output at one point alone" });
    }
    let width = ensemble.finite_width()?;
    let Draws { networks, seed, .. } = *draws;
    if networks < BLOCKS {
        return Err(EnsembleError::Draws { draws: networks, least: BLOCKS });
    }
    let place = points.select(Axis(0), &[point]);
    let number = networks.div_ceil(BLOCKS);
    progress.start("drawing networks", BLOCKS as u64);
    let blocks: Vec<Array1<f64>> = (0..BLOCKS)
        .into_par_iter()
        .map(|block| {
            let mut units = Units::new(ensemble, &place, seed, block as u64);
            let mut means = Array1::zeros(outputs.len());
            for _ in 0..number {
                let mut value = [0.0];
                let mut square = 0.0;
                for _ in 0..width {
                    units.next(&mut value);
                    square += value[0] * value[0];
                }
                let variance = ensemble.strength / width as f64 * square;
                let density = |phi: f64| (-phi * phi / (2.0 * variance)).exp() / (2.0 * PI * variance).sqrt();
                means.iter_mut().zip(outputs).for_each(|(sum, &phi)| *sum += density(phi) / number as f64);
            }
            progress.advance(1);
            means
        })
        .collect();
    let actions = [0, field.order].map(|order| alone(ensemble, field, point, order));
    let [gaussian, action] = actions;
    let (gaussian, action) = (gaussian?, action?);
    Ok(outputs
        .iter()
        .enumerate()
        .map(|(k, &output)| {
            let sum: f64 = blocks.iter().map(|means| means[k]).sum();
            let without = blocks.iter().map(|means| ((sum - means[k]) / (BLOCKS - 1) as f64).ln());
            Density {
                output,
                sampled: ((sum / BLOCKS as f64).ln(), jackknife(without)),
                gaussian: gaussian.value(&[output]),
                action: action.value(&[output]),
            }
        })
        .collect())
}

/// The action of one point, whose correlators are those at that point.
fn alone(
    ensemble: &Ensemble,
    field: &Field,
    point: usize,
    order: usize,
) -> Result<Action<f64>, EnsembleError> {
    let correlators = field.correlators.iter().map(|found| {
        let value = *found.value.get(&vec![point; found.order]);
        let mut alone = crate::tensor::SymmetricTensor::zero(1, found.order);
        alone.entries_mut()[0] = value;
        super::Connected { order: found.order, value: alone, error: None }
    });
    super::field::action(ensemble, &correlators.collect::<Vec<_>>(), order, u64::MAX)
}
