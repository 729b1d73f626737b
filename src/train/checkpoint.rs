//! The state of a training as bytes.

use std::collections::HashMap;
use std::ops::Range;

use safetensors::SafeTensors;
use safetensors::tensor::TensorView;
use serde::{Deserialize, Serialize};

use super::TrainError;
use super::real::Real;
use super::state::{Counters, State};
use super::trainer::Trainer;
use crate::digest::sha256;

/// The key of the metadata under which everything but the vectors stands. There is one key, so that the order of keys is no
/// question.
const STATE: &str = "state";

/// The version of the format. The first one had no checksum.
const VERSION: u32 = 2;

/// Beside the vectors.
#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    /// The SHA-256 of the file with [`NO_CHECKSUM`] in its place.
    checksum: String,
    counters: Counters,
    /// What is not the training's own.
    attached: String,
}

const NO_CHECKSUM: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What stands in front of the checksum: JSON in a string of JSON.
const MARK: &[u8] = br#"\"checksum\":\""#;

impl<T: Real> Trainer<T> {
    pub(super) fn checkpoint(&self, attached: &str) -> Vec<u8> {
        let named = |(name, numbers): (&'static str, &[T])| (name, numbers.len(), T::bytes(numbers));
        let bytes = self.state.vectors().map(named);
        let views = bytes.iter().map(|(name, length, bytes)| {
            (*name, TensorView::new(T::DTYPE, vec![*length], bytes).expect("as many bytes as numbers"))
        });
        let State { counters, moments, good, .. } = &self.state;
        let counters = Counters { moment_steps: [moments.steps, good.moments.steps], ..counters.clone() };
        let written = Written {
            version: VERSION,
            checksum: NO_CHECKSUM.to_string(),
            counters,
            attached: attached.to_string(),
        };
        let written = serde_json::to_string(&written).expect("counters are JSON");
        let metadata = HashMap::from([(STATE.to_string(), written)]);
        let mut file = safetensors::serialize(views, Some(metadata)).expect("a short header");
        let place = place(&file).expect("it was just written");
        let found = checksum(&file, &place);
        file[place].copy_from_slice(found.as_bytes());
        file
    }

    pub(super) fn restore(&mut self, checkpoint: &[u8]) -> Result<String, TrainError> {
        let mut state = self.state.clone();
        let attached = read(&mut state, checkpoint).map_err(TrainError::State)?;
        if !self.is_own(&state.counters) {
            let message =
                format!("it is of another training: step {} of {}", state.counters.step, self.steps());
            return Err(TrainError::State(message));
        }
        self.state = state;
        Ok(attached)
    }

    /// Whether a training of these steps and epochs gets there.
    fn is_own(&self, counters: &Counters) -> bool {
        let Counters { step, losses, recent_losses, moment_steps, backs, .. } = *counters;
        let counts = [losses, recent_losses, moment_steps[0], moment_steps[1], backs.into()];
        step <= self.steps()
            && counts.iter().all(|&count| count <= step)
            && counters.epochs.len() as u64 == step / self.steps_of_epoch() + 1
            && counters.best_epoch < counters.epochs.len()
            && counters.best_loss.is_some() == self.test.is_some()
    }
}

/// Where the checksum stands.
fn place(file: &[u8]) -> Option<Range<usize>> {
    let start = file.windows(MARK.len()).position(|window| window == MARK)? + MARK.len();
    (file.len() - start >= NO_CHECKSUM.len()).then(|| start..start + NO_CHECKSUM.len())
}

fn checksum(file: &[u8], place: &Range<usize>) -> String {
    sha256(&[&file[..place.start], NO_CHECKSUM.as_bytes(), &file[place.end..]])
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

/// Reads a file into a state, and what was attached.
fn read<T: Real>(state: &mut State<T>, checkpoint: &[u8]) -> Result<String, String> {
    let place =
        place(checkpoint).ok_or("it is no checkpoint, or of an earlier version: it has no checksum")?;
    if checkpoint[place.clone()] != *checksum(checkpoint, &place).as_bytes() {
        return Err("it is damaged: its checksum is not that of its content".to_string());
    }
    let unreadable = |error: &dyn std::fmt::Display| format!("it is no checkpoint: {error}");
    let tensors = SafeTensors::deserialize(checkpoint).map_err(|error| unreadable(&error))?;
    let (_, header) = SafeTensors::read_metadata(checkpoint).map_err(|error| unreadable(&error))?;
    let written = header.metadata().as_ref().and_then(|metadata| metadata.get(STATE));
    let written: Written =
        serde_json::from_str(written.ok_or("it has no state")?).map_err(|error| unreadable(&error))?;
    if written.version != VERSION {
        return Err(format!("it has format version {}, and this program reads {VERSION}", written.version));
    }
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
    // The parameters themselves may have overflowed in their last step, which the next one takes back.
    for (name, numbers) in [("best", &state.best), ("good.parameters", &state.good.parameters)] {
        if !numbers.iter().all(|number| num_traits::Float::is_finite(*number)) {
            return Err(format!("`{name}` has entries that are not finite"));
        }
    }
    let Written { counters, attached, .. } = written;
    [state.moments.steps, state.good.moments.steps] = counters.moment_steps;
    state.counters = counters;
    Ok(attached)
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use safetensors::SafeTensors;

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
        training.checkpoint("")
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
                let checkpoint = first.checkpoint("of \"others\"\n");
                let mut second = new();
                let attached = second.restore(&checkpoint).unwrap();
                assert_eq!(second.checkpoint(&attached), checkpoint);
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
        let own = training.checkpoint("");
        let mut refused = |bytes: &[u8]| match training.restore(bytes) {
            Err(TrainError::State(reason)) => reason,
            other => panic!("{other:?}"),
        };
        let of = |options: Options| Training::new(&data, None, &options).unwrap().checkpoint("");
        assert!(refused(b"nothing").contains("no checkpoint"));
        assert!(refused(&own[..own.len() - 1]).contains("damaged"));
        assert!(refused(&of(Options { depth: 1, ..options() })).contains("shape"));
        assert!(refused(&of(Options { precision: Precision::F64, ..options() })).contains("F64 and not F32"));
        let sgd = Optimizer::Sgd { momentum: 0.0 };
        assert!(refused(&of(Options { optimizer: sgd, ..options() })).contains("second_moments"));
        let mut longer = Training::new(&data, None, &Options { epochs: 24, ..options() }).unwrap();
        assert!(refused(&end(&mut longer)).contains("another training"));
        let tested = Training::new(&data, Some(&data), &options()).unwrap().checkpoint("");
        assert!(refused(&tested).contains("another training"));
        assert_eq!(training.checkpoint(""), own);
    }

    /// A checkpoint that is changed and has a checksum again.
    fn signed(file: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
        let at = file.windows(from.len()).position(|window| window == from).unwrap();
        let mut file = [&file[..at], to, &file[at + from.len()..]].concat();
        let place = super::place(&file).unwrap();
        let found = super::checksum(&file, &place);
        file[place].copy_from_slice(found.as_bytes());
        file
    }

    #[test]
    fn any_flipped_bit_is_refused() {
        let data = data();
        let mut training = Training::new(&data, None, &options()).unwrap();
        training.advance(15, &mut ()).unwrap();
        let own = training.checkpoint("step,records\n1,2\n");
        for bit in 0..8 * own.len() {
            let mut flipped = own.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(matches!(training.restore(&flipped), Err(TrainError::State(_))), "bit {bit}");
        }
        assert_eq!(signed(&own, b"parameters", b"parameters"), own);
    }

    #[test]
    fn what_no_training_writes_is_refused() {
        let data = data();
        let mut training = Training::new(&data, None, &options()).unwrap();
        training.advance(15, &mut ()).unwrap();
        let own = training.checkpoint("");
        let mut refused = |from: &[u8], to: &[u8]| match training.restore(&signed(&own, from, to)) {
            Err(TrainError::State(reason)) => reason,
            other => panic!("{other:?}"),
        };
        assert!(refused(br#"\"version\":2"#, br#"\"version\":3"#).contains("version 3"));
        for (from, to) in [(r#"step\":15"#, r#"step\":95"#), (r#"best_epoch\":1"#, r#"best_epoch\":2"#)] {
            let reason = refused(from.as_bytes(), to.as_bytes());
            assert!(reason.contains("another training"), "{to}: {reason}");
        }
        let tensors = SafeTensors::deserialize(&own).unwrap();
        for name in ["best", "good.parameters"] {
            let first = tensors.tensor(name).unwrap().data().as_ptr() as usize - own.as_ptr() as usize;
            let mut bad = own.clone();
            bad[first..first + 4].copy_from_slice(&f32::NAN.to_le_bytes());
            match training.restore(&signed(&bad, b"parameters", b"parameters")) {
                Err(TrainError::State(reason)) => assert!(reason.contains("not finite"), "{reason}"),
                other => panic!("{other:?}"),
            }
        }
    }
}
