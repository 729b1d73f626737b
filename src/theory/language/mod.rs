//! Theories as text.

mod budget;
mod declarations;
mod evaluate;
mod fields;
mod grammar;
mod index;
pub(crate) mod networks;
mod polynomial;
mod syntax;

use std::path::Path;

use self::declarations::Reader;
use super::error::{Complaint, TheoryError, TheoryFileError};
use crate::Rational;
use crate::action::SparseAction;
use crate::files;
use crate::text::excerpt::check_nesting;

/// The deepest nesting of parentheses that is read.
const MAX_NESTING: usize = 100;

/// The longest text that is read, in bytes.
const MAX_BYTES: u64 = 4 << 20;

/// Reads a theory: an action with exact coefficients, and its lattice where it has one.
///
/// Fields from files are refused; [`load`] reads them.
///
/// # Errors
/// Anything that is not a theory, with the line and the column.
///
/// # Cost
/// Bounded for any text: 2^25 steps, products and sums of terms, 2^19 terms, numbers of 2^13 bits.
///
/// # Example
/// ```
/// use diagraction::theory;
///
/// let action = theory::read("
///     dimension 1
///     u = 1/10
///     S = - x[0]^2 / 2 - u * x[0]^4
/// ")?;
/// assert_eq!(action.get(&[0, 0, 0, 0]).to_string(), "-1/10");
///
/// let error = theory::read("dimension 1\nS = - v * x[0]^2").unwrap_err();
/// assert_eq!((error.line, error.column), (2, 7));
/// # Ok::<(), theory::TheoryError>(())
/// ```
pub fn read(text: &str) -> Result<SparseAction<Rational>, TheoryError> {
    read_beside(text, None)
}

/// Reads a theory from a file. The paths of fields count from its folder.
///
/// # Errors
/// The file cannot be read, or is not a theory.
pub fn load(path: impl AsRef<Path>) -> Result<SparseAction<Rational>, TheoryFileError> {
    let path = path.as_ref();
    let unreadable = |source| TheoryFileError::Unreadable { path: path.to_owned(), source };
    let text = files::read_text(path, MAX_BYTES).map_err(unreadable)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    read_beside(&text, Some(folder)).map_err(|error| TheoryFileError::Text { path: path.to_owned(), error })
}

fn read_beside(text: &str, folder: Option<&Path>) -> Result<SparseAction<Rational>, TheoryError> {
    action(text, folder).map_err(|complaint| TheoryError::at(text, complaint))
}

fn action(text: &str, folder: Option<&Path>) -> Result<SparseAction<Rational>, Complaint> {
    check_text(text)?;
    let statements = syntax::statements(grammar::parse(grammar::Rule::theory, text)?)?;
    let mut reader = Reader::new(folder);
    for statement in statements {
        reader.read(statement)?;
    }
    reader.finish(text)
}

/// Refuses what is longer or deeper than anything that means something.
fn check_text(text: &str) -> Result<(), Complaint> {
    if text.len() as u64 > MAX_BYTES {
        return Err(Complaint::new(0, format!("a text has at most {MAX_BYTES} bytes")));
    }
    check_nesting(text, MAX_NESTING).map_err(|(offset, message)| Complaint::new(offset, message))
}
