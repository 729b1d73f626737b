//! What each diagram contributes.

use std::io::Write;

use crate::Scalar;
use crate::action::SymmetricTensor;
use crate::correlators::{Contribution, Correlators};
use crate::feynman::push_graph;
use crate::notation::Charset;

use super::args::CorrelatorsArgs;
use super::source::Prepared;
use super::text::{Shown, head};
use super::windows::{Windows, counted};
use crate::cli::shared::{ActionFormat, Failure, Output, short};

/// A diagram with the size of its part, and its share in the whole term.
struct Part {
    diagram: String,
    factor: String,
    norm: f64,
    share: Option<f64>,
}

pub(super) fn write<T: Shown>(
    args: &CorrelatorsArgs,
    windows: &Windows,
    prepared: &Prepared<T>,
    (format, mut out): (ActionFormat, Output),
    limit: u64,
) -> Result<(), Failure> {
    let is_csv = format == ActionFormat::Csv;
    match is_csv {
        true => writeln!(out, "order,loops,diagram,factor,norm,share")?,
        false => head(args, prepared, &mut out)?,
    }
    let mut correlators = Correlators::new(&prepared.expansion).memory(limit).limit(args.limit);
    for order in windows.orders() {
        for loops in windows.loops().filter(|&loops| (order, loops) != (1, 0)) {
            let parts = parts(&correlators.contributions(order, loops)?);
            match is_csv {
                true => csv((order, loops), &parts, &mut out)?,
                false => text((order, loops), &parts, &mut out)?,
            }
        }
    }
    out.finish()
}

fn csv((order, loops): (usize, usize), parts: &[Part], out: &mut Output) -> Result<(), Failure> {
    for Part { diagram, factor, norm, share } in parts {
        let share = share.map_or_else(String::new, |share| share.to_string());
        writeln!(out, "{order},{loops},\"{diagram}\",{factor},{norm},{share}")?;
    }
    Ok(())
}

fn text((order, loops): (usize, usize), parts: &[Part], out: &mut Output) -> Result<(), Failure> {
    let noun = if parts.len() == 1 { "diagram" } else { "diagrams" };
    writeln!(out, "\nkappa_{order}, {}: {} {noun}", counted(loops), parts.len())?;
    if !parts.is_empty() {
        writeln!(out, "        norm    share    factor  diagram")?;
    }
    for Part { diagram, factor, norm, share } in parts {
        let share = share.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", 100.0 * share));
        writeln!(out, "{:>12}  {share:>7}  {factor:>8}  {diagram}", short(*norm))?;
    }
    Ok(())
}

/// The parts, the largest first.
fn parts<T: Scalar>(contributions: &[Contribution<T>]) -> Vec<Part> {
    let values: Vec<SymmetricTensor<f64>> = contributions.iter().map(|found| found.value.to_f64()).collect();
    let sum = values.iter().fold(None, |sum: Option<SymmetricTensor<f64>>, value| {
        let mut sum = sum.unwrap_or_else(|| SymmetricTensor::zero(value.dimension(), value.rank()));
        sum.add(value);
        Some(sum)
    });
    let square = sum.as_ref().map_or(0.0, |sum| product(sum, sum));
    let mut parts: Vec<Part> = contributions
        .iter()
        .zip(&values)
        .map(|(found, value)| {
            let mut diagram = String::new();
            push_graph(&found.term.graph, Charset::Ascii, &mut diagram);
            let share = sum.as_ref().filter(|_| square > 0.0).map(|sum| product(value, sum) / square);
            Part { diagram, factor: found.term.factor().to_string(), norm: value.norm(), share }
        })
        .collect();
    parts.sort_by(|a, b| b.norm.total_cmp(&a.norm));
    parts
}

/// Over all d^n entries.
fn product(a: &SymmetricTensor<f64>, b: &SymmetricTensor<f64>) -> f64 {
    let ways = |index: &[usize]| crate::action::multiplicity(index) as f64;
    a.iter().zip(b.entries()).map(|((index, a), b)| ways(&index) * a * b).sum()
}
