//! The shares as JSON and CSV.

use std::io::Write;

use crate::contributions::Breakdown;
use crate::network::Network;
use crate::text::joined;
use serde_json::json;

use super::args::ContributionsArgs;
use super::text::dashed;
use crate::cli::shared::{Failure, Output};

pub(super) fn json(
    mut out: Output,
    args: &ContributionsArgs,
    network: &Network<f64>,
    around: Option<&[f64]>,
    breakdowns: &[Breakdown],
) -> Result<(), Failure> {
    let (entries, ranks): (Vec<_>, Vec<_>) = breakdowns.iter().partition(|found| found.index.is_some());
    let document = json!({
        "format": "diagraction-contributions",
        "version": 1,
        "model": args.model.display().to_string(),
        "dimension": network.dimension(),
        "depth": network.depth(),
        "dressed": !args.bare,
        "max_chi": args.max_chi,
        "around": around,
        "ranks": ranks,
        "entries": entries,
    });
    writeln!(out, "{}", serde_json::to_string_pretty(&document).map_err(Failure::new)?)?;
    out.finish()
}

pub(super) fn csv(mut out: Output, breakdowns: &[Breakdown]) -> Result<(), Failure> {
    writeln!(out, "rank,index,diagram,layers,size,share")?;
    for found in breakdowns {
        let index = joined(found.index.iter().flatten(), " ");
        for one in &found.diagrams {
            let share = one.share.map_or_else(String::new, |share| share.to_string());
            let (rank, layers) = (found.rank, dashed(&one.layers));
            writeln!(out, "{rank},{index},\"{}\",{layers},{},{share}", one.diagram, one.size)?;
        }
    }
    out.finish()
}
