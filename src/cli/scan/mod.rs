//! `scan`: the thermodynamics of spins over temperatures.

mod args;
mod drawn;

use std::io::Write;

use serde_json::{Value, json};

use crate::files::name;
use crate::plot::{Axis, Curve, Curves, Figure, Look, Panel, Point};
use crate::source;
use crate::spins::{Density, MAX_SPINS, Thermodynamics, TooManySpins};

use self::args::FORMATS;
use self::drawn::Row;
use crate::cli::shared::columns::{ALWAYS, Column, table, tell};
use crate::cli::shared::{
    Failure, Output, TableFormat, drawing, format, memory, number, output, print, short,
};

pub(super) use args::ScanArgs;

/// Larger values of S leave no room for products with beta.
const LARGEST: f64 = 1e200;

/// Where a smaller share of the states counts, it is told.
const LOW_SHARE: f64 = 0.1;

pub(crate) fn run(args: &ScanArgs) -> Result<(), Failure> {
    let (path, plot) = (args.common.output.as_deref(), args.plot.as_deref());
    let format = format::format(args.format, path, TableFormat::Text, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of a table; use {all}, or --format; --plot draws it")
    })?;
    let read = [Some(args.action.as_path()), args.data.as_deref()];
    output::check_distinct(path, [plot], read.into_iter().flatten())?;
    if args.data.is_none() && (args.reading.key.is_some() || args.reading.chains) {
        return Failure::usage("--key and --chains are of --data");
    }
    let drawn = plot.map(drawing::of_file).transpose()?;
    memory::expect_file(&args.action, memory::limit(args.common.memory_limit))?;
    let density = source::needed_spin_density(&args.action)?;
    let mut out = Output::open(path)?;
    let drawing =
        drawn.map(|format| Ok::<_, Failure>((format, Output::open(plot)?.holding("drawing")))).transpose()?;
    let (cut, n) = match &density {
        Density::Action(action) => (action.truncation.max_rank, action.dimension()),
        Density::Network(network) => (None, network.spins()),
    };
    if let Some(rank) = cut.filter(|&rank| rank < n) {
        print::note(&format!(
            "note: {} was cut at rank {rank}; these are the numbers of what is left of it",
            args.action.display()
        ));
    }
    let found = match args.draws.is_some() || args.data.is_some() {
        true => drawn::estimate(args, &density)?,
        false => exact(args, &density)?,
    };
    if let Some((format, out)) = drawing {
        drawing::write(&figure(args, &found), format, out)?;
    }
    match format {
        TableFormat::Text => text(&found, &mut out)?,
        TableFormat::Json => {
            let rows: Vec<Value> = found.iter().map(row).collect();
            let document =
                json!({"format": "diagraction-scan", "version": 1, "spins": n, "temperatures": rows});
            writeln!(out, "{document:#}")?;
        }
        TableFormat::Csv => {
            let errors = found.iter().any(|row| row.errors.is_some());
            let more = NAMES[1..].iter().map(|name| format!("{name}_error")).chain(["share".to_owned()]);
            let names = NAMES.iter().map(ToString::to_string).chain(more.filter(|_| errors));
            writeln!(out, "{}", names.collect::<Vec<_>>().join(","))?;
            for row in &found {
                let more = row.errors.iter().flat_map(|(errors, share)| {
                    numbers(errors)[1..].iter().chain([share]).copied().collect::<Vec<_>>()
                });
                let numbers = numbers(&row.found).into_iter().chain(more);
                let shown = |number: f64| if number.is_finite() { number.to_string() } else { String::new() };
                writeln!(out, "{}", numbers.map(shown).collect::<Vec<_>>().join(","))?;
            }
        }
    }
    out.finish()
}

/// By all states.
fn exact(args: &ScanArgs, density: &Density) -> Result<Vec<Row>, Failure> {
    let n = density.spins();
    if n > MAX_SPINS {
        let hint = "--draws N draws states, --data FILE reweights those that are there";
        return Err(Failure::with_hint(TooManySpins(n), hint));
    }
    let limit = memory::limit(args.common.memory_limit);
    memory::expect("S at all states takes", 8u64 << n, limit, memory::RAISE)?;
    let all = density.values()?;
    if all.iter().any(|s| s.abs() > LARGEST) {
        let path = args.action.display();
        return Err(Failure::new(format!("{path}: S is beyond {LARGEST:e} at some state")));
    }
    let row = |&beta: &f64| Row { found: Thermodynamics::of(&all, beta), errors: None };
    Ok(args.beta.0.iter().map(row).collect())
}

