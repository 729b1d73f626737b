//! What can be wrong in a file of samples.

use std::io;

use thiserror::Error;

use crate::Refused;
use crate::arrays;

/// A file of samples that was refused.
pub type DataError = Refused<Fault>;

/// What is wrong in a file of samples.
#[derive(Debug, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum Fault {
    /// The operating system refused.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// The ending names no format.
    #[error("has no ending of a data file: .npy, .npz or .csv")]
    Ending,
    /// The arrays cannot be read.
    #[error(transparent)]
    Arrays(#[from] arrays::Fault),
    /// An array that is no list of samples.
    #[error("has the shape {0:?}; samples are an array of shape (N, d), or (N, side, side){remedy}", remedy = axis(.0))]
    Shape(Vec<usize>),
    /// An array of several axes that may be chains, or lattices of unequal sides.
    #[error(
        "has the shape {0:?}, and several axes behind the first are a lattice only where they are equal; {remedy}",
        remedy = sides(.0)
    )]
    Sides(Vec<usize>),
    /// An array that is no list of chains.
    #[error(
        "has the shape {0:?}; chains are an array of shape (chains, draws, d), or (chains, draws, side, side)"
    )]
    ChainShape(Vec<usize>),
    /// An archive of chains in which one is missing.
    #[error("holds chains, and `{0}` is not among them; chains are counted from 0 without a gap")]
    Gap(String),
    /// There are no samples.
    #[error("holds no samples")]
    Empty,
    /// A file that is no longer what it was when it was opened.
    #[error("was changed while it was read; start again when nothing writes it")]
    Changed,
    /// An archive in which the samples are not to be told from other arrays.
    #[error("holds the arrays {}, and only one of them can be the samples", shown(.0))]
    Ambiguous(Vec<String>),
    /// An archive without the array that was asked for.
    #[error("has no array `{key}`; it holds {}", shown(found))]
    NoKey { key: String, found: Vec<String> },
    /// A name was given for a file that holds one array.
    #[error("holds one array without a name")]
    NoNames,
    /// Chains of different dimension.
    #[error("chain {chain} has d = {found}, and the others have d = {expected}")]
    Chains { chain: usize, found: usize, expected: usize },
    /// An entry that is NaN or infinite.
    #[error("row {row}, column {column} (counted from 0) is {value}; remove the sample or mend it")]
    NotFinite { row: usize, column: usize, value: f64 },
    /// A line with too few or too many numbers.
    #[error("line {line} has {found} numbers, and the first sample has {expected}")]
    Width {
        /// The line, counted from 1.
        line: usize,
        found: usize,
        expected: usize,
    },
    /// A line whose numbers have decimal commas, or that has two kinds of separators.
    #[error(
        "line {line} has both commas and semicolons, and only one of them can separate numbers; write decimals with a \
         point, as in 1.5"
    )]
    Separators {
        /// The line, counted from 1.
        line: usize,
    },
    /// A field that is no number.
    #[error("line {line}, field {field}: \"{text}\" is not a number")]
    Field {
        /// The line, counted from 1.
        line: usize,
        /// The field, counted from 1.
        field: usize,
        text: String,
    },
}

/// Names as a file has them, without what a terminal would obey.
fn shown(names: &[String]) -> String {
    names.iter().map(|name| name.escape_debug().to_string()).collect::<Vec<_>>().join(", ")
}

/// What makes samples of a list of numbers.
fn axis(shape: &[usize]) -> &'static str {
    if shape.len() == 1 { "; save x[:, None] of samples with one component" } else { "" }
}

/// What makes samples of an array.
fn sides(shape: &[usize]) -> String {
    let (count, rest) = (shape.first().unwrap_or(&0), shape.get(2..).unwrap_or_default());
    let dimension = rest.iter().fold(1usize, |product, &side| product.saturating_mul(side));
    format!(
        "save x.reshape(-1, {dimension}) of chains, or each as an array chain.0, chain.1, .. of an .npz file, and \
         x.reshape({count}, -1) of lattices"
    )
}
