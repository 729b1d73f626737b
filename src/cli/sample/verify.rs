//! The identities that draws obey, as a line and as JSON.

use crate::sample::identity::{Deviation, Identities};
use serde_json::{Value, json};

use crate::cli::shared::number::with_error;

/// The identities in one line.
pub(super) fn text(identities: Option<&Identities>) -> String {
    let Some((identities, (worst, coordinate, is_virial))) =
        identities.and_then(|identities| Some((identities, identities.largest()?)))
    else {
        return "too few draws to check E[x dS/dx] = -1; draw 400 or more".to_string();
    };
    let verdict = if identities.hold() { "hold" } else { "do not hold" };
    let name = name(coordinate, is_virial);
    format!(
        "E[x dS/dx] = -1 and E[dS/dx] = 0 {verdict}: of {} means the worst is off by {:.2} standard errors, up to {:.2} is \
         chance\n{:18}{name} = {}",
        identities.virial.len() + identities.slope.len(),
        worst.pull().abs(),
        identities.limit(),
        "",
        with_error(worst.mean, worst.error)
    )
}

fn name(coordinate: usize, is_virial: bool) -> String {
    match is_virial {
        true => format!("E[x_{coordinate} dS/dx_{coordinate}]"),
        false => format!("E[dS/dx_{coordinate}]"),
    }
}

pub(super) fn json(identities: &Identities) -> Value {
    let list = |found: &[Deviation]| -> Vec<Value> {
        found.iter().map(|found| json!({"mean": found.mean, "error": found.error})).collect()
    };
    json!({
        "hold": identities.hold(),
        "largest_pull": identities.largest().map(|(found, ..)| found.pull().abs()),
        "limit": identities.limit(),
        "virial": list(&identities.virial),
        "slope": list(&identities.slope),
    })
}
