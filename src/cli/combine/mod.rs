//! `combine`: a sum of actions with weights.

mod args;
mod sum;

use std::io::Write;
use std::path::PathBuf;

use crate::action::file;
use crate::action::formula::{Formula, Names, Selection, Style, write};
use crate::action::{SparseAction, combine, combined_errors, predicted};
use crate::source::{self, Loaded};
use crate::{Rational, Scalar};

use self::args::{FORMATS, PARTS, Part};
use crate::cli::shared::source::load_any_action;
use crate::cli::shared::{Failure, Output, ReportFormat, format, memory, output};

pub(super) use args::CombineArgs;

/// The highest rank that is taken from a network.
const RANK: usize = 4;

pub(crate) fn run(args: &CombineArgs) -> Result<(), Failure> {
    let path = args.common.output.as_deref();
    let format = format::format(args.format, path, ReportFormat::Text, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of a sum; use {all}, or --format")
    })?;
    let parts = weighed(args, sum::parts(&args.sum.join(" "))?)?;
    output::check_distinct(path, [], parts.iter().map(|(_, path)| path.as_path()))?;
    let limit = memory::limit(args.common.memory_limit);
    let mut out = Output::open(path)?;
    let exact: Option<Vec<SparseAction<Rational>>> =
        parts.iter().map(|(_, path)| source::exact(path)).collect::<Result<Option<_>, _>>()?;
    if let Some(actions) = exact {
        let terms: Vec<_> = parts.iter().map(|(weight, _)| weight.clone()).zip(&actions).collect();
        let found = combine(&terms)?;
        match format {
            ReportFormat::Json => file::json::write_sparse_exact(&found, &mut out)?,
            ReportFormat::Text => text(args, &parts, &found.to_f64()?, None, Some(&found), &mut out)?,
        }
        return out.finish();
    }
    let mut actions = Vec::new();
    let mut errors = Vec::new();
    for (_, path) in &parts {
        actions.push(load_any_action(path, None, RANK, limit, args.common.quiet)?.into_sparse(limit)?);
        errors.push(Loaded::errors(path)?.map(|errors| errors.into_sparse(limit)).transpose()?);
    }
    let weights: Vec<f64> = parts.iter().map(|(weight, _)| Scalar::to_f64(weight)).collect();
    let terms: Vec<_> = weights.iter().copied().zip(&actions).collect();
    let found = combine(&terms)?;
    let known: Vec<_> =
        weights.iter().zip(&errors).filter_map(|(w, errors)| errors.as_ref().map(|e| (*w, e))).collect();
    let errors = if known.is_empty() { None } else { Some(combined_errors(&known)?) };
    match (format, &errors) {
        (ReportFormat::Text, _) => text(args, &parts, &found, errors.as_ref(), None, &mut out)?,
        (ReportFormat::Json, None) => file::json::write_sparse(&found, &mut out)?,
        (ReportFormat::Json, Some(errors)) => {
            file::json::write_with_errors((&found).into(), errors.into(), None, &mut out)?;
        }
    }
    out.finish()
}

/// Weights that are given are 1 unless told otherwise; those of --beta are computed.
fn weighed(args: &CombineArgs, parts: Vec<Part>) -> Result<Vec<(Rational, PathBuf)>, Failure> {
    let Some(betas) = &args.beta else {
        let one = || Rational::from_integer(1.into());
        return Ok(parts.into_iter().map(|(weight, path)| (weight.unwrap_or_else(one), path)).collect());
    };
    let are_bare = parts.iter().all(|(weight, _)| weight.is_none());
    let (Ok([first, second]), true) = (<[Part; 2]>::try_from(parts), are_bare) else {
        return Failure::usage(format!(
            "--beta gives the weights of two files: 'first.json + second.json'; without it, {PARTS}"
        ));
    };
    let [one, other] = predicted(betas.0.clone())
        .ok_or_else(|| Failure::Usage("--beta: B1 and B2 differ in size, and none is zero".to_owned()))?;
    Ok(vec![(one, first.1), (other, second.1)])
}

fn text(
    args: &CombineArgs,
    parts: &[(Rational, PathBuf)],
    found: &SparseAction<f64>,
    errors: Option<&SparseAction<f64>>,
    exact: Option<&SparseAction<Rational>>,
    out: &mut Output,
) -> Result<(), Failure> {
    for (place, (weight, path)) in parts.iter().enumerate() {
        let name = if place == 0 { "sum" } else { "" };
        out.named(&[(name, format!("{weight} of {}", path.display()))])?;
    }
    writeln!(out)?;
    let selection = Selection { top: args.top, ..Selection::default() };
    let mut formula = Formula::new(found.into(), errors.map(Into::into), &selection)?;
    if let Some(exact) = exact {
        formula = formula.exact(exact);
    }
    write(&formula, Style::Text, &Names::from(found.domain), out)?;
    Ok(())
}