const NAMES: [&str; 7] = ["beta", "ln_z", "energy", "heat_capacity", "magnetisation", "square", "binder"];

fn numbers(found: &Thermodynamics) -> [f64; 7] {
    let Thermodynamics { beta, ln_z, energy, heat, magnetisation, square, binder } = *found;
    [beta, ln_z, energy, heat, magnetisation, square, binder]
}

fn row(row: &Row) -> Value {
    let named = |found: &Thermodynamics| -> serde_json::Map<String, Value> {
        NAMES.iter().zip(numbers(found)).map(|(name, value)| ((*name).to_owned(), json!(value))).collect()
    };
    let mut found = named(&row.found);
    if let Some((errors, share)) = &row.errors {
        let mut errors = named(errors);
        errors.remove("beta");
        found.insert("errors".to_owned(), errors.into());
        found.insert("share".to_owned(), json!(share));
    }
    found.into()
}

fn text(found: &[Row], out: &mut Output) -> Result<(), Failure> {
    let mut columns = vec![
        Column::number("beta", ALWAYS),
        Column::number("ln Z", 3),
        Column::number("E", 6),
        Column::number("C_v", 5),
        Column::number("<|m|>", 4),
        Column::number("<m^2>", 1),
        Column::number("Binder", 2),
    ];
    if found.iter().any(|row| row.errors.is_some()) {
        columns.push(Column::number("share", 7));
    }
    let cells = |row: &Row| {
        let Some((errors, share)) = &row.errors else { return numbers(&row.found).map(shown).to_vec() };
        let pairs = numbers(&row.found).into_iter().zip(numbers(errors)).skip(1);
        let pairs = pairs.map(|(value, error)| match error.is_finite() {
            true => number::with_error(value, error),
            false => shown(value),
        });
        [short(row.found.beta)].into_iter().chain(pairs).chain([format!("{share:.3}")]).collect()
    };
    let rows: Vec<Vec<String>> = found.iter().map(cells).collect();
    let left_out = table(&columns, &rows, out)?;
    if let Some(peak) = found
        .iter()
        .max_by(|a, b| a.found.heat.total_cmp(&b.found.heat))
        .filter(|peak| found.len() > 2 && peak.found.heat.is_finite())
    {
        writeln!(out, "\nC_v is largest at beta = {}", short(peak.found.beta))?;
    }
    let low = found.iter().filter(|row| row.errors.is_some_and(|(_, share)| share < LOW_SHARE));
    let low: Vec<String> = low.map(|row| short(row.found.beta)).collect();
    if !low.is_empty() {
        let (share, betas) = (100.0 * LOW_SHARE, low.join(", "));
        writeln!(
            out,
            "note: below {share} % of the states count at beta = {betas}: errors there are too small"
        )?;
    }
    Ok(tell(&left_out, out)?)
}

/// A number, or a dash where there is none.
fn shown(value: f64) -> String {
    if value.is_finite() { short(value) } else { "-".to_owned() }
}

fn figure(args: &ScanArgs, found: &[Row]) -> Figure {
    let title = format!("Thermodynamics of {}", name(&args.action));
    let panel = |title: &str, label: &str, value: fn(&Thermodynamics) -> f64| {
        let points = found.iter().map(|row| Point::new(row.found.beta, value(&row.found))).collect();
        let series = vec![Curve::new(String::new(), Look::Marked, points)];
        Panel::half(title, Curves { x: Axis::linear("β"), y: Axis::linear(label), series })
    };
    Figure {
        description: format!("{title} over the inverse temperature."),
        title,
        panels: vec![
            panel("energy", "E", |found| found.energy),
            panel("heat capacity", "C_v", |found| found.heat),
            panel("magnetisation", "⟨|m|⟩", |found| found.magnetisation),
            panel("Binder's cumulant", "U", |found| found.binder),
        ],
        ..Figure::default()
    }
}
