use std::io::{self, Write};
use std::path::Path;

use super::evaluate::full_degree;
use super::number;
use crate::action::{Action, SymmetricTensor, Truncation};
use crate::evaluate::Plan;
use crate::network::file::Model;
use crate::{Rational, Scalar};

/// What is said about an action besides its entries.
pub(super) struct Report<'a> {
    pub(super) path: &'a Path,
    pub(super) dimension: usize,
    pub(super) depth: usize,
    pub(super) full_degree: Option<usize>,
    pub(super) top: usize,
    /// How a whole action was computed; `None` for the contribution of given diagrams.
    pub(super) plan: Option<Plan>,
}

impl<'a> Report<'a> {
    pub(super) fn new(path: &'a Path, model: &Model, top: usize) -> Report<'a> {
        let (dimension, depth) = (model.dimension(), model.depth());
        Report { path, dimension, depth, full_degree: full_degree(model), top, plan: None }
    }

    /// All ranks of an action, and of given diagrams those that they contribute to.
    fn shows<T: Scalar>(&self, tensor: &SymmetricTensor<T>) -> bool {
        self.plan.is_some() || tensor.entries().iter().any(|entry| !entry.is_zero())
    }

    fn head<T: Scalar>(&self, action: &Action<T>, numbers: &str, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "model   {}: d = {}, L = {}", self.path.display(), self.dimension, self.depth)?;
        match self.plan {
            None => writeln!(out, "part    the given diagrams, in {numbers}"),
            Some(plan) => {
                let ranks = ranks(action.max_rank(), self.full_degree);
                let orders = orders(action.truncation);
                writeln!(out, "action  {ranks}, {orders}, in {numbers}, method {}", plan.method)
            }
        }
    }
}

fn ranks(highest: usize, full: Option<usize>) -> String {
    match full {
        Some(full) if full == highest => format!("all ranks, 0 to {full}"),
        Some(full) => format!("ranks 0 to {highest} of {full}"),
        None => format!("ranks 0 to {highest}"),
    }
}

fn orders(truncation: Truncation) -> String {
    truncation.max_chi.map_or("all orders in chi".to_string(), |max| format!("at most {max} chi"))
}

/// Per rank the norm, the number of independent entries and the largest ones.
pub(super) fn float(action: &Action<f64>, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    report.head(action, "64-bit floats", out)?;
    for tensor in action.tensors().iter().filter(|tensor| report.shows(tensor)) {
        if let [value] = tensor.entries() {
            writeln!(out, "\nA^({})  {}", tensor.rank(), number::short(*value))?;
            continue;
        }
        rank_line(tensor, tensor.norm(), out)?;
        for (index, value) in tensor.top(report.top) {
            if value != 0.0 {
                writeln!(out, "  {:<16} {:>13}", label(&index), number::short(value))?;
            }
        }
    }
    Ok(())
}

/// As [`float`], with exact entries. Entries are ordered by their floating-point values.
pub(super) fn exact(action: &Action<Rational>, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    report.head(action, "exact rational numbers", out)?;
    for tensor in action.tensors().iter().filter(|tensor| report.shows(tensor)) {
        if let [value] = tensor.entries() {
            writeln!(out, "\nA^({})  {}", tensor.rank(), number::rational(value))?;
            continue;
        }
        let rounded = tensor.to_f64();
        rank_line(tensor, rounded.norm(), out)?;
        for (index, value) in rounded.top(report.top) {
            if value != 0.0 {
                writeln!(out, "  {:<16} {}", label(&index), number::rational(tensor.get(&index)))?;
            }
        }
    }
    match &action.constants {
        None => Ok(()),
        Some(constants) => writeln!(
            out,
            "\nbeside A^(0)  ln({}) - ({}/2) ln(2 pi) = {}",
            number::rational(&constants.abs_det),
            constants.gaussian_dimension,
            number::short(constants.value())
        ),
    }
}

fn rank_line<T: Scalar>(tensor: &SymmetricTensor<T>, norm: f64, out: &mut dyn Write) -> io::Result<()> {
    let entries = tensor.entries().len();
    writeln!(out, "\nA^({})  {entries} independent entries, norm {}", tensor.rank(), number::short(norm))
}

fn label(index: &[usize]) -> String {
    let indices: Vec<String> = index.iter().map(usize::to_string).collect();
    format!("[{}]", indices.join(","))
}
