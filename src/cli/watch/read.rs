//! A run as its folder shows it at one moment.

use std::path::Path;

use crate::run;
use crate::run::{Pace, Plan, State, Trained};

use super::table;
use super::table::{Epoch, Record};
use crate::cli::shared::Failure;

/// A run at one moment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Look {
    /// The folder, as it was named.
    pub(super) name: String,
    pub(super) plan: Plan,
    pub(super) state: State,
    pub(super) pace: Option<Pace>,
    pub(super) epochs: Vec<Epoch>,
    pub(super) records: Vec<Record>,
}

impl Look {
    /// Reads what is there. Files that do not exist yet are empty.
    pub(super) fn new(path: &Path) -> Result<Look, Failure> {
        let plan = Plan::read(path)?;
        // The state first: the tables of a run that has ended are complete.
        let state = run::state(path);
        Ok(Look {
            name: path.display().to_string(),
            plan,
            state,
            pace: run::pace(path),
            records: table::records(&run::read_text(path, run::RECORDS)),
            epochs: table::epochs(&run::read_text(path, run::METRICS)),
        })
    }

    pub(super) fn has_ended(&self) -> bool {
        self.state != State::Training
    }

    /// The last step that is known of.
    pub(super) fn step(&self) -> u64 {
        let epoch = self.epochs.last().map(|epoch| epoch.step);
        let record = self.records.last().map(|record| record.step);
        let checkpoint = self.pace.map(|pace| pace.step);
        epoch.max(record).max(checkpoint).unwrap_or(0)
    }

    /// The epoch with the lowest test loss, where this chooses the network.
    pub(super) fn best(&self) -> Option<(&Epoch, f64)> {
        if matches!(&self.plan.network, Trained::Spins(hidden) if hidden.is_empty()) {
            return None;
        }
        let tested = self.epochs.iter().filter_map(|epoch| Some((epoch, epoch.test?)));
        tested.filter(|(_, test)| test.is_finite()).min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// Samples in a second, until the last checkpoint.
    pub(super) fn rate(&self) -> Option<f64> {
        let pace = self.pace.filter(|pace| pace.step > 0 && pace.seconds > 0.0)?;
        Some(pace.step as f64 * self.plan.batch as f64 / pace.seconds)
    }

    /// Seconds that are left, if steps take as long as those before.
    pub(super) fn left(&self) -> Option<f64> {
        let steps = self.plan.steps().saturating_sub(self.step());
        Some(steps as f64 * self.plan.batch as f64 / self.rate()?)
    }
}

/// What a state is called.
pub(super) fn word(state: State) -> &'static str {
    match state {
        State::Training => "training",
        State::Finished => "finished",
        State::Interrupted => "interrupted",
        State::Killed => "killed",
    }
}
