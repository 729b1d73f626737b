//! What the folder of a run tells those who do not train it.

use std::fs::{OpenOptions, TryLockError};
use std::path::Path;

use super::folder::{self, LOG, PROGRESS};
use super::{Config, RunError, Settings, SpinSettings, own};
use crate::files::name;

/// What a run trains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trained {
    /// A quadratic network.
    Depth(usize),
    /// A network of spins by a search that ends by itself, with the units of its hidden layers.
    Spins(Vec<usize>),
}

/// What a run is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The name of the file of samples.
    pub data: String,
    /// Their dimension d.
    pub dimension: usize,
    /// Samples that are trained on.
    pub training: usize,
    /// Samples that are tested on.
    pub test: usize,
    /// What is trained.
    pub network: Trained,
    /// Passes over the data; at most so many, where a search ends by itself.
    pub epochs: usize,
    /// Samples of a step.
    pub batch: usize,
}

impl Plan {
    /// Reads the configuration of a run.
    ///
    /// # Errors
    /// When it is no run, or its configuration is damaged.
    pub fn read(path: &Path) -> Result<Plan, RunError> {
        if folder::is_of_spins(path)? {
            let config = folder::read_config::<SpinSettings>(path)?;
            let steps = usize::try_from(config.options.hidden().steps()).unwrap_or(usize::MAX);
            return Ok(Plan::new(&config, Trained::Spins(config.options.hidden.clone()), steps, usize::MAX));
        }
        let config: Config = folder::read_config(path)?;
        let Settings { depth, epochs, batch, .. } = config.options;
        Ok(Plan::new(&config, Trained::Depth(depth), epochs, batch))
    }

    fn new<O>(config: &Config<O>, network: Trained, epochs: usize, batch: usize) -> Plan {
        let data = &config.data;
        let training = data.rows.saturating_sub(config.holdout);
        Plan {
            data: name(&data.path),
            dimension: data.dimension,
            training,
            test: config.validation.as_ref().map_or(config.holdout, |file| file.rows),
            network,
            epochs,
            batch: batch.min(training),
        }
    }

    /// The number of all steps.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.training.checked_div(self.batch).unwrap_or(0).saturating_mul(self.epochs) as u64
    }
}

/// Whether a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A process trains it.
    Training,
    /// It is complete.
    Finished,
    /// It was ended with a checkpoint, to be taken up again.
    Interrupted,
    /// Its process went away without a word.
    Killed,
}

/// The state of a run. A run is trained while its log is locked; else the last line of the log says how it ended.
#[must_use]
pub fn state(path: &Path) -> State {
    // The lock first: the last line is written before the lock is given back.
    let is_locked = is_locked(&path.join(LOG));
    let log = read_text(path, LOG);
    match (is_locked, end(&log)) {
        (Some(true), _) | (None, State::Killed) => State::Training,
        (_, end) => end,
    }
}

/// The text in a file of a run; nothing where there is none, or where it cannot be read.
#[must_use]
pub fn read_text(path: &Path, name: &str) -> String {
    let bytes = own::read(&path.join(name), own::MOST_TEXT).ok().flatten().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a process trains a run; `None` on file systems without locks. A shared lock is taken for the moment of the question.
/// [`folder::Folder::open`] tries for longer than that.
fn is_locked(log: &Path) -> Option<bool> {
    let Ok(file) = own::open(log, OpenOptions::new().read(true)) else { return Some(false) };
    match file.try_lock_shared() {
        Ok(()) => Some(false),
        Err(TryLockError::WouldBlock) => Some(true),
        Err(TryLockError::Error(_)) => None,
    }
}

fn end(log: &str) -> State {
    let last = log.lines().last().and_then(|line| line.split_once(' ')).map_or("", |(_, text)| text);
    match last.split(' ').next() {
        Some("finished") => State::Finished,
        Some("interrupted") => State::Interrupted,
        _ => State::Killed,
    }
}

/// The last checkpoint: its step, and the time of the run until then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Its step.
    pub step: u64,
    /// Seconds until then.
    pub seconds: f64,
}

/// The last checkpoint of a run, where there is one.
#[must_use]
pub fn pace(path: &Path) -> Option<Pace> {
    let value: serde_json::Value = serde_json::from_str(&read_text(path, PROGRESS)).ok()?;
    let seconds = value.get("seconds")?.as_f64().filter(|seconds| (0.0..1e12).contains(seconds))?;
    Some(Pace { step: value.get("step")?.as_u64()?, seconds })
}

#[cfg(test)]
mod tests {
    use super::{State, end};

    #[test]
    fn the_last_line_of_the_log_says_how_a_run_ended() {
        assert_eq!(end(""), State::Killed);
        assert_eq!(end("1.5 begun at step 0 of 10, 4 samples each\n"), State::Killed);
        assert_eq!(end("1.5 begun\n2.5 interrupted at step 4; best epoch 1\n"), State::Interrupted);
        assert_eq!(end("1.5 begun\n2.5 interrupted at step 4\n3.5 resumed at step 4\n"), State::Killed);
        assert_eq!(end("1.5 resumed\n2.5 finished at step 10; best epoch 2\n"), State::Finished);
    }
}
