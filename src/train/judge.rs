//! What is seen at the start of a training and at its end.

use super::gaussian::Gaussian;
use super::read::{self, Pieces};
use super::real::Real;
use super::trainer::Trainer;
use super::{Epoch, Note, TrainError};
use crate::data::Samples;

/// A start this far above the Gaussian, in nats for each component, is a long way from it: data of the size 500.
const FAR: f64 = 1e5;

/// A loss that is higher by less than this, for each component, is no worse: so much is the noise of a few steps.
const EQUAL: f64 = 0.01;

/// In the last quarter of the epochs a loss still falls by this share of its whole fall, and this for each component.
const SHARE: f64 = 0.05;
const FALLING: f64 = 0.001;

impl<T: Real> Trainer<T> {
    /// The loss of the Gaussian on the data that decide, or the coordinate by which the training samples are flat.
    ///
    /// # Errors
    /// Where test samples do not lie outside the hyperplane, and the loss has no bound.
    pub(super) fn gaussian(&self, samples: &Samples) -> Result<Result<f64, usize>, TrainError> {
        let training = || read::wide(&self.data);
        let coordinate = match Gaussian::measure(&training)? {
            Ok(gaussian) => {
                let test = self.test.as_ref().map(|test| gaussian.loss(read::wide(test)));
                let loss = test.unwrap_or_else(|| Ok(gaussian.own_loss()))?;
                return Ok(Ok(loss - self.ln_abs_det()));
            }
            Err(coordinate) => coordinate,
        };
        if let Some(test) = &self.test {
            let all = || -> Pieces<'_> { Box::new(training().chain(read::wide(test))) };
            if Gaussian::measure(&all)?.is_ok() {
                return Ok(Err(coordinate));
            }
        }
        let rounded = Gaussian::measure(&|| read::pieces(samples))?.is_ok();
        let (samples, dimension) = self.data.dim();
        Err(TrainError::Flat { coordinate, samples, dimension, rounded })
    }

    /// What is to be told before the first step.
    pub(super) fn start_notes(&mut self) -> Vec<Note> {
        let (samples, batch, parameters) = (self.data.nrows(), self.options.batch, self.layout.len());
        let start = decisive(&self.state.counters.epochs[0]);
        let mut notes = Vec::new();
        match self.gaussian {
            Err(coordinate) => notes.push(Note::Flat { coordinate }),
            Ok(gaussian) if start > gaussian + self.nats(FAR) => {
                notes.push(Note::Far { loss: start, gaussian });
            }
            Ok(_) => {}
        }
        if self.test.is_none() && samples <= parameters {
            notes.push(Note::Untested { samples, parameters });
        }
        if samples % batch >= samples.div_ceil(10) {
            notes.push(Note::LeftOut { samples, batch });
        }
        if self.is_saddle() {
            notes.push(Note::Saddle);
        }
        notes
    }

    /// What is to be told after the last step.
    pub(super) fn end_notes(&mut self) -> Vec<Note> {
        let last = if self.test.is_none() { self.present_loss() } else { f64::NAN };
        let whitened = self.options.whiten;
        let counters = &self.state.counters;
        let loss = counters.best_loss.unwrap_or(last);
        let epochs = counters.epochs.len() - 1;
        let mut notes = Vec::new();
        if self.test.is_some() && counters.best_epoch == 0 && epochs > 0 {
            notes.push(Note::NothingLearned { epochs, whitened });
        }
        match self.gaussian {
            Ok(gaussian) if loss > gaussian + self.nats(EQUAL) => {
                notes.push(Note::AboveGaussian { loss, gaussian, whitened });
            }
            _ => notes.extend(self.falling()),
        }
        notes
    }

    fn falling(&self) -> Option<Note> {
        let losses: Vec<f64> = self.state.counters.epochs.iter().map(decisive).collect();
        let epochs = self.options.epochs / 4;
        if epochs == 0 || losses.len() <= self.options.epochs {
            return None;
        }
        let lowest = |losses: &[f64]| losses.iter().copied().fold(f64::INFINITY, f64::min);
        let end = lowest(&losses);
        let fall = lowest(&losses[..losses.len() - epochs]) - end;
        let is_falling = fall > self.nats(FALLING) && fall > SHARE * (losses[0] - end);
        is_falling.then_some(Note::StillFalling { fall, epochs })
    }

    /// So many nats for each component.
    fn nats(&self, nats: f64) -> f64 {
        nats * self.layout.dimension as f64
    }
}

