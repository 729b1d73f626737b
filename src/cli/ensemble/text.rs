//! An ensemble in words and tables.

use std::io::Write;

use crate::action::formula::{Formula, Names, Selection, Style, write as write_formula};
use crate::action::{Held, Normalisability};
use crate::ensemble::{Density, Edgeworth, Exponent, Interacting, Symmetry};
use crate::tensor::Indices;
use crate::text::{counted, joined};

use super::args::EnsembleArgs;
use super::findings::{Findings, power};
use crate::cli::shared::columns::{ALWAYS, Column, table, tell};
use crate::cli::shared::number::with_error;
use crate::cli::shared::{Failure, Output, label, short};

/// Second moments that are shown.
const SHOWN: usize = 20;

pub(super) fn write(args: &EnsembleArgs, found: &Findings, mut out: Output) -> Result<(), Failure> {
    out.named(&head(args, found))?;
    writeln!(out)?;
    let errors = found.field.errors.as_ref().map(Held::from);
    let selection = Selection { top: args.top, ..Selection::default() };
    let formula = Formula::new((&found.field.action).into(), errors, &selection)?;
    write_formula(&formula, Style::Text, &Names::Numbered("phi".to_owned()), &mut out)?;
    let mut left_out = Vec::new();
    let exists = |found: &&Interacting| !matches!(found.limit, Normalisability::Refuted { .. });
    if let Some(interacting) = found.interacting.as_ref().filter(exists) {
        left_out.extend(moments(found, interacting, &mut out)?);
    }
    if !found.exponents.is_empty() {
        left_out.extend(exponents(&found.exponents, &mut out)?);
    }
    if !found.density.is_empty() {
        writeln!(out, "\nln p of the output at point {}", args.density.unwrap_or(0))?;
        left_out.extend(densities(&found.density, found.field.order, &mut out)?);
    }
    tell(&left_out, &mut out)?;
    if !found.notes.is_empty() {
        writeln!(out)?;
    }
    let notes: Vec<(&str, String)> = found.notes.iter().map(|note| ("note", note.clone())).collect();
    out.named(&notes)?;
    out.finish()
}

