//! The cumulants of data beside those of as many draws of the network.

use std::path::Path;

use super::args::ReportArgs;
use super::provenance::name;
use crate::cli::shared::failure::Failure;
use crate::cli::shared::progress::Bar;
use crate::cli::shared::seed::stream;
use crate::cli::shared::{memory, reading};
use diagraction::Lattice;
use diagraction::data::Samples;
use diagraction::network::Network;
use diagraction::plot::{self, Estimates, Figure, Panel};
use diagraction::report::Cumulants;
use diagraction::statistics::{self, Request, Statistics, Verdict};

/// More entries of a cumulant than this are neither compared nor drawn.
const ENTRIES: usize = 200_000;

/// Cumulants of data beside those of as many draws of the network.
pub(super) fn of(
    args: &ReportArgs,
    path: &Path,
    network: &Network<f64>,
    lattice: Option<&Lattice>,
    left: u64,
    bar: &Bar,
) -> Result<Cumulants, Failure> {
    let samples = args.reading.open(path, left)?;
    let (rows, dimension) = (samples.rows(), samples.dimension());
    if dimension != network.dimension() {
        let d = network.dimension();
        return Err(Failure::new(format!(
            "{} has d = {dimension}, and the model has d = {d}",
            path.display()
        )));
    }
    let entries = |order: usize| diagraction::action::independent_entries(dimension, order);
    let order =
        (1..=4).rev().find(|&order| entries(order).is_some_and(|found| found <= ENTRIES)).unwrap_or(1);
    let held = (rows as u64).saturating_mul(dimension as u64).saturating_mul(8);
    let what = format!("{rows} draws of the network take");
    memory::expect(
        &what,
        held.saturating_add(network.pieces_bytes(0)),
        left,
        "fewer rows of data need less; --memory-limit raises the bound",
    )?;
    let left =
        left.saturating_sub(samples.held() as u64).saturating_sub(held).saturating_sub(network.bytes());
    let request = Request { order, memory: left, ..Request::default() };
    let data = statistics::measure(&samples, &request, bar)?;
    // The draws of `stats --against` with the same seed.
    let drawn = Samples::from_array(network.sample(rows, stream(args.seed)).map_err(Failure::new)?);
    let drawn = statistics::measure(&drawn, &request, bar)?;
    let orders = statistics::compare(&data, &drawn)?;
    let figure = figure(&drawn, &data, lattice)?;
    let words = format!(
        "{rows} samples of {} and as many independent draws of the network, with unbiased cumulants and errors from blocks.",
        name(path)
    );
    let verdict = Verdict::new(&orders, [&data, &drawn], true);
    let notes = notes(&data).into_iter().chain(reading::notes(&samples)).collect();
    Ok(Cumulants { words, orders, figure, verdict, notes })
}

fn figure(drawn: &Statistics, data: &Statistics, lattice: Option<&Lattice>) -> Result<Figure, Failure> {
    let mut panels = Vec::new();
    let mut note = vec!["Bars are one standard error.".to_string()];
    for (order, (y, x)) in (1..).zip(drawn.orders.iter().zip(&data.orders)) {
        let label = if order == 1 { "⟪x⟫".into() } else { format!("⟪x{}⟫", plot::raised(order)) };
        let y = Estimates { label: "network", value: &y.value, error: &y.error };
        let x = Estimates { label: "data", value: &x.value, error: &x.error };
        let (scatter, words) = plot::estimates(&label, y, x, lattice)?;
        panels.push(Panel::half(label, scatter));
        note.extend(words);
    }
    let description = "Cumulants of the network over those of the data, entry by entry.".to_string();
    Ok(Figure { title: String::new(), description, note: note.join(" "), panels })
}

fn notes(data: &Statistics) -> Vec<String> {
    match data.long_enough {
        true => Vec::new(),
        false => vec![
            "The blocks of the data are short against their autocorrelation, so their errors are too small."
                .into(),
        ],
    }
}
