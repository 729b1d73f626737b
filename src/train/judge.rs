//! What is seen at the start of a training and at its end.

use super::gaussian::Gaussian;
use super::read::{self, Pieces};
use super::real::Real;
use super::trainer::Trainer;
use super::{Epoch, Note, Start, TrainError};
use crate::data::Samples;

/// A start this far above the Gaussian is a long way from it: data of the size 500. In nats for each component, as all here.
const FAR: f64 = 1e5;

/// A loss that is higher by less than this is no worse: so much is the noise of a few steps.
const EQUAL: f64 = 0.01;

/// A loss still falls if in the last quarter of the epochs it does by this, and by this share of its whole fall.
const FALLING: f64 = 0.001;
const SHARE: f64 = 0.05;

impl<T: Real> Trainer<T> {
    /// The loss of the Gaussian on the data that decide; none where the training samples lie in a hyperplane, an error where the
    /// test samples do so, too: the loss has no bound.
    pub(super) fn gaussian(&self, samples: &Samples) -> Result<Option<f64>, TrainError> {
        let training = || read::wide(&self.data);
        let flat = match Gaussian::measure(&training) {
            Ok(gaussian) => {
                let loss = gaussian.loss(self.test.as_ref().map(read::wide))?;
                return Ok(Some(loss - self.ln_abs_det()));
            }
            Err(flat) => flat,
        };
        if let Some(test) = &self.test {
            let all = || -> Pieces<'_> { Box::new(training().chain(read::wide(test))) };
            if Gaussian::measure(&all).is_ok() {
                return Ok(None);
            }
        }
        let is_rounded = Gaussian::measure(&|| read::pieces(samples)).is_ok();
        Err(if is_rounded { TrainError::Rounded } else { flat })
    }

    /// What is to be told before the first step.
    pub(super) fn start_notes(&mut self) -> Vec<Note> {
        let (samples, batch, parameters) = (self.data.nrows(), self.options.batch, self.layout.len());
        let loss = decisive(&self.state.counters.epochs[0]);
        let is_far = |gaussian: &f64| loss > gaussian + self.nats(FAR);
        let far = self.gaussian.filter(is_far).map(|gaussian| Note::Far { loss, gaussian });
        let is_untested = self.test.is_none() && samples <= parameters && !self.is_chosen();
        let notes = [
            self.gaussian.is_none().then_some(Note::Flat),
            far,
            is_untested.then_some(Note::Untested { samples, parameters }),
            (samples % batch >= samples.div_ceil(10) && self.options.epochs > 0)
                .then_some(Note::LeftOut { samples, batch }),
            self.is_saddle().then_some(Note::Saddle),
            (self.is_chosen() && self.layout.depth > 0 && self.state.counters.layers.is_empty())
                .then_some(Note::NoLayer),
        ];
        notes.into_iter().flatten().collect()
    }

    /// What is to be told after the last step.
    pub(super) fn end_notes(&mut self) -> Vec<Note> {
        let last = if self.test.is_none() { self.loss() } else { f64::NAN };
        let counters = &self.state.counters;
        let (loss, epochs) = (counters.best_loss.unwrap_or(last), counters.epochs.len() - 1);
        let above = self.gaussian.filter(|gaussian| loss > gaussian + self.nats(EQUAL));
        let is_start =
            counters.best_loss.is_some() && counters.best_epoch == 0 && epochs > 0 && !self.is_chosen();
        // A whitened start is the Gaussian.
        let is_worse = self.options.start == Start::Whitened && above.is_some();
        let mut notes = Vec::new();
        if is_start || is_worse {
            notes.push(match self.layout.heads() {
                0 => Note::NothingLearned { epochs },
                _ => Note::NothingAdded { epochs },
            });
        }
        match above.filter(|_| !is_worse) {
            Some(gaussian) => notes.push(Note::AboveGaussian { loss, gaussian }),
            None => notes.extend(self.falling()),
        }
        notes
    }

    fn falling(&self) -> Option<Note> {
        let losses: Vec<f64> = self.state.counters.epochs.iter().map(decisive).collect();
        let epochs = self.options.epochs / 4;
        let lowest = |losses: &[f64]| losses.iter().copied().fold(f64::INFINITY, f64::min);
        let end = lowest(&losses);
        let fall = lowest(&losses[..losses.len().saturating_sub(epochs)]) - end;
        let was_ended = losses.len() <= self.options.epochs;
        let is_falling = !was_ended && fall > self.nats(FALLING) && fall > SHARE * (losses[0] - end);
        is_falling.then_some(Note::StillFalling { fall, epochs })
    }

    fn nats(&self, nats: f64) -> f64 {
        nats * self.layout.dimension as f64
    }
}

/// The loss of an epoch that decides about the network.
fn decisive(epoch: &Epoch) -> f64 {
    epoch.test.unwrap_or(epoch.train)
}
