//! Maximum likelihood training of quadratic networks (Eq. 4 of arXiv:2304.00599).
//!
//! ```
//! use diagraction::data::Samples;
//! use diagraction::train::{Options, train};
//! use ndarray::Array2;
//!
//! // A grid of Gaussian quantiles, stretched by two: the trained W undoes it.
//! let quantiles = [-1.645, -1.036, -0.674, -0.385, -0.126, 0.126, 0.385, 0.674, 1.036, 1.645];
//! let data = Array2::from_shape_fn((100, 2), |(n, i)| 2.0 * quantiles[if i == 0 { n / 10 } else { n % 10 }]);
//! let options = Options { epochs: 300, batch: 50, learning_rate: 0.02, ..Options::new(0) };
//! let trained = train(&Samples::from_array(data), None, &options, &mut ())?;
//! let weight = trained.network.linear(1).weight[[0, 0]].abs();
//! assert!((0.5..0.6).contains(&weight));
//! # Ok::<(), diagraction::train::TrainError>(())
//! ```

mod average;
mod batch;
mod bootstrap;
mod check;
mod checkpoint;
mod clusters;
mod cumulants;
pub mod diagnostics;
mod error;
mod gaussian;
mod heads;
mod inverse;
mod judge;
mod layout;
mod note;
mod optimize;
mod options;
mod pairs;
mod parameters;
mod read;
mod real;
mod record;
mod rule;
mod saddle;
pub(crate) mod sealed;
mod shard;
mod state;
mod table;
#[cfg(test)]
mod tests;
mod trainer;
mod training;
mod whiten;

use serde::{Deserialize, Serialize};

pub use bootstrap::{Spread, resampled, resampling_bytes, retrained};
pub use cumulants::{CumulantLayer, Origin};
pub use error::TrainError;
pub use note::Note;
pub use options::{Couplings, Optimizer, Options, Precision, Schedule, Start};
pub use training::Training;
pub use whiten::gaussian;

use crate::data::Samples;
use crate::network::{Latent, Mixture, Network};

/// One epoch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Counted from 1; 0 is the start.
    pub number: usize,
    /// The steps until its end.
    pub step: u64,
    /// The mean of -ln p over the batches of the epoch, while the parameters changed; of all data at the start.
    pub train: f64,
    /// The mean of -ln p over the test data at its end; of the mean of the parameters where this is lower.
    pub test: Option<f64>,
    /// The learning rate of its last step, where there is one.
    pub learning_rate: Option<f64>,
}

/// What follows a training.
pub trait Observer {
    /// An epoch ended.
    fn epoch(&mut self, _epoch: &Epoch) {}
    /// A recorded step, see [`Options::records`], and the network after it with its components.
    fn record(&mut self, _step: u64, _learned: &Mixture) {}
    /// Before a recorded step where [`Options::learning_rule`] asks for it: |dA^(k)/dt| / |A^(k)| for k = 1, .., 4 under
    /// gradient flow, the size of Eq. (32).
    fn learning_rule(&mut self, _step: u64, _rates: &[Option<f64>; 4]) {}
    /// A layer of a start from cumulants, before the epoch of the start is told.
    fn layer(&mut self, _layer: &CumulantLayer) {}
    /// Something to be told.
    fn note(&mut self, _note: &Note) {}
}

impl Observer for () {}

/// A trained network.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The network with the lowest loss on the test data; the last one where there are none.
    pub network: Network<f64>,
    /// Of several components their weights and densities of z; none of a single one, whose z is a standard Gaussian.
    pub components: Vec<(f64, Latent<f64>)>,
    /// The epochs, from the start (0) on.
    pub epochs: Vec<Epoch>,
    /// The epoch that the network is from.
    pub best: usize,
}

/// Trains a network on samples.
///
/// # Formula
/// The minimum of <-ln p(x)> over the samples, with -ln p of [`Network::log_density`]; natural logarithms, so losses are
/// in nats. Gradients are closed-form, layer by layer.
///
/// # Errors
/// See [`TrainError`].
///
/// # Cost
/// About 6 (L + 1) d² + 6 L d2 d1 (d1 + 1) / 2 operations for a sample and epoch. The data are held once, in the
/// numbers that are computed with.
///
/// # Determinism
/// Seed, data and options alone decide the result, not the number of threads.
pub fn train(
    data: &Samples,
    test: Option<&Samples>,
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<Trained, TrainError> {
    let mut training = Training::new(data, test, options)?;
    training.find_start(&())?;
    training.observe_start(observer);
    while training.advance(u64::MAX, observer)? {}
    training.trained()
}
