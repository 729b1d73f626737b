//! Why a report cannot be made.

use thiserror::Error;

use crate::action::ActionError;
use crate::check::CheckError;
use crate::evaluate::EvaluateError;
use crate::network::{EvaluationError, SpectrumError};
use crate::plot::PlotError;
use crate::statistics::StatisticsError;
use crate::text::bytes::show;

/// Why a report cannot be made.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "said by the messages")]
pub enum ReportError {
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
    /// Diagrams that cannot be told apart.
    #[error(transparent)]
    Diagrams(EvaluateError),
    #[error(transparent)]
    Check(#[from] CheckError),
    #[error(transparent)]
    Action(#[from] ActionError),
    #[error(transparent)]
    Statistics(#[from] StatisticsError),
    #[error(transparent)]
    Draw(#[from] PlotError),
    #[error(transparent)]
    Point(#[from] EvaluationError),
    #[error(transparent)]
    Spectrum(#[from] SpectrumError),
    #[error("{name} has d = {dimension}, and the model has d = {expected}")]
    Dimension { name: String, dimension: usize, expected: usize },
    #[error("{name}: no rank is known of both actions, so there is nothing to compare")]
    NothingCommon { name: String },
    #[error("{rows} draws of the network take about {} of memory, and {} may be taken", show(*needed), show(*memory))]
    Draws { rows: usize, needed: u64, memory: u64 },
    #[error("the entries of a plot take about {} of memory, and {} may be taken", show(*needed), show(*memory))]
    Plot { needed: u64, memory: u64 },
}
