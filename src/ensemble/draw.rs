//! Networks drawn from the densities of their parameters.

use ndarray::{Array1, Array2, ArrayView2};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;
use rayon::prelude::*;
use statrs::function::erf::erf;

use super::description::{Activation, Ensemble, Law};
use super::{EnsembleError, moments};
use crate::Progress;
use crate::random::generator;

/// Hidden units at a set of points, drawn one by one.
pub(super) struct Units<'a> {
    ensemble: &'a Ensemble,
    points: &'a Array2<f64>,
    /// Of gauss, s_b² + v|x|² at each point.
    offsets: Vec<f64>,
    weight: Array1<f64>,
    pub(super) random: Xoshiro256PlusPlus,
}

impl<'a> Units<'a> {
    /// A stream of units.
    pub(super) fn new(ensemble: &'a Ensemble, points: &'a Array2<f64>, seed: u64, stream: u64) -> Units<'a> {
        let variance = |law| if let Law::Normal { variance, .. } = law { variance } else { 0.0 };
        let offset =
            |x: ndarray::ArrayView1<'_, f64>| variance(ensemble.bias) + variance(ensemble.weight) * x.dot(&x);
        Units {
            ensemble,
            points,
            offsets: points.rows().into_iter().map(offset).collect(),
            weight: Array1::zeros(ensemble.inputs),
            random: generator(seed, stream),
        }
    }

    /// The values of the next unit at all points.
    pub(super) fn next(&mut self, values: &mut [f64]) {
        self.draw_weight();
        let bias = component(self.ensemble.bias, &mut self.random);
        let amplitude = self
            .ensemble
            .amplitude
            .map_or(1.0, |mass| (self.weight.dot(&self.weight) + mass * mass).sqrt().recip());
        for ((value, x), offset) in values.iter_mut().zip(self.points.rows()).zip(&self.offsets) {
            let u = self.weight.iter().zip(x).fold(bias, |sum, (w, x)| sum + w * x);
            *value = amplitude
                * match self.ensemble.activation {
                    Activation::Cos => u.cos(),
                    Activation::Gauss => (u - offset).exp(),
                    Activation::Erf => erf(u),
                    Activation::Relu => u.max(0.0),
                    Activation::Tanh => u.tanh(),
                };
        }
    }

    fn draw_weight(&mut self) {
        let law = self.ensemble.weight;
        if let Law::Normal { .. } | Law::Uniform { .. } | Law::Propagator { cutoff: None, .. } = law {
            let random = &mut self.random;
            self.weight.mapv_inplace(|_| component(law, random));
            return;
        }
        let length = self.radius(law);
        let random = &mut self.random;
        self.weight.mapv_inplace(|_| random.sample(StandardNormal));
        let norm = self.weight.dot(&self.weight).sqrt();
        self.weight *= length / norm;
    }

    /// |W| of a density in a ball, by the inverse of its distribution.
    fn radius(&mut self, law: Law) -> f64 {
        let d = self.ensemble.inputs;
        let mut uniform = || self.random.random::<f64>();
        match law {
            Law::Propagator { mass, cutoff: Some(cutoff) } => match d {
                1 => mass * (uniform() * (cutoff / mass).atan()).tan(),
                2 => mass * (uniform() * (cutoff / mass).powi(2).ln_1p()).exp_m1().sqrt(),
                // k² or 1/(k² + m²) alone is drawn, and accepted with the other one over its largest value.
                _ if mass < cutoff => loop {
                    let k = cutoff * uniform();
                    if uniform() * (k * k + mass * mass) < k * k {
                        break k;
                    }
                },
                _ => loop {
                    let k = cutoff * uniform().cbrt();
                    if uniform() * (k * k + mass * mass) < mass * mass {
                        break k;
                    }
                },
            },
            Law::Ball { cutoff } => cutoff * uniform().powf(1.0 / d as f64),
            _ => 0.0,
        }
    }
}

fn component(law: Law, random: &mut Xoshiro256PlusPlus) -> f64 {
    match law {
        Law::Normal { mean, variance: 0.0 } => mean,
        Law::Normal { mean, variance } => mean + variance.sqrt() * random.sample::<f64, _>(StandardNormal),
        Law::Uniform { from, to } => from + (to - from) * random.random::<f64>(),
        Law::Propagator { mass, .. } => mass * (std::f64::consts::PI * (random.random::<f64>() - 0.5)).tan(),
        Law::Ball { .. } => 0.0,
    }
}

/// The hidden layer of one network, shape (N, m), without S_int.
pub(super) fn hidden(units: &mut Units<'_>, layer: &mut Array2<f64>) {
    for mut row in layer.rows_mut() {
        if let Some(values) = row.as_slice_mut() {
            units.next(values);
        }
    }
}

/// Outputs of one network for a hidden layer: φ = Σ_i W1_i h_i.
pub(super) fn output(units: &mut Units<'_>, layer: ArrayView2<'_, f64>, deviation: f64, output: &mut [f64]) {
    output.fill(0.0);
    for row in layer.rows() {
        let weight = deviation * units.random.sample::<f64, _>(StandardNormal);
        output.iter_mut().zip(row).for_each(|(sum, h)| *sum += weight * h);
    }
}

