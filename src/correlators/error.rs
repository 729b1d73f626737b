//! Why there are no correlators.

use thiserror::Error;

use crate::action::ActionError;
use crate::feynman::{GenerateError, MAX_VERTICES};
use crate::modes::ModesError;
use crate::text::bytes::show;

/// Why an action has no expansion, or its diagrams no value.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum CorrelatorsError {
    /// No line, since S has no maximum with curvature there.
    #[error(
        "the Hessian of S is not negative at the point, seen at variable {direction}: there is no propagator"
    )]
    NotNegative { direction: usize },
    /// Cumulants that no density has.
    #[error("κ_2 is missing, or it is no covariance: not positive definite, seen at variable {direction}")]
    NoCovariance { direction: usize },
    /// Numbers beyond the range of floats.
    #[error("the propagator is beyond the range of floats")]
    NotFinite,
    /// Sums beyond the range of floats.
    #[error("the term of order {order} at {loops} loops is beyond the range of floats")]
    Overflow { order: usize, loops: usize },
    /// A maximum without curvature, on the length on which S changes.
    #[error(
        "the maximum of S is flat, with a curvature of {curvature:e} in one direction: there is no propagator"
    )]
    Flat { curvature: f64 },
    /// A point that is no mode.
    #[error("S has a slope of {slope:e} at the point, so it is no mode; trees would never end")]
    NotStationary { slope: f64 },
    /// No maximum at all.
    #[error("S has no maximum that a climb could find: {why}")]
    NoMode { why: String },
    /// A mode that is no rational number.
    #[error("no rational mode was found: at the nearest candidate S has a slope of {slope:e}")]
    NoRationalMode { slope: f64 },
    /// A^(4) as entries and as pairs.
    #[error("the action has entries to rank {rank} beside the pairs of A^(4); with pairs it ends at rank 3")]
    TwoQuartics { rank: usize },
    /// A^(4) as entries where pairs are wanted.
    #[error("the trees of four legs are pairs where A^(4) is, but the expansion holds it by entries")]
    NoPairs,
    /// No covariance.
    #[error("{what} is not positive definite")]
    NotPositive { what: &'static str },
    /// No point at which the effective action has no slope.
    #[error("the mean of the effective action is not found in {steps} steps")]
    NoMean { steps: usize },
    /// No Gaussian that is consistent with its action.
    #[error("no self-consistent Gaussian was found after {steps} steps: {why}")]
    NotConsistent { steps: usize, why: String },
    /// Diagrams that are too large.
    #[error(
        "diagrams of order {order} to {loops} loops would have {vertices} vertices and legs; at most {MAX_VERTICES} are supported"
    )]
    TooLarge { order: usize, loops: usize, vertices: usize },
    #[error("the diagrams of order {order} at {loops} loops take about {} of memory, and {} may be taken", show(*needed), show(*available))]
    Memory { order: usize, loops: usize, needed: u64, available: u64 },
    #[error(transparent)]
    Generate(#[from] GenerateError),
    #[error(transparent)]
    Action(#[from] ActionError),
    #[error(transparent)]
    Modes(#[from] ModesError),
}
