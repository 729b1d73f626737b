//! The comparison as text, CSV and JSON.

use std::io::{self, Write};

use crate::action::{Comparison, GroupComparison, Side};
use crate::source::Loaded;
use crate::text::{joined, significant};
use serde_json::json;

use super::args::CompareArgs;
use crate::cli::shared::columns::{self, ALWAYS, Column};
use crate::cli::shared::number;

/// What the columns of the table mean.
const LEGEND: &str = "\
cosine is Eq. (30) over the independent entries; slope is that of learned =
slope * true; mean and sd are those of the learned entries of the group, true is
their true value where it is the same for all; rms and largest are deviations of
learned from true entries.";

const PULL: &str = "\
pull is the rms of the deviations over their standard errors: 1 where errors
alone keep the two apart.";

/// Whether standard errors are known.
fn has_errors(comparison: &Comparison) -> bool {
    comparison.groups.iter().any(|group| group.pull.is_some())
}

pub(super) fn text(
    args: &CompareArgs,
    comparison: &Comparison,
    (learned, truth): (&Loaded, &Loaded),
    are_cumulants: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let of = if are_cumulants { "cumulants, " } else { "" };
    writeln!(out, "learned  {}: {of}{}", args.component.of(&args.learned), learned)?;
    writeln!(out, "true     {}: {of}{}", args.truth.display(), truth)?;
    match &comparison.lattice {
        Some(lattice) => writeln!(out, "lattice  {}", number::lattice(lattice, ""))?,
        None => writeln!(out, "lattice  not known; --lattice tells neighbours from others")?,
    }
    let (constant, other) = comparison.constants;
    match args.ln_z.map(|ln_z| other - ln_z) {
        _ if are_cumulants => writeln!(out)?,
        Some(normal) => {
            let both = format!("{} and {} - ln Z = {}", brief(constant), brief(other), brief(normal));
            writeln!(out, "A^(0)    {both}, a difference of {}\n", brief(constant - normal))?;
        }
        None => {
            let both = format!("{} and {}", brief(constant), brief(other));
            writeln!(out, "A^(0)    {both}; it normalises and is not compared\n")?;
        }
    }
    let mut columns: Vec<Column> = COLUMNS.into();
    let mut rows: Vec<Vec<String>> = comparison.groups.iter().map(cells).collect();
    let has_errors = has_errors(comparison);
    if has_errors {
        columns.insert(PULLS, Column::number("pull", 10));
        rows.iter_mut().zip(&comparison.groups).for_each(|(row, group)| row.insert(PULLS, maybe(group.pull)));
    }
    let left_out = columns::table(&columns, &rows, out)?;
    let letter = if are_cumulants { "k" } else { "A" };
    for &(rank, side) in &comparison.only {
        writeln!(out, "{letter}^({rank}) is known of {} alone", name(args, side))?;
    }
    if !comparison.groups.is_empty() {
        writeln!(out, "\n{LEGEND}")?;
        if has_errors {
            writeln!(out, "{PULL}")?;
        }
    }
    columns::tell(&left_out, out)
}

/// Where the column of pulls stands, behind that of rms.
const PULLS: usize = 10;

const COLUMNS: [Column; 12] = [
    Column::number("rank", ALWAYS),
    Column::text("group", ALWAYS),
    Column::number("entries", 4),
    Column::number("cosine", 8),
    Column::number("1 - cos", 3),
    Column::number("slope", 7),
    Column::number("mean", 6),
    Column::number("sd", 5),
    Column::number("true", 6),
    Column::number("rms", 9),
    Column::number("largest", 2),
    Column::text("at", 1),
];

fn cells(group: &GroupComparison) -> Vec<String> {
    vec![
        group.rank.to_string(),
        group.group.to_string(),
        group.entries.to_string(),
        group.cosine.map_or_else(|| "-".to_string(), |cosine| format!("{cosine:.4}")),
        group.dissimilarity.map_or_else(|| "-".to_string(), dissimilarity),
        maybe(group.slope),
        brief(group.mean),
        brief(group.deviation),
        maybe(group.truth),
        brief(group.root_mean_square),
        brief(group.largest_deviation),
        joined(&group.at, ","),
    ]
}

fn maybe(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_string(), brief)
}

fn dissimilarity(value: f64) -> String {
    if value == 0.0 { "0".to_string() } else { format!("{value:.1e}") }
}

fn name(args: &CompareArgs, side: Side) -> String {
    match side {
        Side::Learned => args.component.of(&args.learned),
        Side::True => args.truth.display().to_string(),
    }
}

/// Four significant digits.
fn brief(value: f64) -> String {
    significant(value, 4, -3..5, 2)
}

pub(super) fn csv(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "rank,group,entries,cosine,dissimilarity,slope,mean,deviation,true,root_mean_square,largest_deviation,at{}",
        if has_errors(comparison) { ",pull" } else { "" }
    )?;
    let maybe = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    for group in &comparison.groups {
        writeln!(
            out,
            "{},{},{},{},{},{},{},{},{},{},{},{}{}",
            group.rank,
            group.group,
            group.entries,
            maybe(group.cosine),
            maybe(group.dissimilarity),
            maybe(group.slope),
            group.mean,
            group.deviation,
            maybe(group.truth),
            group.root_mean_square,
            group.largest_deviation,
            joined(&group.at, " "),
            if has_errors(comparison) { format!(",{}", maybe(group.pull)) } else { String::new() }
        )?;
    }
    Ok(())
}

pub(super) fn json(args: &CompareArgs, comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let only = comparison.only.iter().map(|(rank, side)| json!({"rank": rank, "side": side}));
    let document = json!({
        "format": "diagraction-comparison",
        "version": 1,
        "learned": args.component.of(&args.learned),
        "true": args.truth.display().to_string(),
        "dimension": comparison.dimension,
        "lattice": comparison.lattice,
        "constants": {"learned": comparison.constants.0, "true": comparison.constants.1},
        "ln_z": args.ln_z,
        "groups": comparison.groups,
        "only": only.collect::<Vec<_>>(),
    });
    writeln!(out, "{}", serde_json::to_string_pretty(&document)?)
}
