//! The norms of all stages as a table, JSON and CSV.

use std::io::Write;

use crate::evaluate::StageNorms;
use crate::network::Network;
use serde_json::json;

use super::args::FlowArgs;
use crate::cli::shared::columns::{self, ALWAYS, Column};
use crate::cli::shared::source::model_line;
use crate::cli::shared::{Around, Failure, Output, short};

const LEGEND: &str = "\
|A^(k)| is the norm over all d^k entries, in the units of its stage. g_k is that
of A^(k) in variables in which A^(2) is -1/2 times the identity: it has no
units, is the same on both sides of a linear map around the same point, and
vanishes for a Gaussian.";

pub(super) fn text(
    mut out: Output,
    args: &FlowArgs,
    highest: usize,
    network: &Network<f64>,
    flow: &[StageNorms],
) -> Result<(), Failure> {
    writeln!(out, "{}", model_line(&args.component.of(&args.model), network.dimension(), network.depth()))?;
    writeln!(out, "around  {}", around(&args.around))?;
    let lowest = args.ranks.lowest();
    let (ranks, couplings) = (lowest.max(1)..=highest, lowest.max(3)..=highest);
    // The highest ranks go first where there is no room.
    let worth = |rank: usize| ALWAYS - u8::try_from(rank).unwrap_or(ALWAYS);
    let norms = ranks.clone().map(|rank| Column::numbers_of(format!("|A^({rank})|"), worth(rank)));
    let without_units = couplings.clone().map(|rank| Column::numbers_of(format!("g_{rank}"), worth(rank)));
    let heads: Vec<Column> =
        [Column::text("stage", ALWAYS)].into_iter().chain(norms).chain(without_units).collect();
    let rows = flow.iter().map(|stage| {
        let norms = ranks.clone().map(|rank| short(stage.norms[rank - 1]));
        let couplings = couplings.clone().map(|rank| stage.coupling(rank).map_or("-".to_string(), short));
        [stage.stage.to_string()].into_iter().chain(norms).chain(couplings).collect()
    });
    writeln!(out)?;
    let left_out = columns::table(&heads, &rows.collect::<Vec<_>>(), &mut out)?;
    writeln!(out, "\n{LEGEND}")?;
    if flow.iter().any(|stage| stage.couplings.is_none()) {
        writeln!(out, "- stands where A^(2) is not negative definite: there are no such variables.")?;
    }
    columns::tell(&left_out, &mut out)?;
    out.finish()
}

/// The points in words.
fn around(point: &Around) -> String {
    match point {
        Around::Zero => "zero of every stage".to_string(),
        Around::Mode => "the mode of every stage".to_string(),
        Around::File(path) => format!("the images of {}", path.display()),
    }
}

pub(super) fn json(
    mut out: Output,
    args: &FlowArgs,
    network: &Network<f64>,
    point: Option<&[f64]>,
    flow: &[StageNorms],
) -> Result<(), Failure> {
    let stage = |found: &StageNorms| json!({"stage": found.stage.to_string(), "norms": found.norms, "couplings": found.couplings});
    let document = json!({
        "format": "diagraction-flow",
        "version": 1,
        "model": args.model.display().to_string(),
        "dimension": network.dimension(),
        "depth": network.depth(),
        "around": point,
        "stages": flow.iter().map(stage).collect::<Vec<_>>(),
    });
    writeln!(out, "{}", serde_json::to_string_pretty(&document).map_err(Failure::new)?)?;
    out.finish()
}

pub(super) fn csv(mut out: Output, flow: &[StageNorms]) -> Result<(), Failure> {
    writeln!(out, "stage,rank,norm,coupling")?;
    for found in flow {
        for (rank, norm) in (1..).zip(&found.norms) {
            let coupling = found.coupling(rank).map_or_else(String::new, |coupling| coupling.to_string());
            writeln!(out, "{},{rank},{norm},{coupling}", found.stage)?;
        }
    }
    out.finish()
}
