//! The statistics of samples: moments, cumulants with standard errors, and how two sets of samples differ.
//!
//! - [`Moments`] sums up all monomials to any order, chunk by chunk; [`Moments::cumulants`] makes k-statistics of them.
//! - [`measure()`] estimates cumulants or moments with standard errors, of files larger than memory too.
//! - [`compare`] sets two such estimates side by side, and [`Verdict`] says what that means.

mod autocorrelation;
mod blocked;
mod blocks;
mod compare;
mod error;
mod jackknife;
mod kstatistics;
mod linear;
mod measure;
mod moments;
mod pieces;
mod probe;
mod tail;
mod verdict;

pub use autocorrelation::Slowest;
pub use blocks::Blocks;
pub use compare::{OrderComparison, compare};
pub use error::StatisticsError;
pub(crate) use jackknife::jackknife;
pub use kstatistics::MAX_ORDER;
pub use measure::{Cut, Kind, Request, measure, memory};
pub use moments::Moments;
pub use probe::Probe;
pub use tail::{at_least, beyond_by_chance, largest_of};
pub use verdict::{Answer, FEW_BLOCKS, Verdict};

use crate::action::SymmetricTensor;

/// A number with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The number.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
}

/// A symmetric tensor with the standard error of each entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The entries.
    pub value: SymmetricTensor<f64>,
    /// Their standard errors.
    pub error: SymmetricTensor<f64>,
}

impl From<(SymmetricTensor<f64>, SymmetricTensor<f64>)> for Estimate {
    fn from((value, error): (SymmetricTensor<f64>, SymmetricTensor<f64>)) -> Estimate {
        Estimate { value, error }
    }
}

/// Cumulants or moments of samples with their standard errors, and how these were found.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    /// What was estimated.
    pub kind: Kind,
    /// The number of samples N.
    pub rows: usize,
    /// The samples of each chain.
    pub chains: Vec<usize>,
    /// The blocks whose spread gives the errors.
    pub blocks: Blocks,
    /// The coordinate, or square of one, with the longest autocorrelation time, in blocks about as long as these.
    /// `None` where there are too few rows to tell, or nothing varies.
    pub slowest: Option<Slowest>,
    /// Whether blocks are as good as independent, as far as can be seen.
    pub long_enough: bool,
    /// Whether no dependence between rows is seen at all: they are independent, or in another order than they were drawn in.
    pub independent_rows: bool,
    /// The estimates of order 1, 2, ..
    pub orders: Vec<Estimate>,
    /// How the estimates of each order depend on each other.
    pub probes: Vec<Probe>,
}

impl Statistics {
    /// The dimension d.
    pub fn dimension(&self) -> usize {
        self.orders.first().map_or(0, |estimate| estimate.value.dimension())
    }

    /// Cumulants of order 1, 2, .. that are known without errors, to be compared with estimates: they stand in blocks like these.
    pub fn given(orders: Vec<SymmetricTensor<f64>>, like: &Statistics) -> Statistics {
        let without_error = |value: SymmetricTensor<f64>| {
            let error = SymmetricTensor::zero(value.dimension(), value.rank());
            Estimate { value, error }
        };
        Statistics {
            kind: Kind::Cumulants,
            rows: 0,
            chains: Vec::new(),
            slowest: None,
            long_enough: true,
            independent_rows: false,
            orders: orders.into_iter().map(without_error).collect(),
            probes: like.probes.iter().map(Probe::without_deviations).collect(),
            blocks: like.blocks.clone(),
        }
    }

    /// The degrees of freedom of the standard errors, B - 1.
    pub fn degrees_of_freedom(&self) -> f64 {
        self.blocks.count() as f64 - 1.0
    }
}

/// The seed of draws that data are compared with: of a stream of their own, so that draws of the same seed never meet themselves.
#[must_use]
pub fn reference_seed(seed: u64) -> u64 {
    seed ^ 0x9e37_79b9_7f4a_7c15
}
