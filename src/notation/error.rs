//! Where and why a text is no diagram.

use crate::text::bytes::show;
use pest::RuleType;
use pest::error::{Error as PestError, ErrorVariant, InputLocation};
use thiserror::Error;

use crate::text::excerpt::{Excerpt, alternatives};

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
    pub(crate) fn at(text: &str, offset: usize, message: impl Into<String>) -> NotationError {
        let Excerpt { line, column, marked } = Excerpt::at(text, offset);
        NotationError { line, column, message: message.into(), excerpt: marked }
    }

    /// Refuses a text of more bytes.
    pub(crate) fn expect_length(text: &str, most: u64) -> Result<(), NotationError> {
        match text.len() as u64 > most {
            true => Err(NotationError::at(
                text,
                0,
                format!("a text of more than {}; read it in parts", show(most)),
            )),
            false => Ok(()),
        }
    }

    /// What a grammar expected in the part of `text` that begins at `start`, with the names that its rules have.
    pub(crate) fn syntax<R: RuleType>(
        text: &str,
        start: usize,
        error: PestError<R>,
        name: fn(R) -> &'static str,
    ) -> NotationError {
        let (InputLocation::Pos(offset) | InputLocation::Span((offset, _))) = error.location;
        let offset = start + offset;
        let message = match error.variant {
            ErrorVariant::ParsingError { positives, .. } => {
                alternatives(positives.into_iter().map(name).collect())
                    .map_or("this is not a diagram".to_string(), |names| format!("expected {names}"))
            }
            ErrorVariant::CustomError { message } => message,
        };
        let found = text[offset..].chars().next();
        let found = found.map_or_else(|| "the text ends".to_string(), |found| format!("found '{found}'"));
        NotationError::at(text, offset, format!("{message}, but {found}"))
    }
}
