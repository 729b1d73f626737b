//! One step down the gradient, by Adam or SGD.

use std::ops::Range;

use rayon::prelude::*;

use super::real::{Real, vectorised};
use super::{Optimizer, Options, Schedule};

/// Parameters of one task.
pub(super) const PARAMETERS: usize = 1 << 14;

/// β₁, β₂ and ε of Adam.
const FIRST: f64 = 0.9;
const SECOND: f64 = 0.999;
const SMALL: f64 = 1e-8;

/// What an optimiser remembers of earlier gradients.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Moments<T> {
    pub(super) first: Vec<T>,
    /// Of Adam; empty for SGD.
    pub(super) second: Vec<T>,
    /// The steps that are in the moments.
    pub(super) steps: u64,
}

impl<T: Real> Moments<T> {
    pub(super) fn new(optimizer: Optimizer, parameters: usize) -> Moments<T> {
        let second = match optimizer {
            Optimizer::Adam => parameters,
            Optimizer::Sgd { .. } => 0,
        };
        Moments { first: vec![T::zero(); parameters], second: vec![T::zero(); second], steps: 0 }
    }

    /// One step down the gradient. The couplings decay.
    pub(super) fn step(
        &mut self,
        parameters: &mut [T],
        gradient: &[T],
        rate: f64,
        options: &Options,
        couplings: Range<usize>,
    ) {
        self.steps += 1;
        match options.optimizer {
            Optimizer::Adam => self.adam(parameters, gradient, rate),
            Optimizer::Sgd { momentum } => self.sgd(parameters, gradient, rate, momentum),
        }
        if options.weight_decay > 0.0 {
            let keep = T::of(1.0 - rate * options.weight_decay);
            parameters[couplings].iter_mut().for_each(|parameter| *parameter *= keep);
        }
    }

    fn adam(&mut self, parameters: &mut [T], gradient: &[T], rate: f64) {
        let power = self.steps as f64;
        let rate = T::of(rate / (1.0 - FIRST.powf(power)));
        let correction = T::of(1.0 / (1.0 - SECOND.powf(power)));
        let (b1, b2, small) = (T::of(FIRST), T::of(SECOND), T::of(SMALL));
        let moments = self.first.par_chunks_mut(PARAMETERS).zip(self.second.par_chunks_mut(PARAMETERS));
        let given = parameters.par_chunks_mut(PARAMETERS).zip(gradient.par_chunks(PARAMETERS));
        moments.zip(given).for_each(|((first, second), (parameters, gradient))| {
            vectorised(|| {
                let moments = first.iter_mut().zip(second);
                for ((m, v), (parameter, g)) in moments.zip(parameters.iter_mut().zip(gradient)) {
                    *m = b1 * *m + (T::one() - b1) * *g;
                    *v = b2 * *v + (T::one() - b2) * *g * *g;
                    *parameter -= rate * *m / (num_traits::Float::sqrt(correction * *v) + small);
                }
            });
        });
    }

    fn sgd(&mut self, parameters: &mut [T], gradient: &[T], rate: f64, momentum: f64) {
        let (rate, momentum) = (T::of(rate), T::of(momentum));
        for ((v, parameter), g) in self.first.iter_mut().zip(parameters).zip(gradient) {
            *v = momentum * *v + *g;
            *parameter -= rate * *v;
        }
    }
}

/// The learning rate at a step, of so many.
pub(super) fn rate(options: &Options, step: u64, steps: u64) -> f64 {
    match options.schedule {
        Schedule::Constant => options.learning_rate,
        Schedule::Cosine => {
            let share = step as f64 / steps.max(1) as f64;
            options.learning_rate * (1.0 + (std::f64::consts::PI * share).cos()) / 2.0
        }
    }
}

/// Shortens a gradient to a norm, that of the parameters as they are stored. The norm before is given back; it is not
/// finite where an entry is not.
pub(super) fn clip<T: Real>(gradient: &mut [T], longest: Option<f64>) -> f64 {
    let parts: Vec<f64> = gradient
        .par_chunks(PARAMETERS)
        .map(|part| part.iter().map(|g| g.wide() * g.wide()).sum::<f64>())
        .collect();
    let norm = parts.iter().sum::<f64>().sqrt();
    if let Some(longest) = longest.filter(|longest| norm > *longest && norm.is_finite()) {
        let factor = T::of(longest / norm);
        gradient.iter_mut().for_each(|g| *g *= factor);
    }
    norm
}
