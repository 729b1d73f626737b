//! Two statistics side by side.

use std::io::{self, Write};

use crate::statistics::{OrderComparison, Verdict};
use crate::text::joined;
use serde_json::json;

use super::args::StatsFormat;
use super::text::Named;
use super::{files, text};
use crate::cli::shared::columns::{self, ALWAYS, Column};
use crate::cli::shared::{Failure, Output, label};

pub(super) fn write(
    mut out: Output,
    format: StatsFormat,
    (a, b): (&Named, &Named),
    (found, verdict): (&[OrderComparison], &Verdict),
) -> Result<(), Failure> {
    match format {
        StatsFormat::Text => {
            text::head("data", a, &mut out)?;
            text::head("against", b, &mut out)?;
            table(found, &mut out)?;
            writeln!(out, "\n{}", verdict.words)?;
        }
        StatsFormat::Json => json((a, b), (found, verdict), &mut out)?,
        StatsFormat::Csv | StatsFormat::Npz => csv((a, b), &mut out)?,
    }
    out.finish()
}

const COLUMNS: [Column; 8] = [
    Column::number("order", ALWAYS),
    Column::number("entries", 4),
    Column::number("1 - cos", 5),
    Column::number("slope", 3),
    Column::number("within 1, 2, 3 sigma", 1),
    Column::number("mean square", 6),
    Column::number("largest (expected)", ALWAYS),
    Column::text("at", 2),
];

fn table(found: &[OrderComparison], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)?;
    let left_out = columns::table(&COLUMNS, &found.iter().map(cells).collect::<Vec<_>>(), out)?;
    columns::tell(&left_out, out)
}

fn cells(order: &OrderComparison) -> Vec<String> {
    let or_none = |value: Option<f64>, show: fn(f64) -> String| value.map_or("-".to_string(), show);
    let [one, two, three] = order.within.map(|share| format!("{:.1}", 100.0 * share));
    vec![
        order.order.to_string(),
        order.entries.to_string(),
        or_none(order.dissimilarity(), |value| format!("{:.2e}", value.max(0.0))),
        or_none(order.slope, |value| format!("{value:.4}")),
        format!("{one}, {two}, {three} %"),
        format!("{:.2}", order.mean_square),
        format!("{:.1} ({:.1}) sigma", order.largest, order.expected),
        label(&order.at),
    ]
}

fn json(
    (a, b): (&Named, &Named),
    (found, verdict): (&[OrderComparison], &Verdict),
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{{\"format\": \"diagraction-statistics-comparison\", \"version\": 1,")?;
    for (key, named) in [("data", a), ("against", b)] {
        writeln!(
            out,
            " \"{key}\": {{\"name\": {}, {}}},",
            json!(named.name),
            files::head(&named.statistics)
        )?;
    }
    let differing: Vec<usize> = Verdict::differing(found).collect();
    let orders = found.iter().map(|order| {
        json!({
            "order": order.order, "entries": order.entries, "cosine": order.cosine,
            "dissimilarity": order.dissimilarity(), "slope": order.slope,
            "within": order.within, "mean_square": finite(order.mean_square),
            "effective_entries": order.effective, "largest": finite(order.largest),
            "at": order.at, "expected": order.expected, "chance": order.chance(),
            "agrees": !differing.contains(&order.order),
        })
        .to_string()
    });
    let orders: Vec<String> = orders.collect();
    writeln!(out, " \"orders\": [\n  {}\n ],", orders.join(",\n  "))?;
    writeln!(out, " \"agrees\": {}, \"verdict\": {}}}", json!(verdict.agrees()), json!(verdict.words))
}

/// Deviations of numbers without errors are infinite; JSON has null for them.
fn finite(value: f64) -> Option<f64> {
    Some(value).filter(|value| value.is_finite())
}

fn csv((a, b): (&Named, &Named), out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "order,index,value,error,against,against_error")?;
    for (a, b) in a.statistics.orders.iter().zip(&b.statistics.orders) {
        let others = a.error.entries().iter().zip(b.value.entries()).zip(b.error.entries());
        for ((index, value), ((error, other), other_error)) in a.value.iter().zip(others) {
            let joined = joined(&index, " ");
            writeln!(out, "{},{joined},{value},{error},{other},{other_error}", index.len())?;
        }
    }
    Ok(())
}
