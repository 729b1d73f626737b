//! Statistics for other programs.

use std::io::{self, Write};

use diagraction::action::SymmetricTensor;
use diagraction::arrays::{self, Container};
use diagraction::statistics::{Kind, Statistics};
use diagraction::text::joined;
use ndarray::{ArrayD, ArrayView1, CowArray, IxDyn};

use super::args::{StatsArgs, StatsFormat};
use super::text;
use super::text::Named;
use crate::cli::shared::{Failure, Output};

pub(super) fn write(
    mut out: Output,
    format: StatsFormat,
    named: &Named,
    args: &StatsArgs,
) -> Result<(), Failure> {
    match format {
        StatsFormat::Text => text::write(named, args.top, &mut out)?,
        StatsFormat::Json => json(&named.statistics, &mut out)?,
        StatsFormat::Csv => csv(&named.statistics, &mut out)?,
        StatsFormat::Npz => npz(&named.statistics, &mut out)?,
    }
    out.finish()
}

fn json(statistics: &Statistics, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "{{\"format\": \"diagraction-statistics\", \"version\": 1, {}, \"orders\": [",
        head(statistics)
    )?;
    for (place, estimate) in statistics.orders.iter().enumerate() {
        let separator = if place == 0 { "\n" } else { ",\n" };
        write!(out, "{separator}  {{\"order\": {}, \"entries\": [", place + 1)?;
        let entries = estimate.value.iter().zip(estimate.error.entries());
        for (entry, ((index, value), error)) in entries.enumerate() {
            let separator = if entry == 0 { "" } else { ", " };
            write!(out, "{separator}{{\"index\": {index:?}, \"value\": {value:?}, \"error\": {error:?}}}")?;
        }
        write!(out, "]}}")?;
    }
    writeln!(out, "\n]}}")
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

fn csv(statistics: &Statistics, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "order,index,value,error")?;
    for estimate in &statistics.orders {
        for ((index, value), error) in estimate.value.iter().zip(estimate.error.entries()) {
            writeln!(out, "{},{},{value},{error}", index.len(), joined(&index, " "))?;
        }
    }
    Ok(())
}

fn npz(statistics: &Statistics, out: &mut Output) -> io::Result<()> {
    let letter = match statistics.kind {
        Kind::Cumulants => "k",
        Kind::Moments => "m",
    };
    let arrays = statistics.orders.iter().zip(1..).flat_map(|(estimate, order)| {
        let name = format!("{letter}{order}");
        [(name.clone(), array(&estimate.value)), (format!("{name}.error"), array(&estimate.error))]
    });
    let integers = [
        ("dimension", statistics.dimension()),
        ("rows", statistics.rows),
        ("blocks", statistics.blocks.count()),
    ];
    let integers = integers.map(|(name, number)| (name, i64::try_from(number).unwrap_or(i64::MAX)));
    out.write_in_any_order(|mut place| arrays::write(Container::Npz, arrays, &integers, &mut place))
}

/// Rank 2 as a matrix, others packed.
fn array(tensor: &SymmetricTensor<f64>) -> CowArray<'_, f64, IxDyn> {
    if tensor.rank() != 2 {
        return ArrayView1::from(tensor.entries()).into_dyn().into();
    }
    let d = tensor.dimension();
    ArrayD::from_shape_fn(IxDyn(&[d, d]), |index| *tensor.get(&[index[0], index[1]])).into()
}
