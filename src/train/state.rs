//! All that changes while a network is trained.

use serde::{Deserialize, Serialize};

use super::optimize::Moments;
use super::{CumulantLayer, Epoch};

#[derive(Clone, Debug, PartialEq)]
pub(super) struct State<T> {
    pub(super) parameters: Vec<T>,
    pub(super) moments: Moments<T>,
    /// What a step back returns to.
    pub(super) good: Good<T>,
    /// The parameters with the lowest loss on the test data.
    pub(super) best: Vec<T>,
    /// The sum of the parameters over the steps that are averaged; empty where none are.
    pub(super) sum: Vec<f64>,
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
    /// The steps in the sum of the parameters.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) averaged: u64,
    /// What the start was made of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) layers: Vec<CumulantLayer>,
    /// How often each component was set back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) resets: Vec<u32>,
    /// Whether nothing is left to do.
    pub(super) finished: bool,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}
