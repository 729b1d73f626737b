//! `scan`: the thermodynamics of spins over temperatures.

mod args;

use std::io::Write;

use serde_json::{Value, json};

use crate::files::name;
use crate::plot::{Axis, Curve, Curves, Figure, Look, Panel, Point};
use crate::source;
use crate::spins::{MAX_SPINS, Thermodynamics, values};

use self::args::FORMATS;
use crate::cli::shared::columns::{ALWAYS, Column, table, tell};
use crate::cli::shared::{Failure, Output, TableFormat, drawing, format, memory, output, print, short};

pub(super) use args::ScanArgs;

/// Larger values of S leave no room for products with beta.
const LARGEST: f64 = 1e200;

pub(crate) fn run(args: &ScanArgs) -> Result<(), Failure> {
    let (path, plot) = (args.common.output.as_deref(), args.plot.as_deref());
    let format = format::format(args.format, path, TableFormat::Text, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of a table; use {all}, or --format; --plot draws it")
    })?;
    output::check_distinct(path, [plot], [args.action.as_path()])?;
    let drawn = plot.map(drawing::of_file).transpose()?;
    let action = source::spins(&args.action)?;
    let n = action.dimension();
    if n > MAX_SPINS {
        return Err(Failure::new(crate::spins::TooManySpins(n)));
    }
    memory::expect(
        "S at all states takes",
        8u64 << n,
        memory::limit(args.common.memory_limit),
        memory::RAISE,
    )?;
    let mut out = Output::open(path)?;
    let drawing =
        drawn.map(|format| Ok::<_, Failure>((format, Output::open(plot)?.holding("drawing")))).transpose()?;
    if let Some(rank) = action.truncation.max_rank.filter(|&rank| rank < n) {
        print::note(&format!(
            "note: {} was cut at rank {rank}; these are the numbers of what is left of it",
            args.action.display()
        ));
    }
    let all = values(&action)?;
    if all.iter().any(|s| s.abs() > LARGEST) {
        return Err(Failure::new(format!(
            "{}: S is beyond {LARGEST:e} at some state",
            args.action.display()
        )));
    }
    let found: Vec<Thermodynamics> = args.beta.0.iter().map(|&beta| Thermodynamics::of(&all, beta)).collect();
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
            writeln!(out, "{}", NAMES.join(","))?;
            for found in &found {
                let numbers: Vec<String> = numbers(found).iter().map(f64::to_string).collect();
                writeln!(out, "{}", numbers.join(","))?;
            }
        }
    }
    out.finish()
}

const NAMES: [&str; 7] = ["beta", "ln_z", "energy", "heat_capacity", "magnetisation", "square", "binder"];

fn numbers(found: &Thermodynamics) -> [f64; 7] {
    let Thermodynamics { beta, ln_z, energy, heat, magnetisation, square, binder } = *found;
    [beta, ln_z, energy, heat, magnetisation, square, binder]
}

fn row(found: &Thermodynamics) -> Value {
    NAMES.iter().zip(numbers(found)).map(|(name, value)| ((*name).to_owned(), json!(value))).collect()
}

fn text(found: &[Thermodynamics], out: &mut Output) -> Result<(), Failure> {
    let columns = [
        Column::number("beta", ALWAYS),
        Column::number("ln Z", 3),
        Column::number("E", 6),
        Column::number("C_v", 5),
        Column::number("<|m|>", 4),
        Column::number("<m^2>", 1),
        Column::number("Binder", 2),
    ];
    let rows: Vec<Vec<String>> = found.iter().map(|found| numbers(found).map(shown).to_vec()).collect();
    let left_out = table(&columns, &rows, out)?;
    if let Some(peak) = found
        .iter()
        .max_by(|a, b| a.heat.total_cmp(&b.heat))
        .filter(|peak| found.len() > 2 && peak.heat.is_finite())
    {
        writeln!(out, "\nC_v is largest at beta = {}", short(peak.beta))?;
    }
    Ok(tell(&left_out, out)?)
}

/// A number, or a dash where there is none.
fn shown(value: f64) -> String {
    if value.is_finite() { short(value) } else { "-".to_owned() }
}

fn figure(args: &ScanArgs, found: &[Thermodynamics]) -> Figure {
    let title = format!("Thermodynamics of {}", name(&args.action));
    let panel = |title: &str, label: &str, value: fn(&Thermodynamics) -> f64| {
        let points = found.iter().map(|found| Point::new(found.beta, value(found))).collect();
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
