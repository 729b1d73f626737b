//! Statistics for people.

use std::io::{self, Write};

use crate::statistics::{FEW_BLOCKS, Kind, Slowest, Statistics};

use crate::cli::shared::{estimates, number};

/// Statistics with the name of their source.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) statistics: Statistics,
    /// What is to be said about the samples.
    pub(super) notes: Vec<String>,
    /// Whether they are from a file, and not drawn here.
    pub(super) is_file: bool,
}

/// Why values or errors may not be what they seem.
pub(super) fn notes(named: &Named) -> Vec<String> {
    let mut notes = named.notes.clone();
    let count = named.statistics.blocks.count();
    if !named.statistics.long_enough {
        notes.push("blocks are short against the autocorrelation, so errors are too small".to_string());
    }
    if count < FEW_BLOCKS {
        notes.push(format!("errors from {count} blocks are rough"));
    }
    let is_long = named.statistics.long_enough;
    if is_long && named.statistics.independent_rows && named.statistics.chains.len() == 1 && named.is_file {
        notes
            .push("rows look independent; of a chain that was shuffled the errors are too small".to_string());
    }
    notes
}

pub(super) fn write(named: &Named, top: usize, out: &mut dyn Write) -> io::Result<()> {
    head("data", named, out)?;
    let (letter, free) = (letter(named.statistics.kind), named.statistics.degrees_of_freedom());
    named.statistics.orders.iter().try_for_each(|estimate| estimates::text(letter, estimate, free, top, out))
}

/// Where the samples are from, and how their errors were found.
pub(super) fn head(word: &str, named: &Named, out: &mut dyn Write) -> io::Result<()> {
    let Statistics { rows, chains, blocks, slowest, .. } = &named.statistics;
    if *rows == 0 {
        let (orders, dimension) = (named.statistics.orders.len(), named.statistics.dimension());
        return writeln!(
            out,
            "{word:<8}{}: cumulants to order {orders}, d = {dimension}, given without errors",
            named.name
        );
    }
    let chains = match chains.len() {
        1 => "1 chain".to_string(),
        several => format!("{several} chains"),
    };
    let dimension = named.statistics.dimension();
    writeln!(out, "{word:<8}{}: {rows} rows, d = {dimension}, {chains}", named.name)?;
    let time = slowest.map_or(String::new(), |slowest| format!("; {}", memory(slowest)));
    let length = number::range(blocks.range());
    writeln!(out, "errors  from {} blocks of {length} rows{time}", blocks.count())?;
    notes(named).iter().try_for_each(|note| writeln!(out, "note    {note}"))
}

/// How strongly rows depend on each other.
fn memory(slowest: Slowest) -> String {
    let series = if slowest.squared { "square of coordinate" } else { "coordinate" };
    let time = slowest.time.max(0.0);
    format!("autocorrelation time at most {time:.1} rows ({series} {})", slowest.coordinate)
}

/// Stands before the order.
pub(super) fn letter(kind: Kind) -> char {
    match kind {
        Kind::Cumulants => 'k',
        Kind::Moments => 'm',
    }
}
