//! A training from a start that few entries of χ were chosen for: its gradient, and the mean of its parameters.

use super::real::{Real, vectorised};
use super::state::State;
use super::trainer::Trainer;
use super::{CumulantLayer, Observer, Start, TrainError};
use crate::Progress;

impl<T: Real> Trainer<T> {
    /// Whether entries of χ that are zero stay so, and parameters are averaged.
    pub(super) fn is_chosen(&self) -> bool {
        self.options.start == Start::Cumulants
    }

    /// The start from cumulants in place of the present one.
    pub(super) fn find_start(&mut self, progress: &dyn Progress) -> Result<(), TrainError> {
        if !self.is_chosen() || self.state.counters.step > 0 {
            return Ok(());
        }
        let (start, layers) = super::cumulants::start(
            &self.layout,
            &self.data,
            self.test.as_ref(),
            self.options.errors,
            progress,
        )?;
        let shift = self.ln_abs_det();
        let of_data = |layer: CumulantLayer| CumulantLayer {
            train: layer.train - shift,
            test: layer.test.map(|test| test - shift),
            ..layer
        };
        let State { parameters, good, best, counters, .. } = &mut self.state;
        good.parameters.copy_from_slice(&start);
        best.copy_from_slice(&start);
        *parameters = start;
        counters.layers = layers.into_iter().map(of_data).collect();
        counters.epochs.clear();
        self.begin()
    }

    /// Tells the layers of the start.
    pub(super) fn tell_layers(&self, observer: &mut dyn Observer) {
        self.state.counters.layers.iter().for_each(|layer| observer.layer(layer));
    }

    /// Takes entries of χ that are zero out of the gradient.
    pub(super) fn mask(&mut self) {
        if !self.is_chosen() {
            return;
        }
        let first = self.layout.couplings_start();
        let chi = self.state.parameters[first..].iter();
        chi.zip(&mut self.batch.gradient[first..])
            .filter(|(chi, _)| chi.is_zero())
            .for_each(|(_, g)| *g = T::zero());
    }

    /// Whether a step is averaged: those of the second half are.
    fn is_averaged(&self, step: u64) -> bool {
        self.is_chosen() && 2 * step > self.steps()
    }

    /// Adds the parameters to their sum.
    pub(super) fn average(&mut self) {
        if !self.is_averaged(self.state.counters.step) {
            return;
        }
        let State { parameters, sum, counters, .. } = &mut self.state;
        vectorised(|| sum.iter_mut().zip(parameters).for_each(|(sum, parameter)| *sum += parameter.wide()));
        counters.averaged += 1;
    }

    /// The mean of the parameters and its loss on the test data; none before the second half.
    pub(super) fn averaged(&mut self) -> Option<(Vec<T>, f64)> {
        let count = self.state.counters.averaged as f64;
        let test = self.test.as_ref().filter(|_| count > 0.0)?;
        let mean: Vec<T> = self.state.sum.iter().map(|sum| T::of(sum / count)).collect();
        let loss = self.batch.loss(&mean, test.view());
        Some((mean, loss - self.ln_abs_det()))
    }
}
