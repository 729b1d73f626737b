//! An ensemble in words and tables.

use std::io::Write;

use crate::action::formula::{Formula, Names, Selection, Style, write as write_formula};
use crate::action::{Held, Normalisability};
use crate::ensemble::{Density, Exponent, Interacting};
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

fn head(args: &EnsembleArgs, found: &Findings) -> Vec<(&'static str, String)> {
    let (ensemble, field) = (&found.ensemble, &found.field);
    let inputs = counted(ensemble.inputs, "input", "inputs");
    let width = ensemble.width.map_or("infinite width".to_owned(), |width| format!("N = {width}"));
    let mut lines = vec![(
        "ensemble",
        format!(
            "{}: {inputs}, {width}, {}; {}",
            args.file.display(),
            ensemble.activation,
            counted(found.points.nrows(), "point", "points")
        ),
    )];
    for (place, connected) in field.correlators.iter().enumerate() {
        let how = if place < found.closed {
            "closed form".to_owned()
        } else {
            format!("of {} networks", args.networks)
        };
        let error = connected
            .error
            .as_ref()
            .map_or(String::new(), |error| format!(" with errors up to {}", short(error.largest())));
        lines.push((
            "",
            format!("G{} {how}, entries up to {}{error}", connected.order, short(connected.value.largest())),
        ));
    }
    lines.push(("condition of G2", short(field.condition)));
    let order = match (ensemble.width, field.order) {
        (None, _) => "exact, of infinite width".to_owned(),
        (_, 0) => "of infinite width".to_owned(),
        (_, order) => format!("to {}", power(order)),
    };
    let deformed = if ensemble.deformation.is_some() {
        " around the free field, with S_int; A^(0) lacks -ln E[exp S_int]"
    } else {
        ""
    };
    lines.push(("action", format!("{order}{deformed}; {}", found.normalisable)));
    if field.order > 0 {
        let ranks = if field.order == 1 { "4" } else { "4,6" };
        let of_rank = |rank: usize| {
            let loops = field.order + 1 - rank / 2;
            let lowest = if rank == 0 { 2 } else { 0 };
            let range = if loops > lowest { format!("{lowest}..{loops}") } else { loops.to_string() };
            format!("feynman --points {rank} --loops {range} --ranks {ranks}")
        };
        let all = (0..=field.order + 1).map(|half| format!("A^({}): {}", 2 * half, of_rank(2 * half)));
        let lead = "vertices G4, .., lines -1/G2, legs 1/G2; in any format by";
        lines.push(("diagrams", format!("{lead}\n{:18}{}", "", joined(all, &format!("\n{:18}", "")))));
    }
    if let Some(edgeworth) = &found.edgeworth {
        let at = joined(edgeworth.at.iter().map(|x| short(*x)), ", ");
        lines.push(("Edgeworth", format!(
            "the factor of the Gaussian is {} or more; least at phi = {at}, {:.1} standard deviations out",
            short(edgeworth.factor),
            edgeworth.distance
        )));
    }
    for (place, symmetry) in found.symmetries.iter().enumerate() {
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
        let name = match (place, ensemble.deformation.is_some()) {
            (0, false) => "symmetries",
            (0, true) => "without S_int",
            _ => "",
        };
        lines.push((name, format!("{} of G{}: {verdict}, {change}", symmetry.motion, symmetry.order)));
    }
    if !found.symmetries.is_empty() && ensemble.deformation.is_none() {
        lines.push(("", "phi to -phi: a symmetry, as W1 has mean 0".to_owned()));
    }
    lines
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
