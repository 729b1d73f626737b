//! One entry of a cumulant by loops, without the rest.

use std::io::Write;

use crate::action::SymmetricTensor;
use crate::correlators::{ByLoops, Correlators, Legs};
use crate::feynman::Family;
use crate::text::joined;

use super::args::CorrelatorsArgs;
use super::source::Prepared;
use super::text::{self, Shown, head};
use super::windows::Windows;
use crate::cli::shared::{ActionFormat, Failure, Output, label};

pub(super) fn write<T: Shown>(
    args: &CorrelatorsArgs,
    windows: &Windows,
    prepared: &Prepared<T>,
    (format, mut out): (ActionFormat, Output),
    limit: u64,
) -> Result<(), Failure> {
    let (sites, index) = sites(&args.entry);
    let mut correlators = Correlators::with(&prepared.expansion, Legs::Sites(sites), Family::Connected)
        .memory(limit)
        .limit(args.limit);
    let mut terms = Vec::new();
    for loops in windows.loops() {
        terms.push((loops, correlators.term(index.len(), loops)?.get(&index).clone()));
    }
    if format != ActionFormat::Csv {
        head(args, prepared, &mut out)?;
    }
    let dressed = prepared.expansion.is_dressed();
    table(args, &terms, (format, &mut out), |order| text::verdict(order, &order.convergence(dressed)))?;
    out.finish()
}

/// The variables of an entry in rising order, and the places of its indices among them.
pub(super) fn sites(entry: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let mut sites = entry.to_vec();
    sites.sort_unstable();
    sites.dedup();
    let index = entry.iter().filter_map(|entry| sites.iter().position(|site| site == entry)).collect();
    (sites, index)
}

/// The terms of the entry, with what `verdict` thinks of them.
pub(super) fn table<T: Shown>(
    args: &CorrelatorsArgs,
    terms: &[(usize, T)],
    (format, out): (ActionFormat, &mut Output),
    verdict: impl Fn(&ByLoops<T>) -> String,
) -> Result<(), Failure> {
    let index = &args.entry;
    if format == ActionFormat::Csv {
        writeln!(out, "order,loops,index,value")?;
        for (loops, value) in terms {
            writeln!(out, "{},{loops},{},{value}", index.len(), joined(&args.entry, " "))?;
        }
        return Ok(());
    }
    writeln!(
        out,
        "\nkappa_{}{}\n  loops              term               sum",
        index.len(),
        label(&args.entry)
    )?;
    let mut sum = T::zero();
    for (loops, value) in terms {
        sum += value.clone();
        writeln!(out, "  {loops:>5}  {:>16}  {:>16}", value.shown(), sum.shown())?;
    }
    let alone =
        |value: &T| SymmetricTensor::from_entries(1, index.len(), vec![value.clone()]).expect("one entry");
    let order = ByLoops {
        order: index.len(),
        terms: terms.iter().map(|(loops, value)| (*loops, alone(value))).collect(),
    };
    Ok(writeln!(out, "{}", verdict(&order))?)
}
