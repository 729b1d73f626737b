//! Why statistics could not be computed.

use thiserror::Error;

use crate::data::DataError;

/// Statistics that could not be computed.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum StatisticsError {
    /// The samples cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// An order without an estimator.
    #[error("order {0} is not there: cumulants and moments are estimated to order 4")]
    Order(usize),
    /// Too few samples.
    #[error("{rows} samples are too few for order {order}, which takes at least {order}")]
    TooFew { rows: usize, order: usize },
    /// A single block, which has no spread.
    #[error("the {rows} samples are one block, and standard errors take at least two")]
    OneBlock { rows: usize },
    /// The results would not fit.
    #[error(
        "order {order} in {dimension} dimensions takes at least {needed} of memory, more than the {limit} that may be \
         taken"
    )]
    Memory { dimension: usize, order: usize, needed: String, limit: String },
    /// A number beyond the range of floats.
    #[error("the entry {index:?} of order {order} is beyond the range of 64-bit floats; scale the samples")]
    NotFinite { order: usize, index: Vec<usize> },
    /// A number whose square is below the range of floats.
    #[error(
        "the entry {index:?} of order {order} is so small that its standard error is below the range of 64-bit floats; \
         scale the samples"
    )]
    TooSmall { order: usize, index: Vec<usize> },
    /// Statistics of different dimension.
    #[error("the dimensions differ: {0} and {1}")]
    Dimensions(usize, usize),
}
