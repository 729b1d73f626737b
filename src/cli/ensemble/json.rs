//! An ensemble for other programs.

use std::io::Write;

use serde_json::{Value, json};

use crate::action::file;
use crate::ensemble::{Connected, Interacting};

use super::args::EnsembleArgs;
use super::findings::Findings;
use crate::cli::shared::{Failure, Output};

pub(super) fn write(args: &EnsembleArgs, found: &Findings, mut out: Output) -> Result<(), Failure> {
    let (ensemble, field) = (&found.ensemble, &found.field);
    let mut action = Vec::new();
    match &field.errors {
        Some(errors) => {
            file::json::write_with_errors((&field.action).into(), errors.into(), None, &mut action)?
        }
        None => file::json::write(&field.action, &mut action)?,
    }
    let action: Value = serde_json::from_slice(&action).map_err(Failure::new)?;
    let points: Vec<Vec<f64>> = found.points.rows().into_iter().map(|row| row.to_vec()).collect();
    let edgeworth = found
        .edgeworth
        .as_ref()
        .map(|found| json!({"factor": found.factor, "at": found.at, "distance": found.distance}));
    let symmetries = found.symmetries.iter().map(|symmetry| {
        json!({"motion": symmetry.motion.to_string(), "order": symmetry.order, "change": symmetry.change,
            "holds": symmetry.holds, "drawn": symmetry.sampled})
    });
    let exponents = found.exponents.iter().map(|exponent| {
        let norms = exponent.norms.iter().map(|(width, norm, error)| json!({"width": width, "norm": norm, "error": error}));
        json!({"order": exponent.order, "norms": norms.collect::<Vec<_>>(), "exponent": exponent.slope, "error": exponent.error})
    });
    let density = found.density.iter().map(|at| {
        json!({"phi": at.output, "drawn": at.sampled.0, "error": at.sampled.1, "gaussian": at.gaussian, "action": at.action})
    });
    let document = json!({
        "format": "diagraction-ensemble",
        "version": 1,
        "inputs": ensemble.inputs,
        "width": ensemble.width,
        "activation": ensemble.activation.to_string(),
        "points": points,
        "order": field.order,
        "closed": found.closed,
        "networks": args.networks,
        "seed": args.seed,
        "condition": field.condition,
        "correlators": field.correlators.iter().map(connected).collect::<Vec<_>>(),
        "action": action,
        "normalisable": found.normalisable.to_string(),
        "edgeworth": edgeworth,
        "symmetries": symmetries.collect::<Vec<_>>(),
        "exponents": exponents.collect::<Vec<_>>(),
        "density": density.collect::<Vec<_>>(),
        "silent": found.silent,
        "interacting": found.interacting.as_ref().map(interacting),
        "notes": found.notes,
    });
    writeln!(out, "{document:#}")?;
    out.finish()
}

/// Entries with errors, which are null in closed form.
fn connected(found: &Connected) -> Value {
    let entries = found.value.iter().map(|(index, value)| {
        let error = found.error.as_ref().map(|error| *error.get(&index));
        json!({"index": index, "value": value, "error": error})
    });
    json!({"order": found.order, "entries": entries.collect::<Vec<_>>()})
}

fn interacting(found: &Interacting) -> Value {
    let tensor = |tensor: &crate::tensor::SymmetricTensor<f64>| {
        connected(&Connected { order: 2, value: tensor.clone(), error: None })
    };
    let weighed = found.weighed.as_ref().map(|found| {
        json!({"moments": connected(&found.moments), "ln_z": found.ln_z.0, "ln_z_error": found.ln_z.1, "share": found.share,
            "networks": found.networks})
    });
    json!({
        "limit": found.limit.to_string(),
        "weighed": weighed,
        "two_loops": found.series.as_ref().map(tensor),
        "transfer_matrix": found.exact.as_ref().map(|exact| json!({"ln_z": exact.ln_z, "moments": tensor(&exact.moments)})),
        "four_outputs": found.rivals.map(|(free, tree)| json!({"free": free, "tree": tree})),
    })
}
