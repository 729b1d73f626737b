//! JSON to an action, with every number and index checked.

use num_traits::{One, Zero};
use serde::Deserialize;
use serde_json::Value;

use super::{FORMAT, VERSION};
use crate::action::file::{ActionFile, Errors, Fault, SparseFile, checked_dimension};
use crate::action::{Constants, Domain, SparseAction, Truncation};
use crate::each::each;
use crate::text::number;
use crate::{Lattice, Rational, Scalar};

/// Higher ranks than this are a damaged file.
const MAX_RANK: usize = 1 << 16;

#[derive(Deserialize)]
struct Document {
    format: String,
    version: u32,
    dimension: usize,
    max_rank: Option<usize>,
    max_chi: Option<usize>,
    exact: bool,
    #[serde(default)]
    around: Option<Vec<Value>>,
    lattice: Option<Lattice>,
    #[serde(default)]
    domain: Domain,
    coefficients: Vec<Coefficient>,
    constants: Option<StoredConstants>,
    errors: Option<Vec<Coefficient>>,
    replicas: Option<u32>,
}

#[derive(Deserialize)]
struct Coefficient {
    rank: usize,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    index: Vec<usize>,
    value: Value,
}

#[derive(Deserialize)]
struct StoredConstants {
    ln_abs_det: String,
    half_ln_det: Option<String>,
    gaussian_dimension: usize,
}

/// Reads an action from JSON into packed tensors.
///
/// # Errors
/// As [`read_sparse`], and tensors that are too large.
pub fn read(bytes: &[u8]) -> Result<ActionFile, Fault> {
    let found = read_sparse(bytes)?;
    if each!(&found, SparseFile::Float | SparseFile::Exact, action => action.domain) == Domain::Spin {
        return Err(Fault::content("domain", "actions of spins are held by their entries, not as arrays"));
    }
    Ok(match found {
        SparseFile::Float(action) => ActionFile::Float(action.to_dense()?),
        SparseFile::Exact(action) => ActionFile::Exact(action.to_dense()?),
    })
}

/// Reads an action from JSON.
///
/// # Errors
/// Text that is no JSON, another format or version, indices out of range, in falling order or given twice,
/// and values that are no finite numbers.
pub fn read_sparse(bytes: &[u8]) -> Result<SparseFile, Fault> {
    let document = document(bytes)?;
    if !document.exact {
        return Ok(SparseFile::Float(assemble(document, float)?));
    }
    let constants = document.constants.as_ref().map(constants).transpose()?;
    let mut action = assemble(document, rational)?;
    action.constants = constants;
    Ok(SparseFile::Exact(action))
}

/// The standard errors of the entries, where a file has them.
///
/// # Errors
/// As [`read_sparse`].
pub fn read_errors(bytes: &[u8]) -> Result<Option<Errors<SparseAction<f64>>>, Fault> {
    let mut document = document(bytes)?;
    let Some(errors) = document.errors.take() else { return Ok(None) };
    document.coefficients = errors;
    let replicas = document.replicas;
    Ok(Some(Errors { entries: assemble(document, error)?, replicas }))
}

fn error(value: &Value) -> Result<f64, String> {
    float(value).and_then(|error| match error >= 0.0 {
        true => Ok(error),
        false => Err(format!("{error} is no standard error, which is not negative")),
    })
}

fn document(bytes: &[u8]) -> Result<Document, Fault> {
    let document: Document = serde_json::from_slice(bytes)?;
    if document.format != FORMAT || document.version != VERSION {
        let reason = format!(
            "\"{}\" version {} is not \"{FORMAT}\" version {VERSION}",
            document.format, document.version
        );
        return Err(Fault::content("format", reason));
    }
    checked_dimension(document.dimension, bytes.len())?;
    Ok(document)
}

