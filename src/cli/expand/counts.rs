//! `expand --count`: the numbers of diagrams as a table or JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use crate::diagram::Grade;
use crate::render::Format;
use crate::rewrite::Expand;
use crate::rewrite::count::{Counts, Size};
use crate::text::counted;
use num_bigint::BigUint;
use serde_json::json;

use super::args::ExpandArgs;
use super::header::header;
use crate::cli::shared::{Failure, Output};

/// Tables wider than this are printed by rank alone.
const WIDEST: usize = 13;

pub(crate) fn run(args: &ExpandArgs, request: &Expand, format: Format) -> Result<(), Failure> {
    let counts = request.count()?;
    let mut out = Output::open(args.common.output.as_deref())?;
    match format {
        Format::Text => text(request, &counts, &mut out)?,
        _ => writeln!(out, "{}", as_json(request, &counts))?,
    }
    out.finish()
}

fn text(request: &Expand, counts: &Counts, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "# {}", header(request).summary())?;
    writeln!(out, "{}", counted(counts.total(), "diagram", "diagrams"))?;
    match (counts.by_grade(), counts.by_rank()) {
        (Some(by_grade), _) if columns(by_grade).len() <= WIDEST => table(by_grade, out)?,
        (_, Some(by_rank)) => {
            let width = widest(by_rank.values());
            writeln!(out, "\nrank  {:>width$}", "diagrams")?;
            for (rank, number) in by_rank {
                writeln!(out, "{rank:>4}  {:>width$}", Size::Exact(number.clone()).to_string())?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Diagrams by rank (down) and number of χ (across).
fn table(by_grade: &BTreeMap<Grade, BigUint>, out: &mut dyn Write) -> Result<(), Failure> {
    let columns = columns(by_grade);
    let mut cells = BTreeMap::<(usize, usize), BigUint>::new();
    for (grade, number) in by_grade {
        *cells.entry((grade.rank, grade.chi)).or_default() += number;
    }
    let width = widest(cells.values());
    write!(out, "\nrank")?;
    for chi in &columns {
        write!(out, "  {:>width$}", format!("{chi} chi"))?;
    }
    writeln!(out)?;
    for rank in cells.keys().map(|(rank, _)| *rank).collect::<BTreeSet<_>>() {
        write!(out, "{rank:>4}")?;
        for &chi in &columns {
            let cell = cells.get(&(rank, chi)).map(|number| Size::Exact(number.clone()).to_string());
            write!(out, "  {:>width$}", cell.unwrap_or_else(|| "-".to_string()))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn columns(by_grade: &BTreeMap<Grade, BigUint>) -> BTreeSet<usize> {
    by_grade.keys().map(|grade| grade.chi).collect()
}

fn widest<'a>(numbers: impl Iterator<Item = &'a BigUint>) -> usize {
    let widths = numbers.map(|number| Size::Exact(number.clone()).to_string().len());
    widths.max().unwrap_or(0).max("diagrams".len())
}

/// Numbers are strings: they outgrow the integers of most readers.
fn as_json(request: &Expand, counts: &Counts) -> serde_json::Value {
    let cutoffs = request.wanted();
    let by_grade = counts.by_grade().map(|table| {
        let row = |(grade, number): (&Grade, &BigUint)| {
            json!({"rank": grade.rank, "chi": grade.chi, "circles": grade.circles, "diagrams": number.to_string()})
        };
        table.iter().map(row).collect::<Vec<_>>()
    });
    let by_rank = counts.by_rank().map(|table| {
        let row = |(rank, number): (&usize, &BigUint)| json!({"rank": rank, "diagrams": number.to_string()});
        table.iter().map(row).collect::<Vec<_>>()
    });
    let (total, log10) = match counts.total() {
        Size::Exact(number) => (Some(number.to_string()), None),
        Size::Log10(log) | Size::AtMost(log) => (None, Some(*log).filter(|log| log.is_finite())),
    };
    let mut document = json!({
        "format": "diagraction-count", "version": 1, "depth": request.depth(), "at": request.stage().to_string(),
        "dressed": request.is_dressed(),
        "arities": request.split_arities(), "min_rank": cutoffs.min_rank, "max_rank": cutoffs.max_rank,
        "max_chi": cutoffs.max_chi, "max_circles": cutoffs.max_circles,
        "diagrams": total, "log10": log10, "by_rank": by_rank, "by_grade": by_grade,
    });
    if request.has_linear() {
        document["linear"] = true.into();
    }
    document
}
