//! Actions as JSON.

use std::collections::BTreeSet;
use std::io::{self, Write};

use num_traits::Zero;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{ActionFile, Fault, MAX_ENTRIES};
use crate::action::{Action, Constants, SymmetricTensor, Truncation, independent_entries};
use crate::{Rational, Scalar, number};

/// Writes an action of floats. Entries that are zero are left out.
///
/// # Errors
/// When writing fails.
pub fn write(action: &Action<f64>, out: &mut dyn Write) -> io::Result<()> {
    write_with(action, false, None, |value| json!(value), out)
}

/// How a network was cut before its action was taken.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChiCutoff {
    /// The eigenvalues with |λ| from here on are kept.
    pub lambda: f64,
    /// How many they are, layer by layer.
    pub kept: Vec<usize>,
    /// How many there were.
    pub of: Vec<usize>,
}

/// As [`write()`], with the cut beside the action as `chi_cutoff`.
///
/// # Errors
/// When writing fails.
pub fn write_cut(action: &Action<f64>, cutoff: &ChiCutoff, out: &mut dyn Write) -> io::Result<()> {
    write_with(action, false, Some(cutoff), |value| json!(value), out)
}

/// Writes an exact action; values are strings "p/q", and the irrational part of A^(0) stands apart.
///
/// # Errors
/// When writing fails.
pub fn write_exact(action: &Action<Rational>, out: &mut dyn Write) -> io::Result<()> {
    write_with(action, true, None, |value| json!(value.to_string()), out)
}

fn write_with<T: Scalar>(
    action: &Action<T>,
    exact: bool,
    cutoff: Option<&ChiCutoff>,
    show: impl Fn(&T) -> Value,
    out: &mut dyn Write,
) -> io::Result<()> {
    let truncation = action.truncation;
    write!(
        out,
        "{{\"format\": \"diagraction-action\", \"version\": 1, \"dimension\": {}, \"max_rank\": {}, \
         \"max_chi\": {}, \"exact\": {exact}, ",
        action.dimension(),
        json!(truncation.max_rank),
        json!(truncation.max_chi),
    )?;
    if let Some(cutoff) = cutoff {
        write!(out, "\"chi_cutoff\": {}, ", serde_json::to_string(cutoff)?)?;
    }
    if let Some(point) = &action.around {
        write!(out, "\"around\": {}, ", Value::from(point.iter().map(&show).collect::<Vec<_>>()))?;
    }
    write!(out, "\"coefficients\": [")?;
    for (place, tensor) in action.tensors().iter().enumerate() {
        let separator = if place == 0 { "\n" } else { ",\n" };
        write!(out, "{separator}  {{\"rank\": {}, \"entries\": [", tensor.rank())?;
        write_entries(tensor, &show, out)?;
        write!(out, "]}}")?;
    }
    write!(out, "\n]")?;
    if let Some(constants) = &action.constants {
        let abs_det = json!(constants.abs_det.to_string());
        let dimension = constants.gaussian_dimension;
        write!(out, ", \"constants\": {{\"ln_abs_det\": {abs_det}, \"gaussian_dimension\": {dimension}}}")?;
    }
    writeln!(out, "}}")
}

fn write_entries<T: Scalar>(
    tensor: &SymmetricTensor<T>,
    show: impl Fn(&T) -> Value,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut separator = "";
    for (index, value) in tensor.iter().filter(|(_, value)| !value.is_zero()) {
        write!(out, "{separator}{{\"index\": {index:?}, \"value\": {}}}", show(value))?;
        separator = ", ";
    }
    Ok(())
}

/// The tag of the format.
const FORMAT: &str = "diagraction-action";

/// The version that is read and written.
const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Document {
    format: String,
    version: u32,
    dimension: usize,
    max_rank: Option<u64>,
    max_chi: Option<u64>,
    exact: bool,
    #[serde(default)]
    around: Option<Vec<Value>>,
    coefficients: Vec<Coefficient>,
    constants: Option<StoredConstants>,
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
    gaussian_dimension: usize,
}

/// Reads an action from JSON.
///
/// # Errors
/// Text that is no JSON, another format or version, indices out of range, in falling order or given twice,
/// and values that are no finite numbers.
pub fn read(bytes: &[u8]) -> Result<ActionFile, Fault> {
    let document: Document = serde_json::from_slice(bytes)?;
    if document.format != FORMAT || document.version != VERSION {
        let reason = format!(
            "\"{}\" version {} is not \"{FORMAT}\" version {VERSION}",
            document.format, document.version
        );
        return Err(Fault::content("format", reason));
    }
    if document.dimension == 0 {
        return Err(Fault::content("dimension", "it is at least 1"));
    }
    if !document.exact {
        return Ok(ActionFile::Float(assemble(&document, float)?));
    }
    let mut action = assemble(&document, rational)?;
    if let Some(constants) = &document.constants {
        let abs_det = number::parse(&constants.ln_abs_det)
            .map_err(|reason| Fault::content("constants.ln_abs_det", reason))?;
        if abs_det <= Rational::zero() {
            return Err(Fault::content(
                "constants.ln_abs_det",
                "it is the absolute value of a determinant, so positive",
            ));
        }
        action.constants = Some(Constants { abs_det, gaussian_dimension: constants.gaussian_dimension });
    }
    Ok(ActionFile::Exact(action))
}

fn assemble<T: Scalar>(
    document: &Document,
    read_value: impl Fn(&Value) -> Result<T, String>,
) -> Result<Action<T>, Fault> {
    let dimension = document.dimension;
    let highest = document.coefficients.iter().map(|coefficient| coefficient.rank).max().unwrap_or(0);
    for rank in 0..=highest {
        if independent_entries(dimension, rank).is_none_or(|entries| entries > MAX_ENTRIES) {
            return Err(Fault::TooLarge { rank, dimension, max: MAX_ENTRIES });
        }
    }
    let truncation = Truncation { max_rank: document.max_rank, max_chi: document.max_chi };
    let mut action = Action::zero(dimension, highest, truncation);
    action.around =
        document.around.as_deref().map(|point| around(dimension, point, &read_value)).transpose()?;
    let mut seen = BTreeSet::new();
    for Coefficient { rank, entries } in &document.coefficients {
        for Entry { index, value } in entries {
            let place = || format!("rank {rank}, index {index:?}");
            check_index(dimension, *rank, index).map_err(|reason| Fault::content(place(), reason))?;
            if !seen.insert(index) {
                return Err(Fault::content(place(), "this entry is given twice"));
            }
            let value = read_value(value).map_err(|reason| Fault::content(place(), reason))?;
            action.tensor_mut(*rank).set(index, value);
        }
    }
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

fn check_index(dimension: usize, rank: usize, index: &[usize]) -> Result<(), String> {
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

fn float(value: &Value) -> Result<f64, String> {
    let number = value.as_f64().ok_or_else(|| format!("{value} is not a number"))?;
    if number.is_finite() {
        Ok(number)
    } else {
        Err(format!("{value} is beyond the range of a 64-bit float"))
    }
}

fn rational(value: &Value) -> Result<Rational, String> {
    match value {
        Value::String(text) => number::parse(text),
        Value::Number(text) => number::parse(&text.to_string()),
        other => Err(format!("{other} is not a number")),
    }
    .map_err(|reason| format!("the value is one {reason}"))
}
