//! Why an action is not fitted.

use thiserror::Error;

use crate::action::ActionError;
use crate::data::DataError;
use crate::text::bytes;

/// Why an action is not fitted.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum FitError {
    /// The samples cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The coefficients are no action.
    #[error(transparent)]
    Action(#[from] ActionError),
    /// A support with an index beyond the dimension.
    #[error(
        "the support names {index:?}, and the indices of d = {dimension} coordinates are below {dimension}"
    )]
    Index { index: Vec<usize>, dimension: usize },
    /// A text of a support that holds something else than indices. Lines are counted from 1.
    #[error("line {line}: '{entry}' is not the number of a coordinate")]
    Entry { line: usize, entry: String },
    /// A support without a monomial.
    #[error("the support has no monomial of rank 1 or higher, so there is nothing to fit")]
    EmptySupport,
    /// Another dimension than that of the samples.
    #[error("the support has d = {expected}, and the samples have d = {found}")]
    Dimension { expected: usize, found: usize },
    /// Moments that do not belong to the monomials.
    #[error("moments of orders 0 to {needed} in d = {dimension} are needed, one after the other")]
    Moments { needed: usize, dimension: usize },
    /// There is nothing to fit to.
    #[error("there are no samples")]
    NoSamples,
    /// A rank that says nothing.
    #[error("the highest rank is at least 1")]
    Rank,
    /// More unknowns than samples.
    #[error(
        "{unknowns} coefficients are wanted of {rows} samples; there must be more samples than coefficients"
    )]
    TooFew { unknowns: usize, rows: usize },
    /// A coordinate without fluctuations.
    #[error(
        "coordinate {coordinate} (counted from 0) varies by less than 1e-12 of its mean, {value}; if it is not constant, subtract the mean"
    )]
    Constant { coordinate: usize, value: f64 },
    /// A coordinate whose powers are beyond the range of numbers.
    #[error(
        "coordinate {coordinate} (counted from 0) is between {lowest:e} and {highest:e}, and the coefficients of its powers \
         are beyond the range of floating-point numbers; rescale it to values of order one"
    )]
    Units { coordinate: usize, lowest: f64, highest: f64 },
    /// Monomials that the samples do not tell apart.
    #[error(
        "the normal equations are singular: on these samples the derivatives of the monomial {} are a combination of \
         those of others",
        monomial(index)
    )]
    Singular { index: Vec<usize> },
    /// A ridge that is none.
    #[error("the ridge {0} is not a number of zero or more")]
    Ridge(f64),
    /// Blocks that are too long for standard errors.
    #[error("the samples make {blocks} blocks of {length}; standard errors need {fewest} blocks")]
    Blocks { blocks: usize, length: usize, fewest: usize },
    /// Coefficients that overflow.
    #[error(
        "the coefficient of {} overflows; measure the coordinates in other units, with values of order one",
        monomial(index)
    )]
    NotFinite { index: Vec<usize> },
    /// Too much memory.
    #[error(
        "{unknowns} coefficients need about {} of memory; {} are available",
        bytes::show(*needed),
        bytes::show(*available)
    )]
    Memory { unknowns: String, needed: u64, available: u64 },
}

/// A monomial in words: `x3^2 x5`.
fn monomial(index: &[usize]) -> String {
    let powers = index.chunk_by(|a, b| a == b).map(|class| match class.len() {
        1 => format!("x{}", class[0]),
        power => format!("x{}^{power}", class[0]),
    });
    powers.collect::<Vec<_>>().join(" ")
}
