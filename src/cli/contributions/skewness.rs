//! Which layers and which couplings make the third cumulant.

use std::io::Write;

use crate::contributions::{SkewEntry, Skewness};
use crate::network::Network;
use serde_json::{Value, json};

use super::args::ContributionsArgs;
use crate::cli::shared::{Failure, Output, TableFormat, short};

/// An entry of a layer with its share.
struct Line<'a> {
    layer: usize,
    entry: &'a SkewEntry<f64>,
    share: f64,
}

pub(super) fn run(
    args: &ContributionsArgs,
    network: &Network<f64>,
    (format, mut out): (TableFormat, Output),
    limit: u64,
) -> Result<(), Failure> {
    let found = Skewness::new(network, limit).map_err(Failure::new)?;
    let square = found.square();
    if !square.is_finite() {
        return Err(Failure::new(
            "kappa_3 is beyond the range of floats; the weights of the network are too large",
        ));
    }
    let mut lines: Vec<Line<'_>> = Vec::new();
    for layer in &found.layers {
        let of = |entry| Line { layer: layer.layer, entry, share: share(entry.product, square) };
        lines.extend(layer.entries.iter().map(of));
    }
    lines.sort_by(|a, b| b.share.abs().total_cmp(&a.share.abs()));
    match format {
        TableFormat::Text => text(args, network, (&found, square), &lines, &mut out)?,
        TableFormat::Json => json(args, network, (&found, square), &lines, &mut out)?,
        TableFormat::Csv => {
            writeln!(out, "layer,m,j,k,chi,share")?;
            for Line { layer, entry: SkewEntry { index: [m, j, k], value, .. }, share } in &lines {
                writeln!(out, "{layer},{m},{j},{k},{value},{share}")?;
            }
        }
    }
    out.finish()
}

/// Nothing has a share in nothing.
fn share(product: f64, square: f64) -> f64 {
    if square > 0.0 { product / square } else { 0.0 }
}

fn text(
    args: &ContributionsArgs,
    network: &Network<f64>,
    (found, square): (&Skewness<f64>, f64),
    lines: &[Line<'_>],
    out: &mut Output,
) -> Result<(), Failure> {
    let (d, depth) = (network.dimension(), network.depth());
    writeln!(out, "model     {}: d = {d}, L = {depth}", args.component.of(&args.model))?;
    writeln!(out, "\nkappa_3 without loops  norm {}; every diagram has one split", short(square.sqrt()))?;
    if square == 0.0 {
        return Ok(());
    }
    writeln!(out, "\n  layer          norm    share")?;
    for layer in &found.layers {
        let share = 100.0 * share(layer.product(), square);
        writeln!(out, "  {:>5}  {:>12}  {share:>5.1} %", layer.layer, short(layer.part.norm()))?;
    }
    writeln!(out, "\n  coupling                     value    share")?;
    for Line { layer, entry: SkewEntry { index: [m, j, k], value, .. }, share } in
        &lines[..lines.len().min(args.top)]
    {
        let name = format!("chi{layer}[{m},{j},{k}]");
        writeln!(out, "  {name:<20}  {:>12}  {:>5.1} %", short(*value), 100.0 * share)?;
    }
    Ok(writeln!(
        out,
        "\nA coupling chi[m,j,k] stands for chi[m,k,j], too. Shares add up to 100 %, a negative one is cancelled by others."
    )?)
}

fn json(
    args: &ContributionsArgs,
    network: &Network<f64>,
    (found, square): (&Skewness<f64>, f64),
    lines: &[Line<'_>],
    out: &mut Output,
) -> Result<(), Failure> {
    let layers = found.layers.iter().map(|layer| {
        json!({"layer": layer.layer, "norm": layer.part.norm(), "share": share(layer.product(), square)})
    });
    let couplings = lines.iter().map(|Line { layer, entry, share }| {
        json!({"layer": layer, "index": entry.index, "value": entry.value, "share": share})
    });
    let document = json!({
        "format": "diagraction-contributions", "version": 1, "model": args.model.display().to_string(),
        "dimension": network.dimension(), "cumulant": 3, "loops": 0, "norm": square.sqrt(),
        "layers": layers.collect::<Vec<Value>>(), "couplings": couplings.collect::<Vec<Value>>(),
    });
    Ok(writeln!(out, "{document}")?)
}
