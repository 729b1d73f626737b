//! Statistics for other programs.

use std::io::{self, Write};

use crate::arrays::{self, Container};
use crate::statistics::{Kind, Statistics};

use super::args::{StatsArgs, StatsFormat};
use super::text;
use super::text::Named;
use crate::cli::shared::{Failure, Output, estimates};

pub(super) fn write(
    mut out: Output,
    format: StatsFormat,
    named: &Named,
    args: &StatsArgs,
) -> Result<(), Failure> {
    match format {
        StatsFormat::Text => text::write(named, args.top, &mut out)?,
        StatsFormat::Json => json(&named.statistics, &mut out)?,
        StatsFormat::Csv => estimates::csv(&named.statistics.orders, &mut out)?,
        StatsFormat::Npz => npz(&named.statistics, &mut out)?,
    }
    out.finish()
}

fn json(statistics: &Statistics, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "{{\"format\": \"diagraction-statistics\", \"version\": 1, {}, \"orders\": ",
        head(statistics)
    )?;
    estimates::json(&statistics.orders, out)?;
    writeln!(out, "}}")
}

/// How statistics were found, as members of an object.
pub(super) fn head(statistics: &Statistics) -> String {
    let Statistics { rows, chains, blocks, long_enough, .. } = statistics;
    let kind = match statistics.kind {
        Kind::Cumulants => "cumulants",
        Kind::Moments => "moments",
    };
    let time = statistics.slowest.map_or("null".to_string(), |slowest| format!("{:?}", slowest.time));
    format!(
        "\"kind\": \"{kind}\", \"dimension\": {}, \"rows\": {rows}, \"chains\": {chains:?}, \"blocks\": {}, \
         \"autocorrelation_time\": {time}, \"blocks_long_enough\": {long_enough}",
        statistics.dimension(),
        blocks.count(),
    )
}

fn npz(statistics: &Statistics, out: &mut Output) -> io::Result<()> {
    let arrays = estimates::arrays(text::letter(statistics.kind), &statistics.orders);
    let integers = [
        ("dimension", statistics.dimension()),
        ("rows", statistics.rows),
        ("blocks", statistics.blocks.count()),
    ];
    let integers = integers.map(|(name, number)| (name, i64::try_from(number).unwrap_or(i64::MAX)));
    out.write_in_any_order(|mut place| arrays::write(Container::Npz, arrays, &integers, &mut place))
}
