use thiserror::Error;

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

/// The part of a long line that is shown around the mark.
const CONTEXT: usize = 36;

impl NotationError {
    /// An error at a byte offset of `text`.
    pub(super) fn at(text: &str, offset: usize, message: impl Into<String>) -> NotationError {
        let before = &text[..offset];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line_text = text[start..].lines().next().unwrap_or("");
        let column = before[start..].chars().count();
        NotationError {
            line: before.matches('\n').count() + 1,
            column: column + 1,
            message: message.into(),
            excerpt: excerpt(line_text, column),
        }
    }
}

fn excerpt(line: &str, column: usize) -> String {
    let first = column.saturating_sub(CONTEXT);
    let shown: String = line.chars().skip(first).take(2 * CONTEXT).collect();
    let (head, tail) = (if first > 0 { "…" } else { "" }, line.chars().count() > first + 2 * CONTEXT);
    let mark = " ".repeat(column - first + head.chars().count());
    format!("  {head}{shown}{}\n  {mark}^", if tail { "…" } else { "" })
}
