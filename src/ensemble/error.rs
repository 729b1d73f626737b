//! Why an ensemble has no correlators or no action.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::Activation;
use crate::correlators::CorrelatorsError;
use crate::modes::ModesError;
use crate::text::bytes::show;
use crate::theory::TheoryError;

/// Why an ensemble has no correlators or no action.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum EnsembleError {
    /// Points of another space.
    #[error("the points have {points} coordinates, and the networks {inputs} inputs")]
    Inputs { points: usize, inputs: usize },
    #[error("no points")]
    NoPoints,
    /// A correlator without a closed form.
    #[error(
        "the correlators of {order} outputs have no closed form here, for {activation} units with these densities and points"
    )]
    NoClosedForm { order: usize, activation: Activation },
    /// A covariance that cannot be inverted with a useful number of digits.
    #[error(
        "the covariance of the outputs has a condition of {condition:.1e}; above 1e8 couplings have too few digits; {advice}"
    )]
    Condition { condition: f64, advice: String },
    /// What only finite networks have.
    #[error("networks of infinite width cannot be drawn")]
    InfiniteWidth,
    /// Draws by rejection that would never end.
    #[error(
        "S_int is not bounded by zero from above, so that draws cannot be accepted with probability exp(S_int): every term must be of even powers with a factor below zero"
    )]
    Unbounded,
    #[error("fewer than one of {tried} networks is accepted with probability exp(S_int)")]
    Rejected { tried: u64 },
    /// What a deformed ensemble does not have.
    #[error("an ensemble with S_int has no {what}")]
    Deformed { what: &'static str },
    #[error("{draws} networks; give {least} or more")]
    Draws { draws: usize, least: usize },
    #[error("the exponents of N need two widths or more")]
    Widths,
    #[error("{what} are beyond the range of floats")]
    NotFinite { what: &'static str },
    #[error("{what} take about {} of memory, and {} may be taken", show(*needed), show(*memory))]
    Memory { what: &'static str, needed: u64, memory: u64 },
    #[error(transparent)]
    Diagrams(#[from] CorrelatorsError),
    #[error(transparent)]
    Modes(#[from] ModesError),
}

/// An ensemble file that was refused.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum EnsembleFileError {
    /// The file cannot be read, or is not text.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    /// The text is not an ensemble.
    #[error("{}, {error}", path.display())]
    Text { path: PathBuf, error: TheoryError },
}
