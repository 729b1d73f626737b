use thiserror::Error;

/// Why a figure cannot be drawn.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum PlotError {
    /// A number that is not finite.
    #[error("panel '{panel}': {what} is {value}, which cannot be drawn")]
    NotFinite {
        /// The title of the panel.
        panel: String,
        /// Which number.
        what: String,
        /// The number.
        value: f64,
    },
    /// A number without a place on a logarithmic axis.
    #[error("panel '{panel}': {what} is {value}, and a logarithmic axis has positive numbers only")]
    NotPositive {
        /// The title of the panel.
        panel: String,
        /// Which number.
        what: String,
        /// The number.
        value: f64,
    },
    /// Numbers that do not belong together one to one.
    #[error("panel '{panel}': {expected} {what} are needed, and there are {found}")]
    Count {
        /// The title of the panel.
        panel: String,
        /// What is counted.
        what: &'static str,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Nothing to draw.
    #[error("panel '{panel}': there is nothing to draw")]
    Empty {
        /// The title of the panel.
        panel: String,
    },
    /// A figure without panels.
    #[error("the figure has no panels")]
    NoPanels,
    /// A figure that no image can hold.
    #[error("the image cannot be made: {0}")]
    Image(String),
}
