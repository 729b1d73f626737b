//! Where and why a text is no diagram.

use thiserror::Error;

use crate::text::excerpt::Excerpt;

/// Text that is not a diagram, with the place where reading stopped.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("notation, line {line}, column {column}: {message}\n{excerpt}")]
pub struct NotationError {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is wrong and what was expected.
    pub message: String,
    /// The line with a mark below the place.
    excerpt: String,
}

impl NotationError {
    /// An error at a byte offset of `text`.
    pub(super) fn at(text: &str, offset: usize, message: impl Into<String>) -> NotationError {
        let Excerpt { line, column, marked } = Excerpt::at(text, offset);
        NotationError { line, column, message: message.into(), excerpt: marked }
    }
}