/// How many networks are drawn, and what that may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    /// The number of networks.
    pub networks: usize,
    /// The seed; the same seed gives the same numbers, whatever the number of threads.
    pub seed: u64,
    /// The bytes that may be taken.
    pub memory: u64,
}

impl Default for Draws {
    /// 200,000 networks of seed 1.
    fn default() -> Draws {
        Draws { networks: 200_000, seed: 1, memory: u64::MAX }
    }
}

impl Draws {
    /// As many of another seed, none of whose networks are the same.
    pub(super) fn other(&self, stream: u64) -> Draws {
        Draws { seed: generator(self.seed, !stream).next_u64(), ..*self }
    }
}

/// Networks tried without one that is accepted before it is given up.
const MOST_TRIED: u64 = 1 << 20;

/// Networks of one stream of random numbers.
const PIECE: usize = 4096;

/// Refuses hidden layers, one for each thread, and other numbers that do not fit.
pub(super) fn expect_room(
    width: u64,
    points: usize,
    numbers: usize,
    draws: &Draws,
) -> Result<(), EnsembleError> {
    let layers = width.saturating_mul(points as u64).saturating_mul(rayon::current_num_threads() as u64);
    let (needed, memory) = (layers.saturating_add(numbers as u64).saturating_mul(8), draws.memory);
    match needed > memory {
        true => Err(EnsembleError::Memory { what: "hidden layers and sums over networks", needed, memory }),
        false => Ok(()),
    }
}

impl Ensemble {
    /// Whether networks can be accepted with the probability exp(S_int): no term of it is positive.
    pub fn is_accepted(&self) -> bool {
        self.deformation.as_ref().is_none_or(is_bounded)
    }
}

/// Independent draws of the outputs of n networks at m points, shape (n, m), networks with an S_int accepted with the probability exp(S_int).
/// They do not depend on the number of threads.
///
/// # Errors
/// The width is infinite, S_int has terms that can be positive, or hardly a network is accepted.
///
/// ```
/// use diagraction::ensemble::{Draws, Ensemble, outputs};
/// use ndarray::array;
///
/// let text = "inputs 1  width 3  activation cos  W1 ~ normal(0, 1/N)  W0 ~ normal(0, 1)  b ~ uniform(-pi, pi)";
/// let ensemble = Ensemble::read(text, None, 2)?;
/// let draws = outputs(&ensemble, &array![[0.0], [1.0]], &Draws { networks: 5000, ..Draws::default() }, &())?;
/// assert!((draws.column(0).mapv(|phi| phi * phi).sum() / 5000.0 - 0.5).abs() < 0.05);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn outputs(
    ensemble: &Ensemble,
    points: &Array2<f64>,
    draws: &Draws,
    progress: &dyn Progress,
) -> Result<Array2<f64>, EnsembleError> {
    moments::check(ensemble, points)?;
    let width = ensemble.finite_width()?;
    if !ensemble.is_accepted() {
        return Err(EnsembleError::Unbounded);
    }
    let (m, Draws { networks: n, seed, .. }) = (points.nrows(), *draws);
    expect_room(width, m, n.saturating_mul(m), draws)?;
    let deviation = (ensemble.strength / width as f64).sqrt();
    let mut draws = Array2::zeros((n, m));
    let pieces: Vec<_> = draws.axis_chunks_iter_mut(ndarray::Axis(0), PIECE).enumerate().collect();
    progress.start("drawing networks", n as u64);
    pieces.into_par_iter().try_for_each(|(number, mut piece)| {
        let mut units = Units::new(ensemble, points, seed, number as u64);
        let (mut layer, mut values) = (Array2::zeros((width as usize, m)), vec![0.0; m]);
        for mut row in piece.rows_mut() {
            let mut tried = 0;
            loop {
                hidden(&mut units, &mut layer);
                output(&mut units, layer.view(), deviation, &mut values);
                let Some(polynomial) = &ensemble.deformation else { break };
                // A constant changes no density.
                if units.random.random::<f64>() < (polynomial.value(&values) - polynomial.get(&[])).exp() {
                    break;
                }
                tried += 1;
                if tried == MOST_TRIED {
                    return Err(EnsembleError::Rejected { tried });
                }
            }
            row.iter_mut().zip(&values).for_each(|(place, value)| *place = *value);
        }
        progress.advance(piece.nrows() as u64);
        Ok(())
    })?;
    match draws.iter().all(|value| value.is_finite()) {
        true => Ok(draws),
        false => Err(EnsembleError::NotFinite { what: "outputs" }),
    }
}

/// Whether every term but a constant is at most zero.
fn is_bounded(polynomial: &crate::action::SparseAction<f64>) -> bool {
    (1..=polynomial.max_rank()).all(|rank| {
        polynomial.entries(rank).all(|(index, value)| {
            *value <= 0.0 && index.chunk_by(|a, b| a == b).all(|run| run.len().is_multiple_of(2))
        })
    })
}
