//! Where and why a text is no theory.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::text::excerpt::Excerpt;

/// Text that is not a theory or an ensemble, with the place where reading stopped.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {message}\n{excerpt}")]
pub struct TheoryError {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What would be right, where that can be told.
    pub hint: Option<String>,
    /// The line with a mark below the place.
    excerpt: String,
}

impl TheoryError {
    /// An error at a byte offset of `text`.
    pub(crate) fn at(text: &str, complaint: Complaint) -> TheoryError {
        let Excerpt { line, column, marked } = Excerpt::at(text, complaint.offset);
        TheoryError { line, column, message: complaint.message, hint: complaint.hint, excerpt: marked }
    }
}

/// What is wrong at a byte offset of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    offset: usize,
    message: String,
    hint: Option<String>,
}

impl Complaint {
    pub(crate) fn new(offset: usize, message: impl Into<String>) -> Complaint {
        Complaint { offset, message: message.into(), hint: None }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Complaint {
        Complaint { hint: Some(hint.into()), ..self }
    }
}

/// A theory file that was refused.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum TheoryFileError {
    /// The file cannot be read, is longer than any theory, or is not text.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    /// The text is not a theory.
    #[error("{}, {error}", path.display())]
    Text { path: PathBuf, error: TheoryError },
}

/// A field that could not be made or read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct FieldError(pub(super) String);
