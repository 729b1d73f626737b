//! Why a figure cannot be drawn.

use thiserror::Error;

/// Why a figure cannot be drawn.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum PlotError {
    /// A number that is not finite.
    #[error("panel '{panel}': {what} is {value}, which cannot be drawn")]
    NotFinite { panel: String, what: String, value: f64 },
    /// A number without a place on a logarithmic axis.
    #[error("panel '{panel}': {what} is {value}, and a logarithmic axis has positive numbers only")]
    NotPositive { panel: String, what: String, value: f64 },
    /// Numbers that do not belong together one to one.
    #[error("panel '{panel}': {expected} {what} are needed, and there are {found}")]
    Count {
        panel: String,
        /// What is counted.
        what: &'static str,
        expected: usize,
        found: usize,
    },
    /// Nothing to draw.
    #[error("panel '{panel}': there is nothing to draw")]
    Empty { panel: String },
    /// A figure without panels.
    #[error("the figure has no panels")]
    NoPanels,
    /// A figure that no image can hold.
    #[error("the image cannot be made: {0}")]
    Image(String),
}
