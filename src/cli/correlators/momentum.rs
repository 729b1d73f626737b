//! The second cumulant in momentum space, with correlation lengths and masses.

use std::io::Write;

use crate::Lattice;
use crate::action::SymmetricTensor;
use crate::correlators::Correlators;
use crate::correlators::momentum::{Momentum, correlation_length, momentum_squared, structure_factor};
use crate::plot::{Axis, Curve, Curves, Figure, Look, Panel, Point};
use crate::text::joined;

use super::args::CorrelatorsArgs;
use super::source::Prepared;
use super::text::head;
use super::windows::{Windows, counted};
use crate::cli::shared::{ActionFormat, Failure, Output, drawing, short};

/// Of these orders of loops all sums, mode by mode.
struct Table {
    loops: Vec<usize>,
    /// By loops, then by momentum.
    sums: Vec<Vec<Momentum>>,
}

pub(super) fn write(
    args: &CorrelatorsArgs,
    windows: &Windows,
    prepared: &Prepared<f64>,
    (format, mut out): (ActionFormat, Output),
    limit: u64,
) -> Result<(), Failure> {
    let lattice = lattice(args, prepared)?;
    let plot = args
        .plot
        .as_deref()
        .map(|path| Ok::<_, Failure>((drawing::of_file(path)?, Output::open(Some(path))?)));
    let plot = plot.transpose()?;
    let table = table(args, windows, prepared, lattice, limit)?;
    if let Some((format, out)) = plot {
        drawing::write(&figure(args, &table, lattice), format, out)?;
    }
    if format == ActionFormat::Csv {
        csv(&table, &mut out)?;
        return out.finish();
    }
    head(args, prepared, &mut out)?;
    text(&table, lattice, &mut out)?;
    out.finish()
}

fn lattice<'a>(args: &CorrelatorsArgs, prepared: &'a Prepared<f64>) -> Result<&'a Lattice, Failure> {
    let file = args.action.display();
    let Some(lattice) = &prepared.lattice else {
        return Err(Failure::with_hint(format!("{file} knows no lattice"), "--lattice square:4x4 names one"));
    };
    if lattice.sites() != prepared.dimension() {
        let (sites, d) = (lattice.sites(), prepared.dimension());
        return Err(Failure::new(format!("the lattice {lattice} has {sites} sites, and {file} has d = {d}")));
    }
    match lattice.is_periodic() {
        true => Ok(lattice),
        false => Err(Failure::new(format!("the lattice {lattice} is open, and has no momenta"))),
    }
}

fn table(
    args: &CorrelatorsArgs,
    windows: &Windows,
    prepared: &Prepared<f64>,
    lattice: &Lattice,
    limit: u64,
) -> Result<Table, Failure> {
    let mut correlators = Correlators::new(&prepared.expansion).memory(limit).limit(args.limit);
    let mut sum = SymmetricTensor::zero(prepared.dimension(), 2);
    let mut table = Table { loops: windows.loops().collect(), sums: Vec::new() };
    for &loops in &table.loops {
        let term = correlators.term(2, loops)?;
        sum.add(&term);
        table.sums.extend(structure_factor(&sum, lattice));
    }
    Ok(table)
}

fn csv(table: &Table, out: &mut Output) -> std::io::Result<()> {
    let loops = table.loops.iter().map(|loops| format!(",loops{loops}")).collect::<String>();
    writeln!(out, "waves{loops}")?;
    rows(table).try_for_each(|(waves, values)| {
        let values = values.map(|value| format!(",{value}")).collect::<String>();
        writeln!(out, "{}{values}", joined(waves, " "))
    })
}

/// The momenta, each with its sums by loops.
fn rows(table: &Table) -> impl Iterator<Item = (&Vec<usize>, impl Iterator<Item = f64>)> {
    let momenta = table.sums.first().into_iter().flatten().enumerate();
    momenta.map(|(place, mode)| (&mode.waves, table.sums.iter().map(move |sums| sums[place].value)))
}

/// The most momenta that are listed.
const LISTED: usize = 40;

fn text(table: &Table, lattice: &Lattice, out: &mut Output) -> std::io::Result<()> {
    writeln!(
        out,
        "\nkappa_2 in momentum space on {lattice}, k = 2 pi n/L, averaged over translations; sums of terms"
    )?;
    let heads = table.loops.iter().map(|&loops| format!("  {:>12}", counted(loops))).collect::<String>();
    writeln!(out, "  {:>10}{heads}", "n")?;
    for (waves, values) in rows(table).take(LISTED) {
        let values = values.map(|value| format!("  {:>12}", short(value))).collect::<String>();
        writeln!(out, "  {:>10}{values}", joined(waves, ","))?;
    }
    if let Some(more) = rows(table).count().checked_sub(LISTED).filter(|&more| more > 0) {
        writeln!(out, "  {:>10}  and {more} more; --format csv has all", "")?;
    }
    for (what, invert) in [("correlation length", false), ("mass", true)] {
        for side in 0..lattice.sides().len() {
            let value = |modes: &Vec<Momentum>| match correlation_length(modes, lattice, side) {
                Some(length) => short(if invert { 1.0 / length } else { length }),
                None => "-".to_owned(),
            };
            let values = table.sums.iter().map(|modes| format!("  {:>12}", value(modes))).collect::<String>();
            writeln!(out, "{what} along side {side}:{values}")?;
        }
    }
    Ok(())
}

fn figure(args: &CorrelatorsArgs, table: &Table, lattice: &Lattice) -> Figure {
    let momentum = |waves: &[usize]| momentum_squared(waves, lattice).sqrt();
    let series = table.loops.iter().zip(&table.sums).map(|(&loops, modes)| {
        let mut points: Vec<Point> =
            modes.iter().map(|mode| Point::new(momentum(&mode.waves), mode.value)).collect();
        points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        Curve::new(counted(loops), Look::Marked, points)
    });
    let x = Axis::linear("lattice momentum, its square Σ (1 - cos k·r)");
    let curves = Curves { x, y: Axis::linear("κ₂(k)"), series: series.collect() };
    let title = format!("Structure factor of {}", crate::files::name(&args.action));
    let description = format!("{title} on the lattice {lattice}, by the number of loops that are summed up.");
    Figure { panels: vec![Panel::full(lattice.to_string(), curves)], title, description, ..Figure::default() }
}
