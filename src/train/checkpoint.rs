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

/// The sum of the parameters, always in 64 bits.
const SUM: &str = "sum";

/// Beside the vectors.
#[derive(Serialize, Deserialize)]
struct Written {
    /// The SHA-256 of the file with [`NO_CHECKSUM`] in its place.
    checksum: String,
    counters: Counters,
    /// What is not the training's own.
    attached: String,
}

const NO_CHECKSUM: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What stands in front of the checksum: JSON in a string of JSON.
const MARK: &[u8] = br#"\"checksum\":\""#;

/// The vectors of a state with their names, borrowed by `&` or `&mut`.
macro_rules! vectors {
    ($state:expr, $($borrow:tt)+) => {
        [
            ("parameters", $($borrow)+ $state.parameters),
            ("first_moments", $($borrow)+ $state.moments.first),
            ("second_moments", $($borrow)+ $state.moments.second),
            ("good.parameters", $($borrow)+ $state.good.parameters),
            ("good.first_moments", $($borrow)+ $state.good.moments.first),
            ("good.second_moments", $($borrow)+ $state.good.moments.second),
            ("best", $($borrow)+ $state.best),
        ]
    };
}

impl<T: Real> Trainer<T> {
    pub(super) fn checkpoint(&self, attached: &str) -> Vec<u8> {
        let bytes =
            vectors!(self.state, &).map(|(name, numbers)| (name, T::DTYPE, numbers.len(), T::bytes(numbers)));
        let sum = (!self.state.sum.is_empty())
            .then(|| (SUM, f64::DTYPE, self.state.sum.len(), f64::bytes(&self.state.sum)));
        let bytes: Vec<_> = bytes.into_iter().chain(sum).collect();
        let views = bytes.iter().map(|(name, dtype, length, bytes)| {
            (*name, TensorView::new(*dtype, vec![*length], bytes).expect("as many bytes as numbers"))
        });
        let State { counters, moments, good, .. } = &self.state;
        let counters = Counters { moment_steps: [moments.steps, good.moments.steps], ..counters.clone() };
        let written = Written { checksum: NO_CHECKSUM.to_string(), counters, attached: attached.to_string() };
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
        let counts =
            [losses, recent_losses, counters.averaged, moment_steps[0], moment_steps[1], backs.into()];
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

/// The numbers of a vector.
fn vector<T: Real>(tensors: &SafeTensors<'_>, name: &str, length: usize) -> Result<Vec<T>, String> {
    let tensor = tensors.tensor(name).map_err(|_| format!("it has no tensor `{name}`"))?;
    if tensor.dtype() != T::DTYPE {
        return Err(format!("`{name}` is {:?} and not {:?}", tensor.dtype(), T::DTYPE));
    }
    if tensor.shape() != [length] {
        return Err(format!("`{name}` has shape {:?} and not [{length}]", tensor.shape()));
    }
    Ok(T::read(tensor.data()))
}

/// Reads a file into a state, and what was attached.
fn read<T: Real>(state: &mut State<T>, checkpoint: &[u8]) -> Result<String, String> {
    let place =
        place(checkpoint).ok_or("it has no checksum: it is no checkpoint, or one of an earlier version")?;
    if checkpoint[place.clone()] != *checksum(checkpoint, &place).as_bytes() {
        return Err("it is damaged: its checksum is not that of its content".to_string());
    }
    let unreadable = |error: &dyn std::fmt::Display| format!("it is no checkpoint: {error}");
    let tensors = SafeTensors::deserialize(checkpoint).map_err(|error| unreadable(&error))?;
    let (_, header) = SafeTensors::read_metadata(checkpoint).map_err(|error| unreadable(&error))?;
    let written = header.metadata().as_ref().and_then(|metadata| metadata.get(STATE));
    let written: Written =
        serde_json::from_str(written.ok_or("it has no state")?).map_err(|error| unreadable(&error))?;
    for (name, numbers) in vectors!(state, &mut) {
        *numbers = vector(&tensors, name, numbers.len())?;
    }
    if !state.sum.is_empty() {
        state.sum = vector(&tensors, SUM, state.sum.len())?;
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
