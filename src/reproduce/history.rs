//! A training and what was followed on its way.

use std::path::Path;

use crate::network::Network;
use crate::train::Epoch;
use serde::{Deserialize, Serialize};

use super::Fault;
use super::storage::{Json, Stored};

/// A trained network and how it came to be.
#[derive(Clone, Debug)]
pub(crate) struct Training {
    pub(crate) network: Network<f64>,
    /// Losses and recorded steps.
    pub(crate) history: History,
}

/// The course of a training.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct History {
    /// The losses, from the start on.
    pub(crate) losses: Vec<Loss>,
    /// The epoch that the network is from.
    pub(crate) best: usize,
    /// What was measured at recorded steps.
    pub(crate) records: Vec<Record>,
}

/// The losses of one epoch, see [`Epoch`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Loss {
    pub(crate) epoch: usize,
    /// The steps until its end.
    pub(crate) step: u64,
    /// The training loss.
    pub(crate) train: f64,
    /// The test loss.
    pub(crate) test: Option<f64>,
}

/// What was measured of a network on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) step: u64,
    /// The numbers, in the order of the [`Measure`](super::Measure).
    pub(crate) values: Vec<f64>,
}

impl History {
    /// The test loss of the network that was kept, or the training loss where there were no test data.
    pub(crate) fn final_loss(&self) -> Option<f64> {
        let best = self.losses.iter().find(|loss| loss.epoch == self.best)?;
        Some(best.test.unwrap_or(best.train))
    }
}

impl From<&Epoch> for Loss {
    fn from(epoch: &Epoch) -> Loss {
        Loss { epoch: epoch.number, step: epoch.step, train: epoch.train, test: epoch.test }
    }
}

/// The network as .safetensors, the rest as .json.
impl Stored for Training {
    fn keep(&self, base: &Path) -> Result<(), Fault> {
        self.network.keep(base)?;
        Json(self.history.clone()).keep(base)
    }

    fn recall(base: &Path) -> Result<Self, Fault> {
        Ok(Training { network: Network::recall(base)?, history: Json::recall(base)?.0 })
    }
}