fn constants(stored: &StoredConstants) -> Result<Constants, Fault> {
    let positive = |place: &str, text: &str| {
        let found = number::parse(text).map_err(|reason| Fault::content(place, reason))?;
        match found > Rational::zero() {
            true => Ok(found),
            false => Err(Fault::content(place, "it is the absolute value of a determinant, so positive")),
        }
    };
    let precision = stored.half_ln_det.as_deref();
    Ok(Constants {
        abs_det: positive("constants.ln_abs_det", &stored.ln_abs_det)?,
        precision_det: precision
            .map_or(Ok(Rational::one()), |text| positive("constants.half_ln_det", text))?,
        gaussian_dimension: stored.gaussian_dimension,
    })
}

fn assemble<T: Scalar>(
    document: Document,
    read_value: impl Fn(&Value) -> Result<T, String>,
) -> Result<SparseAction<T>, Fault> {
    let dimension = document.dimension;
    let mut action = SparseAction::zero(dimension);
    action.truncation = Truncation { max_rank: document.max_rank, max_chi: document.max_chi };
    action.around =
        document.around.as_deref().map(|point| around(dimension, point, &read_value)).transpose()?;
    if let Some(sites) = document.lattice.as_ref().map(Lattice::sites).filter(|&sites| sites != dimension) {
        let reason = format!("it has {sites} sites, and the dimension is {dimension}");
        return Err(Fault::content("lattice", reason));
    }
    if document.domain == Domain::Spin && action.around.is_some() {
        return Err(Fault::content("around", "an action of spins has no point of expansion"));
    }
    action.lattice = document.lattice;
    action.domain = document.domain;
    for Coefficient { rank, entries } in document.coefficients {
        if rank > MAX_RANK {
            return Err(Fault::content(format!("rank {rank}"), format!("ranks to {MAX_RANK} are read")));
        }
        action.hold(rank);
        for Entry { index, value } in entries {
            let place = format!("rank {rank}, index {index:?}");
            let fault = |reason: String| Fault::content(&place, reason);
            check_index(dimension, rank, &index).map_err(fault)?;
            if document.domain == Domain::Spin && index.windows(2).any(|pair| pair[0] == pair[1]) {
                return Err(fault(
                    "a spin squared is 1, so entries of spins have different indices".to_owned(),
                ));
            }
            let value = read_value(&value).map_err(fault)?;
            if !action.insert(index, value) {
                return Err(fault("this entry is given twice".to_owned()));
            }
        }
    }
    action.drop_zeros();
    Ok(action)
}

/// The expansion point.
fn around<T>(
    dimension: usize,
    point: &[Value],
    read_value: impl Fn(&Value) -> Result<T, String>,
) -> Result<Vec<T>, Fault> {
    if point.len() != dimension {
        let reason = format!("{} numbers, and the dimension is {dimension}", point.len());
        return Err(Fault::content("around", reason));
    }
    point.iter().map(&read_value).collect::<Result<_, _>>().map_err(|reason| Fault::content("around", reason))
}

pub(crate) fn check_index(dimension: usize, rank: usize, index: &[usize]) -> Result<(), String> {
    if index.len() != rank {
        return Err(format!("an index of rank {rank} has {rank} entries"));
    }
    if !index.is_sorted() {
        return Err("indices are non-decreasing".to_string());
    }
    match index.last() {
        Some(last) if *last >= dimension => Err(format!("indices are below the dimension {dimension}")),
        _ => Ok(()),
    }
}

pub(crate) fn float(value: &Value) -> Result<f64, String> {
    let number = value.as_f64().ok_or_else(|| format!("{value} is not a number"))?;
    if number.is_finite() {
        Ok(number)
    } else {
        Err(format!("{value} is beyond the range of a 64-bit float"))
    }
}

pub(crate) fn rational(value: &Value) -> Result<Rational, String> {
    match value {
        Value::String(text) => number::parse(text),
        Value::Number(text) => number::parse(&text.to_string()),
        other => Err(format!("{other} is not a number")),
    }
    .map_err(|reason| format!("the value is one {reason}"))
}
