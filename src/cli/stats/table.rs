//! Two statistics side by side.

use std::io::{self, Write};

use serde_json::json;

use super::args::StatsFormat;
use super::{Named, files, text};
use crate::cli::action_text::label;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::statistics::OrderComparison;

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

fn table(found: &[OrderComparison], out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "\norder  entries    1 - cos     slope  within 1, 2, 3 sigma  mean square  largest (expected)  at"
    )?;
    for order in found {
        let or_none = |value: Option<f64>, show: fn(f64) -> String| value.map_or("-".to_string(), show);
        let [one, two, three] = order.within.map(|share| format!("{:.1}", 100.0 * share));
        let largest = format!("{:.1} ({:.1}) sigma", order.largest, order.expected);
        writeln!(
            out,
            "{:>5}  {:>7}  {:>9}  {:>8}  {:>20}  {:>11.2}  {largest:>18}  {}",
            order.order,
            order.entries,
            or_none(order.dissimilarity(), |value| format!("{:.2e}", value.max(0.0))),
            or_none(order.slope, |value| format!("{value:.4}")),
            format!("{one}, {two}, {three} %"),
            order.mean_square,
            label(&order.at)
        )?;
    }
    Ok(())
}

/// What a verdict can be built on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    Firm,
    /// Errors from so few blocks say nothing.
    FewBlocks(usize),
    /// Errors are too small, as blocks are short against the autocorrelation. What agrees nonetheless does agree.
    ShortBlocks,
    /// The samples that the data are compared with are known to be wrong.
    Unusable,
}

/// What the comparison says.
pub(super) struct Verdict {
    /// `None` where it cannot be told.
    pub(super) agrees: Option<bool>,
    pub(super) words: String,
}

impl Verdict {
    pub(super) fn new(found: &[OrderComparison], ground: Ground) -> Verdict {
        let untold = |words: String| Verdict { agrees: None, words: format!("CANNOT BE TOLD: {words}") };
        let by_excess = |order: &&OrderComparison| order.largest / order.bound;
        let worst = found.iter().max_by(|a, b| by_excess(a).total_cmp(&by_excess(b)));
        let (ground, Some(worst)) = (ground, worst) else {
            return untold("nothing was compared".to_string());
        };
        match ground {
            Ground::Unusable => {
                untold("the draws that the data are compared with are not usable".to_string())
            }
            Ground::FewBlocks(count) => {
                untold(format!("{count} blocks are too few to judge by; --block or --blocks makes more"))
            }
            Ground::ShortBlocks if !found.iter().all(OrderComparison::agrees) => untold(
                "blocks are short against the autocorrelation; more or longer chains are needed".to_string(),
            ),
            Ground::Firm if !found.iter().all(OrderComparison::agrees) => {
                Verdict { agrees: Some(false), words: disagreement(found, worst) }
            }
            _ if found.iter().all(|order| order.largest == 0.0) => {
                let words = "agree: all numbers are the same, as if these were the same samples".to_string();
                Verdict { agrees: Some(true), words }
            }
            Ground::Firm | Ground::ShortBlocks => {
                let words = format!("agree within errors: {}{}", largest(worst), spread(found));
                Verdict { agrees: Some(true), words }
            }
        }
    }
}

fn largest(worst: &OrderComparison) -> String {
    format!(
        "largest deviation {:.1} sigma among {} entries of order {}, expected about {:.1}",
        worst.largest, worst.entries, worst.order, worst.expected
    )
}

fn disagreement(found: &[OrderComparison], worst: &OrderComparison) -> String {
    let orders = found.iter().filter(|order| !order.agrees()).map(|order| order.order.to_string());
    let orders: Vec<String> = orders.collect();
    let (orders, largest) = (orders.join(", "), largest(worst));
    format!("DO NOT AGREE in order {orders}: {largest}, at most {:.1} in 99 of 100 cases", worst.bound)
}

/// A mean square from here on is more than honest errors of so many entries show.
const WIDE: f64 = 1.4;
const MANY: usize = 100;

/// A word on deviations that are large on the whole, though none stands out.
fn spread(found: &[OrderComparison]) -> String {
    let is_wide = |order: &&OrderComparison| order.entries >= MANY && order.mean_square >= WIDE;
    match found.iter().find(is_wide) {
        None => String::new(),
        Some(order) => format!(
            "; but the mean square of order {} is {:.2}, so errors are too small or the samples differ a little",
            order.order, order.mean_square
        ),
    }
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
    let orders = found.iter().map(|order| {
        json!({
            "order": order.order, "entries": order.entries, "cosine": order.cosine,
            "dissimilarity": order.dissimilarity(), "slope": order.slope,
            "within": order.within, "mean_square": finite(order.mean_square), "largest": finite(order.largest),
            "at": order.at, "expected": order.expected, "bound": order.bound, "agrees": order.agrees(),
        })
        .to_string()
    });
    let orders: Vec<String> = orders.collect();
    writeln!(out, " \"orders\": [\n  {}\n ],", orders.join(",\n  "))?;
    writeln!(out, " \"agrees\": {}, \"verdict\": {}}}", json!(verdict.agrees), json!(verdict.words))
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
            let joined = files::joined(&index);
            writeln!(out, "{},{joined},{value},{error},{other},{other_error}", index.len())?;
        }
    }
    Ok(())
}
