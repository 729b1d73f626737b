//! The state of a training as bytes.

use std::collections::HashMap;

use safetensors::SafeTensors;
use safetensors::tensor::TensorView;

use super::TrainError;
use super::real::Real;
use super::state::{Counters, State};
use super::trainer::Trainer;

/// The key of the metadata under which the counters stand. There is one key, so that the order of keys is no question.
const COUNTERS: &str = "counters";

impl<T: Real> Trainer<T> {
    pub(super) fn checkpoint(&self) -> Vec<u8> {
        let named = |(name, numbers): (&'static str, &[T])| (name, numbers.len(), T::bytes(numbers));
        let bytes = self.state.vectors().map(named);
        let views = bytes.iter().map(|(name, length, bytes)| {
            (*name, TensorView::new(T::DTYPE, vec![*length], bytes).expect("as many bytes as numbers"))
        });
        let State { counters, moments, good, .. } = &self.state;
        let counters = Counters { moment_steps: [moments.steps, good.moments.steps], ..counters.clone() };
        let counters = serde_json::to_string(&counters).expect("counters are JSON");
        let metadata = HashMap::from([(COUNTERS.to_string(), counters)]);
        safetensors::serialize(views, Some(metadata)).expect("a short header")
    }

    pub(super) fn restore(&mut self, checkpoint: &[u8]) -> Result<(), TrainError> {
        let mut state = self.state.clone();
        read(&mut state, checkpoint).map_err(TrainError::State)?;
        let Counters { step, epochs, best_epoch, .. } = &state.counters;
        if *step > self.steps() || *best_epoch >= epochs.len() {
            let message = format!("it is of another training: step {step} of {}", self.steps());
            return Err(TrainError::State(message));
        }
        self.state = state;
        Ok(())
    }
}

impl<T> State<T> {
    fn vectors(&self) -> [(&'static str, &[T]); 7] {
        [
            ("parameters", &self.parameters),
            ("first_moments", &self.moments.first),
            ("second_moments", &self.moments.second),
            ("good.parameters", &self.good.parameters),
            ("good.first_moments", &self.good.moments.first),
            ("good.second_moments", &self.good.moments.second),
            ("best", &self.best),
        ]
    }

    fn vectors_mut(&mut self) -> [(&'static str, &mut Vec<T>); 7] {
        [
            ("parameters", &mut self.parameters),
            ("first_moments", &mut self.moments.first),
            ("second_moments", &mut self.moments.second),
            ("good.parameters", &mut self.good.parameters),
            ("good.first_moments", &mut self.good.moments.first),
            ("good.second_moments", &mut self.good.moments.second),
            ("best", &mut self.best),
        ]
    }
}

fn read<T: Real>(state: &mut State<T>, checkpoint: &[u8]) -> Result<(), String> {
    let unreadable = |error: &dyn std::fmt::Display| format!("it is no checkpoint: {error}");
    let tensors = SafeTensors::deserialize(checkpoint).map_err(|error| unreadable(&error))?;
    let (_, header) = SafeTensors::read_metadata(checkpoint).map_err(|error| unreadable(&error))?;
    let counters = header.metadata().as_ref().and_then(|metadata| metadata.get(COUNTERS));
    let counters = counters.ok_or("it has no counters")?;
    let counters: Counters = serde_json::from_str(counters).map_err(|error| unreadable(&error))?;
    for (name, numbers) in state.vectors_mut() {
        let tensor = tensors.tensor(name).map_err(|_| format!("it has no tensor `{name}`"))?;
        if tensor.dtype() != T::DTYPE {
            return Err(format!("`{name}` is {:?} and not {:?}", tensor.dtype(), T::DTYPE));
        }
        if tensor.shape() != [numbers.len()] {
            return Err(format!("`{name}` has shape {:?} and not [{}]", tensor.shape(), numbers.len()));
        }
        *numbers = T::read(tensor.data());
    }
    [state.moments.steps, state.good.moments.steps] = counters.moment_steps;
    state.counters = counters;
    Ok(())
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use crate::data::Samples;
    use crate::train::{Couplings, Optimizer, Options, Precision, TrainError, Training};

    fn data() -> Samples {
        let number = |i: usize| (((i + 1) * 7919) as f64 * 0.618_033_988_75).fract() * 4.0 - 2.0;
        Samples::from_array(Array2::from_shape_fn((300, 3), |(n, i)| number(3 * n + i) + number(n).powi(2)))
    }

    fn options() -> Options {
        Options { epochs: 12, batch: 30, learning_rate: 0.02, ..Options::new(2) }
    }

    fn variants() -> [Options; 3] {
        let sgd = Optimizer::Sgd { momentum: 0.9 };
        [
            Options { patience: Some(3), clip: Some(1.0), ..options() },
            Options {
                precision: Precision::F64,
                couplings: Couplings::LowRank(2),
                whiten: true,
                ..options()
            },
            // Large steps, so that there are steps back.
            Options { optimizer: sgd, learning_rate: 2.0, noise: 0.1, weight_decay: 0.01, ..options() },
        ]
    }

    fn end(training: &mut Training) -> Vec<u8> {
        while training.advance(u64::MAX, &mut ()).unwrap() {}
        training.checkpoint()
    }

    #[test]
    fn an_interrupted_training_ends_bit_for_bit_as_one_that_was_not() {
        let (data, test) = (data(), Samples::from_array(data().range(0, 50).unwrap()));
        for options in variants() {
            let new = || Training::new(&data, Some(&test), &options).unwrap();
            let mut whole = new();
            let expected = end(&mut whole);
            for step in [0, 1, 9, 10, 57, 100, 101, 119] {
                let mut first = new();
                first.advance(step, &mut ()).unwrap();
                let checkpoint = first.checkpoint();
                let mut second = new();
                second.restore(&checkpoint).unwrap();
                assert_eq!(second.checkpoint(), checkpoint);
                assert_eq!(end(&mut second), expected, "{options:?} at step {step}");
                assert_eq!(
                    second.trained().unwrap().network,
                    whole.trained().unwrap().network,
                    "{options:?} at step {step}"
                );
            }
        }
        let mut exploded = Training::new(&data, Some(&test), &variants()[2]).unwrap();
        end(&mut exploded);
        assert!(exploded.steps_back() > 0, "the third variant covers steps back");
    }

    #[test]
    fn a_state_of_another_training_is_refused() {
        let data = data();
        let mut training = Training::new(&data, None, &options()).unwrap();
        let own = training.checkpoint();
        let mut refused = |bytes: &[u8]| match training.restore(bytes) {
            Err(TrainError::State(reason)) => reason,
            other => panic!("{other:?}"),
        };
        let of = |options: Options| Training::new(&data, None, &options).unwrap().checkpoint();
        assert!(refused(b"nothing").contains("no checkpoint"));
        assert!(refused(&own[..own.len() - 1]).contains("no checkpoint"));
        assert!(refused(&of(Options { depth: 1, ..options() })).contains("shape"));
        assert!(refused(&of(Options { precision: Precision::F64, ..options() })).contains("F64 and not F32"));
        let sgd = Optimizer::Sgd { momentum: 0.0 };
        assert!(refused(&of(Options { optimizer: sgd, ..options() })).contains("second_moments"));
        let mut longer = Training::new(&data, None, &Options { epochs: 24, ..options() }).unwrap();
        assert!(refused(&end(&mut longer)).contains("another training"));
        assert_eq!(training.checkpoint(), own);
    }
}
