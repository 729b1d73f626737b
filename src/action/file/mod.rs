//! Action files: JSON, NPZ and safetensors; CSV is written only.
//!
//! | format | content |
//! |---|---|
//! | json | every entry that is not zero, with its multi-index; exact actions as strings "p/q" |
//! | csv | `rank,index,value`, the entries of a multi-index separated by spaces |
//! | npz, safetensors | `A0` (1), `A1` (d), `A2` (d, d), then `A3`, `A4`, .. packed |
//!
//! Standard errors of the entries stand beside them: `errors` in JSON, in the shape of the coefficients, and `A1.error`, `A2.error`, ..

pub mod binary;
pub mod csv;
mod error;
pub mod json;

use crate::text::bytes::show;
use std::path::Path;

pub use error::{Fault, LoadError};

use super::{Action, ActionError, Kernel, SparseAction};
use crate::Rational;
use crate::arrays::Container;
use crate::files;

/// An action as its file holds it.
#[derive(Clone, Debug, PartialEq)]
pub enum ActionFile {
    /// Floating-point coefficients.
    Float(Action<f64>),
    /// Exact coefficients, from JSON.
    Exact(Action<Rational>),
}

impl ActionFile {
    /// The action in floating point, its constants within A^(0).
    ///
    /// # Errors
    /// When an exact coefficient is beyond the range of an `f64`.
    pub fn into_f64(self) -> Result<Action<f64>, ActionError> {
        match self {
            ActionFile::Float(action) => Ok(action),
            ActionFile::Exact(action) => action.to_f64(),
        }
    }

    /// The exact action, if the file holds one.
    pub fn to_exact(&self) -> Option<Action<Rational>> {
        match self {
            ActionFile::Float(_) => None,
            ActionFile::Exact(action) => Some(action.clone()),
        }
    }
}

/// An action as its file holds it, by the entries that are not zero.
#[derive(Clone, Debug, PartialEq)]
pub enum SparseFile {
    /// Floating-point coefficients.
    Float(SparseAction<f64>),
    /// Exact coefficients, from JSON.
    Exact(SparseAction<Rational>),
}

impl SparseFile {
    /// The action in floating point, its constants within A^(0).
    ///
    /// # Errors
    /// When an exact coefficient is beyond the range of an `f64`.
    pub fn into_f64(self) -> Result<SparseAction<f64>, ActionError> {
        match self {
            SparseFile::Float(action) => Ok(action),
            SparseFile::Exact(action) => action.to_f64(),
        }
    }
}

/// The standard errors of the entries of an action, in the place of these.
#[derive(Clone, Debug, PartialEq)]
pub struct Errors<A> {
    /// The errors; zero where none is known.
    pub entries: A,
    /// The number of networks, or sets of samples, whose spread they are, where it is known.
    pub replicas: Option<u32>,
}

/// Reads an action file; the ending names the format.
///
/// # Errors
/// A [`LoadError`] with the file and what is wrong in it.
///
/// # Example
/// ```
/// use diagraction::action::{Action, Truncation, file};
///
/// let action = Action::<f64>::zero(2, 2, Truncation::none());
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("action.json");
/// file::json::write(&action, &mut std::fs::File::create(&path)?)?;
/// assert_eq!(file::load(&path)?.into_f64()?, action);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load(path: impl AsRef<Path>) -> Result<ActionFile, LoadError> {
    let path = path.as_ref();
    read(path).map_err(|fault| LoadError::new(path, fault))
}

/// As [`load`], for actions whose packed tensors would not fit. A JSON file also gives the lattice.
///
/// # Errors
/// A [`LoadError`] with the file and what is wrong in it.
pub fn load_sparse(path: impl AsRef<Path>) -> Result<SparseFile, LoadError> {
    let path = path.as_ref();
    read_sparse(path).map_err(|fault| LoadError::new(path, fault))
}

/// Reads an action file for many evaluations: A^(4) stays in pairs where the file has them, and a JSON file need not fit
/// into packed tensors.
///
/// # Errors
/// A [`LoadError`] with the file and what is wrong in it.
pub fn load_kernel(path: impl AsRef<Path>) -> Result<Kernel, LoadError> {
    let path = path.as_ref();
    read_kernel(path).map_err(|fault| LoadError::new(path, fault))
}

/// The standard errors of the entries of an `.npz` or `.safetensors` file, where it has them, and of how many replicas they are.
///
/// # Errors
/// A [`LoadError`] with the file and what is wrong in it.
pub fn load_errors(path: impl AsRef<Path>) -> Result<Option<Errors<Action<f64>>>, LoadError> {
    let path = path.as_ref();
    let read = |bytes: &[u8]| match ending(path).as_str() {
        "npz" => binary::read_errors(Container::Npz, bytes),
        _ => binary::read_errors(Container::Safetensors, bytes),
    };
    files::read(path)
        .map_err(Fault::from)
        .and_then(|bytes| read(&bytes))
        .map_err(|fault| LoadError::new(path, fault))
}

/// As [`load_errors`], of a JSON file.
///
/// # Errors
/// A [`LoadError`] with the file and what is wrong in it.
pub fn load_sparse_errors(path: impl AsRef<Path>) -> Result<Option<Errors<SparseAction<f64>>>, LoadError> {
    let path = path.as_ref();
    let read = files::read(path).map_err(Fault::from).and_then(|bytes| json::read_errors(&bytes));
    read.map_err(|fault| LoadError::new(path, fault))
}

fn read_kernel(path: &Path) -> Result<Kernel, Fault> {
    let dense = |container| -> Result<Kernel, Fault> {
        let (action, pairs) = binary::read_parts(container, &files::read(path)?, true)?;
        Ok(Kernel::dense(&action, pairs.as_ref()))
    };
    match ending(path).as_str() {
        "npz" => dense(Container::Npz),
        "safetensors" => dense(Container::Safetensors),
        _ => Ok(Kernel::new(&read_sparse(path)?.into_f64()?)),
    }
}

fn read_sparse(path: &Path) -> Result<SparseFile, Fault> {
    match ending(path).as_str() {
        "json" => json::read_sparse(&files::read(path)?),
        _ => Ok(SparseFile::Float(SparseAction::from(&read(path)?.into_f64()?))),
    }
}

fn read(path: &Path) -> Result<ActionFile, Fault> {
    let bytes = files::read(path)?;
    match ending(path).as_str() {
        "json" => json::read(&bytes),
        "npz" => binary::read(Container::Npz, &bytes).map(ActionFile::Float),
        "safetensors" => binary::read(Container::Safetensors, &bytes).map(ActionFile::Float),
        _ => Err(Fault::Ending),
    }
}

/// So many variables are believed without a number for each: a file with A^(0) alone is small at any dimension.
const BELIEVED: usize = 1 << 16;

/// More variables than this are a damaged file.
const MAX_DIMENSION: usize = 1 << 24;

/// Refuses a dimension for which the file is too short. What is made for each variable is then bounded by its bytes.
pub(crate) fn checked_dimension(dimension: usize, bytes: usize) -> Result<usize, Fault> {
    let most = BELIEVED.max(bytes).min(MAX_DIMENSION);
    let refusal = || format!("it is at least 1 and at most {most} in a file of {}", show(bytes as u64));
    let is_held = (1..=most).contains(&dimension);
    is_held.then_some(dimension).ok_or_else(|| Fault::content("dimension", refusal()))
}

fn ending(path: &Path) -> String {
    path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase()
}
