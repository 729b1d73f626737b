//! Why a network cannot be trained.

use thiserror::Error;

use crate::data::DataError;
use crate::network::NetworkError;
use crate::text::bytes;

/// Why a network cannot be trained.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum TrainError {
    /// Samples that cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// An option out of its range.
    #[error("{name} is {value}; {allowed}")]
    Option { name: &'static str, value: f64, allowed: &'static str },
    /// Test data of another dimension.
    #[error("the test data have dimension {found}, the training data {expected}")]
    Dimension { expected: usize, found: usize },
    /// No samples.
    #[error("there are no {which} samples")]
    NoSamples { which: &'static str },
    /// A sample beyond the range of `f32`.
    #[error("sample {row}, coordinate {coordinate} is {value:e}, beyond 32-bit numbers")]
    Range { row: usize, coordinate: usize, value: f64 },
    /// A direction without variance: an eigenvector of the covariance, counted from the smallest.
    #[error("the samples cannot be whitened: their variance along direction {direction} is {variance:e}")]
    Whitening { direction: usize, variance: f64 },
    /// Samples in a hyperplane. A linear map that squeezes them onto it makes any likelihood.
    #[error(
        "the likelihood of the {samples} samples has no bound: coordinate {coordinate} (counted from 0) is constant or follows \
         from those before it"
    )]
    Flat { coordinate: usize, samples: usize },
    /// Samples that are in a hyperplane once they are rounded to the numbers that are computed with.
    #[error("the likelihood has no bound: rounding to 32-bit numbers makes coordinates constant or alike")]
    Rounded,
    /// A start from cumulants with other options than it knows.
    #[error("a start from cumulants is of couplings with all their entries, and without noise")]
    Cumulants,
    #[error(
        "{components} components take {needed} samples at least, d + 1 for each, and there are {samples}"
    )]
    FewSamples { components: usize, samples: usize, needed: usize },
    #[error("several components begin in whitened data")]
    Components,
    /// What does not fit into memory.
    #[error("the training takes about {}, and {} may be taken", bytes::show(*needed), bytes::show(*limit))]
    Memory { needed: u64, limit: u64 },
    /// The loss at the start is no finite number.
    #[error("-ln p of the samples at the start overflows: it is {loss}")]
    Start { loss: f64 },
    /// The trained parameters are no invertible network.
    #[error("the trained parameters are no network")]
    Network(#[from] NetworkError),
    /// A state that is not of this training.
    #[error("the state of the training cannot be taken up: {0}")]
    State(String),
}
