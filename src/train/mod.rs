//! Maximum likelihood training of quadratic networks (Eq. 4 of arXiv:2304.00599).

mod error;
mod options;

pub use error::TrainError;
pub use options::{Couplings, Optimizer, Options, Precision, Schedule};

use crate::data::Samples;
use crate::network::Network;

/// One epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct Epoch {
    /// Counted from 1; 0 is the start.
    pub number: usize,
    /// The steps until its end.
    pub step: u64,
    /// The mean of -ln p over the batches of the epoch, while the parameters changed; of all data at the start.
    pub train: f64,
    /// The mean of -ln p over the test data at its end.
    pub test: Option<f64>,
    /// The learning rate of its last step.
    pub learning_rate: f64,
}

/// What follows a training.
pub trait Observer {
    /// An epoch ended.
    fn epoch(&mut self, _epoch: &Epoch) {}
    /// A recorded step, see [`Options::records`], and the network after it.
    fn record(&mut self, _step: u64, _network: &Network<f64>) {}
    /// Something to be told: a step back, a saddle.
    fn note(&mut self, _text: &str) {}
}

impl Observer for () {}

/// A trained network.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The network with the lowest loss on the test data; the last one where there are none.
    pub network: Network<f64>,
    /// The epochs, from the start (0) on.
    pub epochs: Vec<Epoch>,
    /// The epoch that the network is from.
    pub best: usize,
}

/// Trains a network on samples.
///
/// # Errors
/// See [`TrainError`].
pub fn train(
    data: &Samples,
    test: Option<&Samples>,
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<Trained, TrainError> {
    let _ = (data, test, options, observer);
    Err(TrainError::Unfinished)
}
