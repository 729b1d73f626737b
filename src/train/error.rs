use thiserror::Error;

use crate::data::DataError;
use crate::network::NetworkError;
use crate::text::bytes;

/// Why a network cannot be trained.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TrainError {
    /// Samples that cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// An option out of its range.
    #[error("{name} is {value}; {allowed}")]
    Option {
        /// The option.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What it may be.
        allowed: &'static str,
    },
    /// Test data of another dimension.
    #[error("the test data have dimension {found}, the training data {expected}")]
    Dimension {
        /// Of the training data.
        expected: usize,
        /// Of the test data.
        found: usize,
    },
    /// No samples.
    #[error("there are no {which} samples")]
    NoSamples {
        /// "training" or "test".
        which: &'static str,
    },
    /// A sample beyond the range of `f32`.
    #[error("sample {row}, coordinate {coordinate} is {value:e}, beyond 32-bit numbers")]
    Range {
        /// The row of the sample.
        row: usize,
        /// The coordinate.
        coordinate: usize,
        /// The entry.
        value: f64,
    },
    /// A direction without variance.
    #[error("the samples cannot be whitened: their variance along direction {direction} is {variance:e}")]
    Whitening {
        /// The eigenvector of the covariance, counted from the smallest.
        direction: usize,
        /// Its eigenvalue.
        variance: f64,
    },
    /// Samples in a hyperplane. A linear map that squeezes them onto it makes any likelihood.
    #[error(
        "the likelihood of the {samples} samples has no bound: coordinate {coordinate} (counted from 0) is constant or follows \
         from those before it"
    )]
    Flat {
        /// The first such coordinate.
        coordinate: usize,
        /// The samples.
        samples: usize,
    },
    /// Samples that are in a hyperplane once they are rounded to the numbers that are computed with.
    #[error("the likelihood has no bound: rounding to 32-bit numbers makes coordinates constant or alike")]
    Rounded,
    /// What does not fit into memory.
    #[error("the training takes about {}, and {} may be taken", bytes::show(*needed), bytes::show(*limit))]
    Memory {
        /// The estimate.
        needed: u64,
        /// The bound.
        limit: u64,
    },
    /// The loss at the start is no finite number.
    #[error("-ln p of the samples at the start overflows: it is {loss}")]
    Start {
        /// The loss.
        loss: f64,
    },
    /// The trained parameters are no invertible network.
    #[error("the trained parameters are no network")]
    Network(#[from] NetworkError),
    /// A state that is not of this training.
    #[error("the state of the training cannot be taken up: {0}")]
    State(String),
}