type Lines = Vec<(&'static str, String)>;

fn head(args: &EnsembleArgs, found: &Findings) -> Lines {
    let (ensemble, field) = (&found.ensemble, &found.field);
    let inputs = counted(ensemble.inputs, "input", "inputs");
    let width = ensemble.width.map_or("infinite width".to_owned(), |width| format!("N = {width}"));
    let points = counted(found.points.nrows(), "point", "points");
    let file = args.file.display();
    let mut lines =
        vec![("ensemble", format!("{file}: {inputs}, {width}, {}; {points}", ensemble.activation))];
    for (place, connected) in field.correlators.iter().enumerate() {
        let how = match place < found.closed {
            true => "closed form".to_owned(),
            false => format!("of {} networks", args.networks),
        };
        let error =
            connected.error.as_ref().map(|error| format!(" with errors up to {}", short(error.largest())));
        let largest = short(connected.value.largest());
        lines.push((
            "",
            format!("G{} {how}, entries up to {largest}{}", connected.order, error.unwrap_or_default()),
        ));
    }
    lines.push(("condition of G2", short(field.condition)));
    lines.push(("action", format!("{}; {}", order(found), found.normalisable)));
    lines.extend(diagrams(field.order));
    lines.extend(edgeworth(found));
    lines.extend(symmetries(found));
    lines
}

/// How far the action goes, and what is in it.
fn order(found: &Findings) -> String {
    let order = match (found.ensemble.width, found.field.order) {
        (None, _) => "exact, of infinite width".to_owned(),
        (_, 0) => "of infinite width".to_owned(),
        (_, order) => format!("to {}", power(order)),
    };
    match found.ensemble.deformation.is_some() {
        true => format!("{order} around the free field, with S_int; A^(0) lacks -ln E[exp S_int]"),
        false => order,
    }
}

/// The commands that print the diagrams of each rank.
fn diagrams(order: usize) -> Option<(&'static str, String)> {
    let ranks = if order == 1 { "4" } else { "4,6" };
    let of_rank = |rank: usize| {
        let loops = order + 1 - rank / 2;
        let lowest = if rank == 0 { 2 } else { 0 };
        let range = if loops > lowest { format!("{lowest}..{loops}") } else { loops.to_string() };
        format!("A^({rank}): feynman --points {rank} --loops {range} --ranks {ranks}")
    };
    let all = (0..=order + 1).map(|half| of_rank(2 * half));
    let lead = "vertices G4, .., lines -1/G2, legs 1/G2; in any format by";
    let below = format!("\n{:18}", "");
    (order > 0).then(|| ("diagrams", format!("{lead}{below}{}", joined(all, &below))))
}

fn edgeworth(found: &Findings) -> Option<(&'static str, String)> {
    let Edgeworth { factor, at, distance } = found.edgeworth.as_ref()?;
    let free = if found.ensemble.deformation.is_some() { "without S_int " } else { "" };
    let (factor, at) = (short(*factor), joined(at.iter().map(|x| short(*x)), ", "));
    let text = format!(
        "{free}the factor of the Gaussian is {factor} or more; least at phi = {at}, {distance:.1} standard deviations out"
    );
    Some(("Edgeworth", text))
}

fn symmetries(found: &Findings) -> Lines {
    let is_free = found.ensemble.deformation.is_none();
    let one = |symmetry: &Symmetry| {
        let verdict = match (symmetry.holds, symmetry.sampled) {
            (true, false) => "a symmetry",
            (true, true) => "no change is seen",
            (false, _) => "NO symmetry",
        };
        let change = match symmetry.sampled {
            true => format!("entries change by up to {} errors", short(symmetry.change)),
            false if symmetry.change == 0.0 => "no digit changes".to_owned(),
            false => format!("it changes by {:.1e}", symmetry.change),
        };
        format!("{} of G{}: {verdict}, {change}", symmetry.motion, symmetry.order)
    };
    let sign = is_free.then(|| "phi to -phi: a symmetry, as W1 has mean 0".to_owned());
    let all: Vec<String> = found.symmetries.iter().map(one).collect();
    let sign = sign.filter(|_| !all.is_empty());
    let name = if is_free { "symmetries" } else { "without S_int" };
    all.into_iter()
        .chain(sign)
        .enumerate()
        .map(|(place, text)| (if place == 0 { name } else { "" }, text))
        .collect()
}

/// Second moments of the interacting theory by all routes.
fn moments(found: &Findings, interacting: &Interacting, out: &mut Output) -> Result<Vec<String>, Failure> {
    let Interacting { weighed, series, exact, rivals, .. } = interacting;
    let mut lines = Vec::new();
    if let Some(weighed) = weighed {
        let share = 100.0 * weighed.share;
        lines.push((
            "weights",
            format!(
                "{share:.1} % of {} networks count; ln E[exp S_int] = {}",
                weighed.networks,
                with_error(weighed.ln_z.0, weighed.ln_z.1)
            ),
        ));
    }
    if let Some(exact) = exact {
        lines.push(("transfer matrix", format!("ln E[exp S_int] = {:.12} of infinite width", exact.ln_z)));
    }
    if let Some((free, tree)) = rivals {
        lines.push((
            "four outputs",
            format!("G4 of few units {}, of S_int without loops {} (norms)", short(*free), short(*tree)),
        ));
    }
    writeln!(out)?;
    out.named(&lines)?;
    writeln!(out)?;
    let columns = [
        Column::text("E[phi_i phi_j]", ALWAYS),
        Column::number("free", 1),
        Column::number("networks", 4),
        Column::number("two loops, N infinite", 2),
        Column::number("exact, N infinite", 3),
    ];
    let m = found.points.nrows();
    let missing = || "-".to_owned();
    let rows = Indices::new(m, 2).take(SHOWN).map(|index| {
        let weighed = weighed.as_ref().map_or_else(missing, |found| {
            let error = found.moments.error.as_ref().map_or(0.0, |error| *error.get(&index));
            with_error(*found.moments.value.get(&index), error)
        });
        let value = |tensor: &crate::tensor::SymmetricTensor<f64>| format!("{:.9}", tensor.get(&index));
        vec![
            label(&index),
            value(&found.field.correlators[0].value),
            weighed,
            series.as_ref().map_or_else(missing, value),
            exact.as_ref().map_or_else(missing, |exact| value(&exact.moments)),
        ]
    });
    let left = table(&columns, &rows.collect::<Vec<_>>(), out)?;
    if m * (m + 1) / 2 > SHOWN {
        writeln!(out, "the first {SHOWN} of {}", m * (m + 1) / 2)?;
    }
    Ok(left)
}

fn exponents(found: &[Exponent], out: &mut Output) -> Result<Vec<String>, Failure> {
    let mut columns = vec![Column::text("norm at N =", ALWAYS)];
    columns.extend(found[0].norms.iter().map(|(width, ..)| Column::numbers_of(width.to_string(), 1)));
    columns.extend([Column::number("exponent of N", 3), Column::number("independent units", 2)]);
    let rows = found.iter().map(|exponent| {
        let norms = exponent.norms.iter().map(|(_, norm, error)| with_error(*norm, *error));
        let slope = match exponent.slope.is_nan() {
            true => "-".to_owned(),
            false => with_error(exponent.slope, exponent.error),
        };
        let ends = [slope, format!("{}", 1 - exponent.order as i64 / 2)];
        std::iter::once(format!("G{}", exponent.order)).chain(norms).chain(ends).collect()
    });
    writeln!(out)?;
    Ok(table(&columns, &rows.collect::<Vec<_>>(), out)?)
}

fn densities(found: &[Density], order: usize, out: &mut Output) -> Result<Vec<String>, Failure> {
    let columns = [
        Column::number("phi", ALWAYS),
        Column::number("networks", 3),
        Column::number("Gaussian", 1),
        Column::numbers_of(power(order), 2),
    ];
    let rows = found.iter().map(|at| {
        let [gaussian, action] = [at.gaussian, at.action].map(|value| format!("{value:.6}"));
        let drawn = match at.sampled.0.is_finite() {
            true => with_error(at.sampled.0, at.sampled.1),
            false => "none so far out".to_owned(),
        };
        vec![short(at.output), drawn, gaussian, action]
    });
    Ok(table(&columns, &rows.collect::<Vec<_>>(), out)?)
}
