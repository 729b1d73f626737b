//! Cumulants by loops to read, with what to think of them.

use std::io::{self, Write};

use crate::Scalar;
use crate::action::SymmetricTensor;
use crate::correlators::{ByLoops, Convergence, Cumulants, Number, Pade, dyson};

use super::args::CorrelatorsArgs;
use super::source::Prepared;
use super::windows::counted;
use crate::cli::shared::{Failure, label, short};

/// A number as text shows it.
pub(super) trait Shown: Number {
    fn shown(&self) -> String;
}

pub(super) fn write<T: Shown>(
    args: &CorrelatorsArgs,
    prepared: &Prepared<T>,
    (cumulants, rounding): (&Cumulants<T>, Option<&str>),
    limit: u64,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    head(args, prepared, out)?;
    if let Some(note) = rounding {
        writeln!(out, "note    {note}")?;
    }
    if !cumulants.complete {
        writeln!(out, "note    some terms lack the diagrams of vertices that were cut off")?;
    }
    if let Some(first) =
        cumulants.orders.first().and_then(|order| order.terms.first()).map(|(loops, _)| *loops)
        && first > 0
    {
        writeln!(out, "note    sums begin at {}; what comes before is not in them", counted(first))?;
    }
    ln_z(cumulants, out)?;
    for order in &cumulants.orders {
        let found = order.convergence(cumulants.dressed);
        kappa(args, order, (&found, &verdict(order, &found)), out)?;
        if order.order == 2 {
            resummed(args, prepared, order, limit, out)?;
        }
    }
    Ok(())
}

/// The file, and where it is expanded.
pub(super) fn head<T: Scalar>(
    args: &CorrelatorsArgs,
    prepared: &Prepared<T>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "action  {}: {}", args.action.display(), prepared.words)?;
    let point: Vec<f64> = prepared.expansion.point().iter().map(Scalar::to_f64).collect();
    let length = point.iter().map(|x| x * x).sum::<f64>().sqrt();
    let at = match point.as_slice() {
        &[x] => format!("x = {}", short(x)),
        _ => format!("|x| = {}", short(length)),
    };
    let around = match (prepared.expansion.is_dressed(), &prepared.around) {
        (true, _) => "the self-consistent Gaussian, all self-loops summed up",
        (_, Some(_)) => "the point that was given",
        (_, None) => "the mode",
    };
    writeln!(out, "around  {around}, {at}")?;
    prepared.notes.iter().try_for_each(|note| writeln!(out, "note    {note}"))
}

fn ln_z<T: Shown>(cumulants: &Cumulants<T>, out: &mut dyn Write) -> io::Result<()> {
    if cumulants.ln_z.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nln Z    loops          term           sum")?;
    let mut sum = 0.0;
    for term in &cumulants.ln_z {
        let value = term.to_f64();
        sum += value;
        let what = match (term.loops, cumulants.dressed) {
            (0, _) => "  S at the mode",
            (1, false) => "  Gaussian integral",
            (1, true) => "  lower bound",
            _ => "",
        };
        writeln!(out, "        {:>5}  {:>12}  {:>12}{what}", term.loops, short(value), short(sum))?;
    }
    Ok(())
}

/// The terms of a cumulant with what is to be thought of them, and its largest entries.
pub(super) fn kappa<T: Shown>(
    args: &CorrelatorsArgs,
    order: &ByLoops<T>,
    (found, verdict): (&Convergence, &str),
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "\nkappa_{} loops  norm of term    over last   norm of sum", order.order)?;
    let mut sum: Option<SymmetricTensor<f64>> = None;
    for ((loops, term), ratio) in order.terms.iter().zip(&found.ratios) {
        let term = term.to_f64();
        let sum = sum.get_or_insert_with(|| SymmetricTensor::zero(term.dimension(), term.rank()));
        sum.add(&term);
        let ratio = ratio.map_or_else(|| "-".to_owned(), short);
        let (norm, whole) = (short(term.norm()), short(sum.norm()));
        writeln!(out, "        {loops:>5}  {norm:>12}  {ratio:>11}  {whole:>12}")?;
    }
    writeln!(out, "        {verdict}")?;
    largest(args, &order.sum(), out)
}

/// What to think of the terms of a cumulant.
pub(super) fn verdict<T: Scalar>(order: &ByLoops<T>, found: &Convergence) -> String {
    let name = |place: usize| counted(order.terms[place].0);
    match (found.grows_from, found.error) {
        (None, None) if order.order == 1 && order.terms.iter().all(|(loops, _)| *loops == 0) => {
            "the point itself; loops move the mean away from it".to_owned()
        }
        (None, None) if found.steps == 0 => "all terms vanish".to_owned(),
        (None, None) => "one term that does not vanish, so nothing is known about the rest".to_owned(),
        (None, Some(error)) => format!("terms fall; the last one, {}, is about the error", short(error)),
        (Some(grows), None) => {
            format!(
                "TERMS GROW from {} on, the first one that could be compared: the series says nothing",
                name(grows)
            )
        }
        (Some(grows), Some(error)) => format!(
            "TERMS GROW from {} on: asymptotic, best at {}, with an error of about {}",
            name(grows),
            name(found.best),
            short(error)
        ),
    }
}

fn largest<T: Shown>(
    args: &CorrelatorsArgs,
    sum: &SymmetricTensor<T>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (index, _) in sum.to_f64().summary(args.top).top() {
        writeln!(out, "        {:<16} {:>16}", label(&index), sum.get(&index).shown())?;
    }
    Ok(())
}

/// The second cumulant by Dyson's equation and by a Padé approximant, beside the sum.
fn resummed<T: Shown>(
    args: &CorrelatorsArgs,
    prepared: &Prepared<T>,
    order: &ByLoops<T>,
    limit: u64,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Some(expansion) = (&prepared.expansion as &dyn std::any::Any).downcast_ref() else { return Ok(()) };
    let loops: Vec<usize> = order.terms.iter().map(|(loops, _)| *loops).collect();
    let Some(&last) = loops.last().filter(|_| loops.first() == Some(&0)).filter(|&&last| last > 0) else {
        return Ok(());
    };
    let norm =
        |matrix: &ndarray::Array2<f64>| short(matrix.iter().map(|entry| entry * entry).sum::<f64>().sqrt());
    match dyson(expansion, last, (limit, args.limit)) {
        Ok(found) => writeln!(
            out,
            "        by Dyson's equation from the self-energy to {}: norm {}",
            counted(last),
            norm(&found)
        )?,
        Err(error) => writeln!(out, "        not by Dyson's equation: {error}")?,
    }
    // Loops of a dressed series are no orders in the coupling.
    if expansion.is_dressed() {
        return Ok(());
    }
    let terms: Vec<SymmetricTensor<f64>> = order.terms.iter().map(|(_, term)| term.to_f64()).collect();
    match Pade::new(&terms) {
        Some(Pade { degrees: (m, n), value }) => {
            writeln!(out, "        by the Padé approximant [{m}/{n}]: norm {}", norm(&value))?;
        }
        None => writeln!(out, "        no sound Padé approximant")?,
    }
    Ok(())
}