/// The loss of an epoch that decides about the network.
fn decisive(epoch: &Epoch) -> f64 {
    epoch.test.unwrap_or(epoch.train)
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, s};

    use super::super::tests::numbers;
    use super::*;
    use crate::train::{Observer, Options, Precision, Schedule, Training, train};

    #[derive(Default)]
    struct Notes(Vec<Note>);

    impl Observer for Notes {
        fn note(&mut self, note: &Note) {
            self.0.push(note.clone());
        }
    }

    /// Uniform numbers and, skewed, a sum of two of them with a square.
    fn data(rows: usize) -> Array2<f64> {
        let mut data = Array2::from_shape_vec((rows, 3), numbers(3 * rows, 5)).unwrap() * 2.0;
        for mut x in data.outer_iter_mut() {
            x[2] += 0.5 * x[0] * x[0] + x[1];
        }
        data
    }

    fn options() -> Options {
        Options { epochs: 40, batch: 50, learning_rate: 0.01, ..Options::new(1) }
    }

    fn noted(data: Array2<f64>, test: Option<Array2<f64>>, options: &Options) -> Vec<Note> {
        let mut notes = Notes::default();
        let test = test.map(Samples::from_array);
        train(&Samples::from_array(data), test.as_ref(), options, &mut notes).unwrap();
        notes.0
    }

    fn refused(data: Array2<f64>, test: Option<Array2<f64>>, options: &Options) -> TrainError {
        let test = test.map(Samples::from_array);
        Training::new(&Samples::from_array(data), test.as_ref(), options).unwrap_err()
    }

    #[test]
    fn a_training_that_works_has_no_notes() {
        for whiten in [false, true] {
            let options = Options { whiten, ..options() };
            assert_eq!(noted(data(2000), Some(data(400)), &options), []);
            assert_eq!(noted(data(2000), None, &options), []);
        }
    }

    #[test]
    fn a_likelihood_without_bound_is_refused() {
        let flat = |data, test| match refused(data, test, &options()) {
            TrainError::Flat { coordinate, samples, rounded: false, .. } => (coordinate, samples),
            other => panic!("{other:?}"),
        };
        for rows in [1, 2, 3] {
            assert_eq!(flat(data(rows), None).1, rows);
        }
        let constant = |rows: usize| {
            let mut data = data(rows);
            data.column_mut(1).fill(0.1);
            data
        };
        assert_eq!(flat(constant(400), None), (1, 400));
        assert_eq!(flat(constant(400), Some(constant(40))), (1, 400));
        let mut sum = data(400);
        let copied = &sum.column(0) + &sum.column(1);
        sum.column_mut(2).assign(&copied);
        assert_eq!(flat(sum, None).0, 2);
        // Where test samples lie outside, their loss has a bound.
        let notes = noted(constant(400), Some(data(40)), &options());
        assert_eq!(notes[0], Note::Flat { coordinate: 1 }, "{notes:?}");
        let notes = noted(data(3), Some(data(40)), &options());
        assert_eq!(notes[0], Note::Flat { coordinate: 2 }, "{notes:?}");
    }

    #[test]
    fn offsets_and_sizes_that_are_a_long_way_are_told() {
        let far = data(400) + 1e12;
        match refused(far.clone(), None, &options()) {
            TrainError::Flat { coordinate: 0, rounded: true, .. } => {}
            other => panic!("{other:?}"),
        }
        let wide = Options { precision: Precision::F64, ..options() };
        for data in [far.clone(), data(400) * 1e6] {
            let notes = noted(data, None, &wide);
            let [Note::Far { .. }, .., Note::AboveGaussian { whitened: false, .. }] = notes[..] else {
                panic!("{notes:?}")
            };
        }
        assert_eq!(noted(far, None, &Options { whiten: true, ..options() }), []);
    }

    #[test]
    fn what_an_epoch_leaves_out_is_told() {
        let options = |batch| Options { batch, whiten: true, ..options() };
        let notes = noted(data(426), None, &options(256));
        assert_eq!(notes, [Note::LeftOut { samples: 426, batch: 256 }]);
        assert_eq!(notes[0].to_string().matches("170 of the 426").count(), 1);
        assert_eq!(noted(data(426), None, &options(213)), []);
        assert_eq!(noted(data(439), None, &options(100)), [], "39 of 439 are left out");
    }

    #[test]
    fn ends_that_are_none_are_told() {
        let (samples, test) = (data(2000), data(400));
        let ends = |options| noted(samples.clone(), Some(test.clone()), &options).pop();
        let few = ends(Options { epochs: 1, batch: 2000, ..options() });
        assert!(matches!(few, Some(Note::AboveGaussian { .. })), "{few:?}");
        let slow = Options { learning_rate: 3e-4, schedule: Schedule::Constant, whiten: true, ..options() };
        let falling = ends(slow);
        assert!(matches!(falling, Some(Note::StillFalling { epochs: 10, .. })), "{falling:?}");
        // A few samples of a Gaussian, learned by heart.
        let gaussian = Array2::from_shape_fn((60, 8), |(n, i)| {
            (0..9).map(|k| numbers(4320, 9)[9 * (8 * n + i) + k]).sum()
        });
        let (train, test) =
            (gaussian.slice(s![..30, ..]).to_owned(), gaussian.slice(s![30.., ..]).to_owned());
        let nothing = noted(train, Some(test), &Options { whiten: true, ..options() });
        assert_eq!(nothing, [Note::NothingLearned { epochs: 40, whitened: true }]);
    }

    #[test]
    fn few_samples_without_test_data_are_told() {
        let parameters = 2 * 12 + 3;
        assert_eq!(noted(data(27), None, &options())[0], Note::Untested { samples: 27, parameters });
        assert!(!matches!(noted(data(28), None, &options())[..], [Note::Untested { .. }, ..]));
        assert!(!matches!(noted(data(27), Some(data(30)), &options())[..], [Note::Untested { .. }, ..]));
    }
}
