//! The cut of the couplings before an action is taken, in words.

use crate::action::file::json::ChiCutoff;
use crate::evaluate::{self, Change, Request, Size};
use crate::network::{self, LayerCut, Network};

use crate::cli::shared::{Bar, Failure, around, number};

/// Reads the cutoff on |λ|.
pub(crate) fn parse(text: &str) -> Result<f64, String> {
    let cutoff = text.parse::<f64>().ok().filter(|cutoff| cutoff.is_finite() && *cutoff >= 0.0);
    cutoff.ok_or_else(|| "it is a number from 0 on".to_string())
}

/// A network that was cut, and what is said about it.
pub(crate) struct Cut {
    lambda: f64,
    layers: Vec<LayerCut>,
    /// The network before.
    full: Network<f64>,
}

/// What is said about a cut.
pub(crate) struct CutText {
    pub(crate) lines: Vec<String>,
    pub(crate) stored: ChiCutoff,
}

impl Cut {
    /// Cuts the couplings of a network, and keeps the network itself for comparison.
    pub(crate) fn new(full: Network<f64>, lambda: f64, memory: u64) -> Result<(Network<f64>, Cut), Failure> {
        let (network, layers) = network::cut(&full, lambda, memory).map_err(Failure::new)?;
        Ok((network, Cut { lambda, layers, full }))
    }

    /// What was kept, layer by layer.
    pub(crate) fn text(&self) -> CutText {
        let mut lines =
            vec![format!("cut     eigenvalues of chi with |lambda| >= {}", number::short(self.lambda.abs()))];
        lines.extend(self.layers.iter().map(layer_line));
        if self.layers.is_empty() {
            lines.push("  the model has no quadratic coupling".to_string());
        }
        let by_layer = |number: fn(&LayerCut) -> usize| {
            let of = |layer| self.layers.iter().find(|found| found.layer == layer).map_or(0, number);
            (1..=self.full.depth()).map(of).collect()
        };
        let stored = ChiCutoff {
            lambda: self.lambda,
            kept: by_layer(|layer| layer.kept),
            of: by_layer(|layer| layer.total),
        };
        CutText { lines, stored }
    }

    /// What the cut changed in the action around a point, rank by rank.
    pub(crate) fn changes(
        self,
        network: &Network<f64>,
        point: Option<&Vec<f64>>,
        request: &Request,
        bar: &Bar,
    ) -> Vec<String> {
        let full = around::shift(self.full, point);
        evaluate::changes(&full, network, request, bar).iter().map(change_line).collect()
    }
}

fn layer_line(layer: &LayerCut) -> String {
    let LayerCut { layer, kept, total, largest_dropped, dropped_norm } = *layer;
    let dropped = match total - kept {
        0 => "nothing dropped".to_string(),
        _ => format!(
            "largest |lambda| dropped {}, Frobenius norm dropped {}",
            number::short(largest_dropped),
            number::short(dropped_norm)
        ),
    };
    format!("  chi_{layer}   {kept} of {total} kept, {dropped}")
}

fn change_line(change: &Change) -> String {
    let Change { rank, size, norm } = change;
    let (sign, size) = match size {
        Size::Measured(size) => ("=", *size),
        Size::AtMost(size) => ("<=", *size),
        Size::Unknown(reason) => return format!("  A^({rank})  change not measured: {reason}"),
    };
    match norm.filter(|norm| *norm > 0.0) {
        Some(norm) => format!("  A^({rank})  |A - A_cut| / |A| {sign} {}", number::ratio(size / norm)),
        None => format!("  A^({rank})  |A - A_cut| {sign} {}", number::short(size)),
    }
}
