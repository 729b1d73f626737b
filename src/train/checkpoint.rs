//! The state of a training as bytes.

use safetensors::SafeTensors;

use super::real::Real;
use super::state::{Counters, State};
use super::trainer::Trainer;
use super::{TrainError, sealed};

/// The sum of the parameters, always in 64 bits.
const SUM: &str = "sum";

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
        let mut vectors: Vec<_> =
            vectors!(self.state, &).map(|(name, numbers)| (name, T::DTYPE, T::bytes(numbers))).into();
        if !self.state.sum.is_empty() {
            vectors.push((SUM, f64::DTYPE, f64::bytes(&self.state.sum)));
        }
        let State { counters, moments, good, .. } = &self.state;
        let counters = Counters { moment_steps: [moments.steps, good.moments.steps], ..counters.clone() };
        sealed::seal(&vectors, &counters, attached)
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
    let (tensors, counters, attached) = sealed::open::<Counters>(checkpoint)?;
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
    [state.moments.steps, state.good.moments.steps] = counters.moment_steps;
    state.counters = counters;
    Ok(attached)
}
