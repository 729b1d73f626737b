//! Why statistics could not be computed.

use thiserror::Error;

use crate::data::DataError;

/// Statistics that could not be computed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StatisticsError {
    /// The samples cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// An order without an estimator.
    #[error("order {0} is not there: cumulants and moments are estimated to order 4")]
    Order(usize),
    /// Too few samples.
    #[error("{rows} samples are too few for order {order}, which takes at least {order}")]
    TooFew {
        /// The samples.
        rows: usize,
        /// The highest order.
        order: usize,
    },
    /// A single block, which has no spread.
    #[error("the {rows} samples are one block, and standard errors take at least two")]
    OneBlock {
        /// The samples.
        rows: usize,
    },
    /// The results would not fit.
    #[error(
        "order {order} in {dimension} dimensions takes at least {needed} of memory, more than the {limit} that may be \
         taken"
    )]
    Memory {
        /// The dimension.
        dimension: usize,
        /// The highest order.
        order: usize,
        /// What it takes, in words.
        needed: String,
        /// What may be taken, in words.
        limit: String,
    },
    /// A number beyond the range of floats.
    #[error("the entry {index:?} of order {order} is beyond the range of 64-bit floats; scale the samples")]
    NotFinite {
        /// The order.
        order: usize,
        /// The multi-index.
        index: Vec<usize>,
    },
    /// A number whose square is below the range of floats.
    #[error(
        "the entry {index:?} of order {order} is so small that its standard error is below the range of 64-bit floats; \
         scale the samples"
    )]
    TooSmall {
        /// The order.
        order: usize,
        /// The multi-index.
        index: Vec<usize>,
    },
    /// Statistics of different dimension.
    #[error("the dimensions differ: {0} and {1}")]
    Dimensions(usize, usize),
}
