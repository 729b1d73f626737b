use std::io::{self, Write};
use std::path::Path;

use super::args::EvaluateArgs;
use super::evaluate::full_degree;
use super::number;
use crate::action::{Action, Summary, SymmetricTensor, Truncation};
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
    /// The expansion point, where it is not the origin.
    pub(super) around: Option<String>,
    /// How a whole action was computed; `None` for the contribution of given diagrams.
    pub(super) plan: Option<Plan>,
}

impl<'a> Report<'a> {
    pub(super) fn new(args: &'a EvaluateArgs, model: &Model) -> Report<'a> {
        Report {
            path: &args.part.model,
            dimension: model.dimension(),
            depth: model.depth(),
            full_degree: full_degree(model),
            top: args.top,
            around: args.around.words(),
            plan: None,
        }
    }

    /// All ranks of an action, and of given diagrams those that they contribute to.
    fn shows<T: Scalar>(&self, tensor: &SymmetricTensor<T>) -> bool {
        self.plan.is_some() || tensor.entries().iter().any(|entry| !entry.is_zero())
    }

    fn head<T: Scalar>(
        &self,
        action: &Action<T>,
        highest: usize,
        numbers: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        writeln!(out, "model   {}: d = {}, L = {}", self.path.display(), self.dimension, self.depth)?;
        match self.plan {
            None => writeln!(out, "part    the given diagrams, in {numbers}")?,
            Some(plan) => {
                let ranks = ranks(highest, self.full_degree);
                let orders = orders(action.truncation);
                writeln!(out, "action  {ranks}, {orders}, in {numbers}, method {}", plan.method)?;
            }
        }
        match &self.around {
            None => Ok(()),
            Some(point) => writeln!(out, "around  {point}"),
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

/// What is said about an A^(4) that is not held as entries.
pub(super) enum QuarticText {
    Summary(Summary),
    /// The number of pairs.
    Pairs(usize),
}

/// Per rank the norm, the number of independent entries and the largest ones.
pub(super) fn float(
    action: &Action<f64>,
    quartic: Option<&QuarticText>,
    report: &Report<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let highest = action.max_rank() + usize::from(quartic.is_some());
    report.head(action, highest, "64-bit floats", out)?;
    for tensor in action.tensors().iter().filter(|tensor| report.shows(tensor)) {
        if let [value] = tensor.entries() {
            writeln!(out, "\nA^({})  {}", tensor.rank(), number::short(*value))?;
            continue;
        }
        summary(&tensor.summary(report.top), out)?;
    }
    match quartic {
        None => Ok(()),
        Some(QuarticText::Summary(quartic)) => summary(quartic, out),
        Some(QuarticText::Pairs(number)) => writeln!(out, "\nA^(4)  kept as {number} pairs of matrices"),
    }
}

/// As [`float`], with exact entries. Entries are ordered by their floating-point values.
pub(super) fn exact(action: &Action<Rational>, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    report.head(action, action.max_rank(), "exact rational numbers", out)?;
    for tensor in action.tensors().iter().filter(|tensor| report.shows(tensor)) {
        if let [value] = tensor.entries() {
            writeln!(out, "\nA^({})  {}", tensor.rank(), number::rational(value))?;
            continue;
        }
        let rounded = tensor.to_f64();
        let summary = rounded.summary(report.top);
        rank_line(&summary, out)?;
        for (index, _) in summary.top() {
            writeln!(out, "  {:<16} {}", label(&index), number::rational(tensor.get(&index)))?;
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

fn summary(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    rank_line(summary, out)?;
    for (index, value) in summary.top() {
        writeln!(out, "  {:<16} {:>13}", label(&index), number::short(value))?;
    }
    Ok(())
}

fn rank_line(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let entries = summary.entries().map_or("countless".to_string(), |entries| entries.to_string());
    let (rank, norm) = (summary.rank(), number::short(summary.norm()));
    writeln!(out, "\nA^({rank})  {entries} independent entries, norm {norm}")
}

fn label(index: &[usize]) -> String {
    let indices: Vec<String> = index.iter().map(usize::to_string).collect();
    format!("[{}]", indices.join(","))
}
