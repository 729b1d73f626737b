//! `feynman --count`: numbers of diagrams and sums of their factors, as a table or JSON.

use std::io::Write;

use crate::feynman::{Count, Generate, Order};
use crate::render::Format;
use crate::text::{counted, grouped};
use serde_json::json;

use super::args::FeynmanArgs;
use super::refusal::refused;
use crate::cli::shared::{Failure, Output};

pub(crate) fn run(args: &FeynmanArgs, request: &Generate, format: Format) -> Result<(), Failure> {
    let count = request.count().map_err(|error| refused(args, format, &error))?;
    let mut out = Output::open(args.output.as_deref())?;
    match format {
        Format::Json => as_json(request, &count, &mut out)?,
        _ => table(&request.summary(), &count, &mut out)?,
    }
    out.finish()
}

/// Numbers and sums by loops, below a line that says of what.
pub(in crate::cli) fn table(summary: &str, count: &Count, out: &mut dyn Write) -> std::io::Result<()> {
    let diagrams: Vec<String> = count.orders.iter().map(|order| grouped(order.diagrams)).collect();
    let width = diagrams.iter().map(String::len).max().unwrap_or(0).max("diagrams".len());
    let all = counted(grouped(count.diagrams()), "diagram", "diagrams");
    writeln!(out, "# {summary}\n{all}\n")?;
    writeln!(out, "loops  {:>width$}  sum of factors", "diagrams")?;
    for (order, diagrams) in count.orders.iter().zip(&diagrams) {
        writeln!(out, "{:>5}  {diagrams:>width$}  {}", order.loops, order.sum)?;
    }
    Ok(())
}

/// Numbers are strings: they outgrow the integers of most readers.
pub(in crate::cli) fn by_loops(count: &Count) -> serde_json::Value {
    let order = |order: &Order| json!({"loops": order.loops, "diagrams": order.diagrams.to_string(), "sum": order.sum.to_string()});
    count.orders.iter().map(order).collect()
}

fn as_json(request: &Generate, count: &Count, out: &mut dyn Write) -> std::io::Result<()> {
    let value = json!({
        "format": "diagraction-feynman-count", "version": 1, "points": request.points, "ranks": request.ranks,
        "family": request.family.words(), "dressed": request.dressed, "labelled": request.labelled,
        "diagrams": count.diagrams().to_string(), "by_loops": by_loops(count),
    });
    writeln!(out, "{value}")
}
