//! All that changes while a network is trained.

use serde::{Deserialize, Serialize};

use super::Epoch;
use super::optimize::Moments;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct State<T> {
    pub(super) parameters: Vec<T>,
    pub(super) moments: Moments<T>,
    /// What a step back returns to.
    pub(super) good: Good<T>,
    /// The parameters with the lowest loss on the test data.
    pub(super) best: Vec<T>,
    pub(super) counters: Counters,
}

/// Parameters that were fine.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Good<T> {
    pub(super) parameters: Vec<T>,
    pub(super) moments: Moments<T>,
}

/// The numbers of a state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Counters {
    /// Steps that were done, those that were taken back among them.
    pub(super) step: u64,
    /// Losses of this epoch that are in the sum.
    pub(super) losses: u64,
    pub(super) sum: f64,
    /// The same since the last good state.
    pub(super) recent_losses: u64,
    pub(super) recent_sum: f64,
    /// The mean loss before the last good state.
    pub(super) good_loss: f64,
    /// Steps in the moments of the state and of the good state.
    pub(super) moment_steps: [u64; 2],
    /// The learning rate is multiplied by this.
    pub(super) factor: f64,
    /// Steps back.
    pub(super) backs: u32,
    pub(super) best_loss: Option<f64>,
    pub(super) best_epoch: usize,
    pub(super) epochs: Vec<Epoch>,
    /// Whether nothing is left to do.
    pub(super) finished: bool,
}
