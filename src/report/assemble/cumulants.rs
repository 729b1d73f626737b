//! The cumulants of data beside those of the network.

use super::{Data, ReportError};
use crate::action::{SymmetricTensor, independent_entries};
use crate::data::Samples;
use crate::network::Network;
use crate::plot::{self, Estimates, Figure, Panel};
use crate::report::Cumulants;
use crate::statistics::{self, Request, Statistics, Verdict, reference_seed};
use crate::{Lattice, Progress, text, wick};

/// More entries of a cumulant than this are neither compared nor drawn.
const ENTRIES: usize = 200_000;

/// Cumulants of data beside those of the network: by its inverse where these are known, of as many draws otherwise.
pub(super) fn of(
    data: &Data<'_>,
    network: &Network<f64>,
    lattice: Option<&Lattice>,
    seed: u64,
    memory: u64,
    progress: &dyn Progress,
) -> Result<Cumulants, ReportError> {
    let Data { name, samples, notes } = data;
    let (rows, dimension) = (samples.rows(), samples.dimension());
    if dimension != network.dimension() {
        let expected = network.dimension();
        return Err(ReportError::Dimension { name: name.clone(), dimension, expected });
    }
    let entries = |order: usize| independent_entries(dimension, order);
    let order =
        (1..=4).rev().find(|&order| entries(order).is_some_and(|found| found <= ENTRIES)).unwrap_or(1);
    let held = (rows as u64).saturating_mul(dimension as u64).saturating_mul(8);
    let needed = held.saturating_add(network.pieces_bytes(0));
    let left =
        memory.saturating_sub(samples.held() as u64).saturating_sub(held).saturating_sub(network.bytes());
    let request = Request { order, memory: left, ..Request::default() };
    let measured = statistics::measure(samples, &request, progress)?;
    let errors: Vec<&SymmetricTensor<f64>> = measured.orders.iter().map(|order| &order.error).collect();
    let (drawn, what) = match wick::known(network, &errors, left, wick::USUAL_SECONDS, progress) {
        Ok(known) => {
            let words = format!("the network, {}", known.words());
            (Statistics::given(known.orders, &measured), words)
        }
        Err(_) if needed > memory => return Err(ReportError::Draws { rows, needed, memory }),
        Err(_) => {
            // The draws that any comparison of the data with the network makes of this seed.
            let drawn = Samples::from_array(network.sample(rows, reference_seed(seed))?);
            (
                statistics::measure(&drawn, &request, progress)?,
                "as many independent draws of the network".to_owned(),
            )
        }
    };
    let orders = statistics::compare(&measured, &drawn)?;
    let figure = figure(&drawn, &measured, lattice)?;
    let words =
        format!("{rows} samples of {name}, with unbiased cumulants and errors from blocks, and {what}.");
    let verdict = Verdict::new(&orders, [&measured, &drawn], true);
    let notes = short_blocks(&measured).chain(notes.iter().cloned()).collect();
    Ok(Cumulants { name: name.clone(), words, orders, figure, verdict, notes })
}

fn figure(drawn: &Statistics, data: &Statistics, lattice: Option<&Lattice>) -> Result<Figure, ReportError> {
    let mut panels = Vec::new();
    let mut note = vec!["Bars are one standard error.".to_string()];
    for (order, (y, x)) in (1..).zip(drawn.orders.iter().zip(&data.orders)) {
        let label = if order == 1 { "⟪x⟫".into() } else { format!("⟪x{}⟫", text::raised(order)) };
        let y = Estimates { label: "network", value: &y.value, error: &y.error };
        let x = Estimates { label: "data", value: &x.value, error: &x.error };
        let (scatter, words) = plot::estimates(&label, y, x, lattice)?;
        panels.push(Panel::half(label, scatter));
        note.extend(words);
    }
    let description = "Cumulants of the network over those of the data, entry by entry.".to_string();
    Ok(Figure { title: String::new(), description, note: note.join(" "), panels })
}

fn short_blocks(data: &Statistics) -> impl Iterator<Item = String> {
    let note =
        "The blocks of the data are short against their autocorrelation, so their errors are too small.";
    (!data.long_enough).then(|| note.to_string()).into_iter()
}
