//! Single entries and rows of coefficients, which need not be made as a whole.

use std::io::Write;

use crate::action::ActionError;
use crate::evaluate::Coefficients;
use crate::network::file::Model;
use crate::source::Loaded;
use crate::text::joined;
use crate::{Rational, Scalar};

use super::action_text::Report;
use super::args::EvaluateArgs;
use super::index::EntryIndex;
use crate::cli::shared::args::expect_indices;
use crate::cli::shared::{ActionFormat, Failure, Output, Part, Ranks, label, number};

/// The part of the action that the entries need; what no action of this model has is refused.
pub(crate) fn part(args: &EvaluateArgs, model: &Model) -> Result<Part, Failure> {
    let mut part = args.part.clone();
    let Some(highest) = args.entry.iter().map(EntryIndex::rank).max() else { return Ok(part) };
    for entry in &args.entry {
        expect_indices(&format!("--entry {}", entry.text()), &entry.given, model.dimension())?;
        let rank = entry.rank();
        if let Some(full) = model.degree().filter(|&full| rank > full) {
            return Err(Failure::new(format!(
                "--entry {} is of rank {rank}; the action of this model has ranks 0 to {full}",
                entry.text()
            )));
        }
        if let Some(max_rank) = args.part.ranks.highest().filter(|&max_rank| rank > max_rank) {
            return Failure::usage(format!(
                "--entry {} is of rank {rank}, beyond the highest that is asked for, {max_rank}",
                entry.text()
            ));
        }
    }
    part.ranks = Ranks { max_rank: Some(part.ranks.highest().unwrap_or(highest)), rank: None };
    Ok(part)
}

pub(crate) fn write_float(
    out: Output,
    args: &EvaluateArgs,
    format: ActionFormat,
    coefficients: &Coefficients<f64>,
    report: &Report,
) -> Result<(), Failure> {
    let values = values(args, coefficients);
    if let Some((index, _)) = values.iter().find(|(_, value)| !value.is_finite()) {
        let (rank, index) = (index.len(), index.clone());
        return Err(ActionError::NotFinite { rank, index }.into());
    }
    write(out, format, &values, |index, value| report.value(index, *value), "64-bit floats", report)
}

pub(crate) fn write_exact(
    out: Output,
    args: &EvaluateArgs,
    format: ActionFormat,
    coefficients: &Coefficients<Rational>,
    report: &Report,
) -> Result<(), Failure> {
    let exact = |_: &[usize], value: &Rational| number::rational(value);
    write(out, format, &values(args, coefficients), exact, "exact rational numbers", report)
}

fn sorted(index: &[usize]) -> Vec<usize> {
    let mut sorted = index.to_vec();
    sorted.sort_unstable();
    sorted
}

fn values<T: Scalar>(args: &EvaluateArgs, coefficients: &Coefficients<T>) -> Vec<(Vec<usize>, T)> {
    args.entry.iter().flat_map(|entry| entry.values(coefficients)).collect()
}

fn write<T: Scalar>(
    mut out: Output,
    format: ActionFormat,
    values: &[(Vec<usize>, T)],
    short: impl Fn(&[usize], &T) -> String,
    numbers: &str,
    report: &Report,
) -> Result<(), Failure> {
    if format == ActionFormat::Csv {
        let errors = report.errors.as_ref().map(Loaded::held);
        writeln!(out, "rank,index,value{}", if errors.is_some() { ",error" } else { "" })?;
        for (index, value) in values {
            let error = errors.map_or_else(String::new, |errors| format!(",{}", errors.get(&sorted(index))));
            writeln!(out, "{},{},{value}{error}", index.len(), joined(index, " "))?;
        }
        return out.finish();
    }
    report.head("entries", numbers, &mut out)?;
    writeln!(out)?;
    let labels: Vec<String> =
        values.iter().map(|(index, _)| format!("A^({}){}", index.len(), label(index))).collect();
    let width = labels.iter().map(String::len).max().unwrap_or(0);
    for (label, (index, value)) in labels.iter().zip(values) {
        writeln!(out, "{label:<width$}  {:>13}", short(index, value))?;
    }
    out.finish()
}
