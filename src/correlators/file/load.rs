//! The sums over loops out of files of cumulants.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::action::file::binary::{dimension, tensor};
use crate::action::file::json::{check_index, float, rational};
use crate::action::file::{Fault, LoadError, checked_dimension};
use crate::action::{SymmetricTensor, estimated_entries};
use crate::arrays::{self, Container};
use crate::text::bytes::show;
use crate::{Scalar, files};

/// Cumulants, summed over loops.
#[derive(Clone, Debug, PartialEq)]
pub struct Summed {
    /// The number of variables d.
    pub dimension: usize,
    /// κ_n by n.
    pub orders: BTreeMap<usize, SymmetricTensor<f64>>,
}

/// Reads cumulants from a `.json`, `.npz` or `.safetensors` file, those of samples and of reweighted draws too, without their errors.
///
/// # Errors
/// When the file cannot be read or holds something else, or the cumulants take more than so many bytes.
pub fn load(path: &Path, memory: u64) -> Result<Summed, LoadError> {
    read(path, memory).map_err(|fault| LoadError::new(path, fault))
}

fn read(path: &Path, memory: u64) -> Result<Summed, Fault> {
    let bytes = files::read(path)?;
    match files::ending(path).as_deref() {
        Some("json") => from_json(&bytes, memory),
        Some("npz") => from_arrays(Container::Npz, &bytes),
        Some("safetensors") => from_arrays(Container::Safetensors, &bytes),
        _ => Err(Fault::Ending),
    }
}

#[derive(Deserialize)]
struct Document {
    format: String,
    version: u32,
    dimension: usize,
    #[serde(default)]
    exact: bool,
    #[serde(default)]
    kind: Option<String>,
    orders: Vec<Order>,
}

/// By loops, or of samples without.
#[derive(Deserialize)]
struct Order {
    order: usize,
    #[serde(default)]
    loops: Vec<Term>,
    #[serde(default)]
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Term {
    loops: usize,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    index: Vec<usize>,
    value: Value,
}

/// Cumulants of higher order than this are a damaged file.
const MAX_ORDER: usize = 8;

fn from_json(bytes: &[u8], memory: u64) -> Result<Summed, Fault> {
    let document: Document = serde_json::from_slice(bytes)?;
    let is_known = ["diagraction-cumulants", "diagraction-statistics", "diagraction-reweighting"]
        .contains(&document.format.as_str());
    if !is_known || document.version != 1 {
        let reason = format!("\"{}\" version {} holds no cumulants", document.format, document.version);
        return Err(Fault::content("format", reason));
    }
    if document.kind.is_some_and(|kind| kind != "cumulants") {
        return Err(Fault::content("kind", "these are moments and no cumulants"));
    }
    let dimension = checked_dimension(document.dimension, bytes.len())?;
    let number = |value: &Value| {
        if document.exact { rational(value).map(|value| value.to_f64()) } else { float(value) }
    };
    let (mut orders, mut left) = (BTreeMap::new(), memory);
    for Order { order, loops, entries } in document.orders {
        if !(1..=MAX_ORDER).contains(&order) {
            return Err(Fault::content(
                format!("order {order}"),
                format!("orders from 1 to {MAX_ORDER} are read"),
            ));
        }
        let mut sum = zero(dimension, order, &mut left)?;
        let mut seen_loops = HashSet::new();
        if let Some(term) = loops.iter().find(|term| !seen_loops.insert(term.loops)) {
            return Err(Fault::content(
                format!("order {order}"),
                format!("loops {} is given twice", term.loops),
            ));
        }
        for entries in loops.into_iter().map(|term| term.entries).chain([entries]) {
            let mut seen = HashSet::new();
            for Entry { index, value } in entries {
                let fault = |reason| Fault::content(format!("order {order}, index {index:?}"), reason);
                check_index(dimension, order, &index).map_err(fault)?;
                let value = sum.get(&index) + number(&value).map_err(fault)?;
                if !value.is_finite() {
                    return Err(fault("it is beyond the range of a 64-bit float".to_owned()));
                }
                sum.set(&index, value);
                if !seen.insert(index.clone()) {
                    return Err(fault("this entry is given twice".to_owned()));
                }
            }
        }
        if orders.insert(order, sum).is_some() {
            return Err(Fault::content(format!("order {order}"), "this order is given twice"));
        }
    }
    match orders.is_empty() {
        true => Err(Fault::content("orders", "there are no cumulants")),
        false => Ok(Summed { dimension, orders }),
    }
}

/// A cumulant that vanishes. A small file may name any dimension, so its bytes are taken from what is left first.
fn zero(dimension: usize, order: usize, left: &mut u64) -> Result<SymmetricTensor<f64>, Fault> {
    let needed = estimated_entries(dimension, order) * size_of::<f64>() as f64;
    if needed > *left as f64 {
        let reason = format!("it takes {} of memory, and {} are left", show(needed as u64), show(*left));
        return Err(Fault::content(format!("order {order}"), reason));
    }
    *left -= needed as u64;
    Ok(SymmetricTensor::zero(dimension, order))
}

fn from_arrays(container: Container, bytes: &[u8]) -> Result<Summed, Fault> {
    let contents = arrays::read(container, bytes)?;
    let dimension = checked_dimension(dimension(&contents)?, bytes.len())?;
    let mut orders = BTreeMap::new();
    for order in 1..=MAX_ORDER {
        let key = format!("k{order}");
        if let Some(stored) = contents.get(&key) {
            let found = tensor(dimension, order, &key, stored.decode(&key)?)?;
            if !found.entries().iter().all(|entry| entry.is_finite()) {
                return Err(Fault::content(format!("`{key}`"), "an entry is not finite"));
            }
            orders.insert(order, found);
        }
    }
    match orders.is_empty() {
        true => Err(Fault::content("`k1`", "there are no cumulants")),
        false => Ok(Summed { dimension, orders }),
    }
}
