//! Maxima and barriers as JSON and CSV.

use std::io::{self, Write};

use crate::modes::{Found, Mode};
use serde_json::json;

use super::outcome::{Between, Outcome};

pub(super) fn json(outcome: &Outcome<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Outcome { args, starts, dimension, found, barriers, .. } = outcome;
    let head = json!({
        "format": "diagraction-modes", "version": 1, "dimension": dimension,
        "starts": starts, "seed": args.seed, "spread": found.spread,
        "saddles": found.saddles, "unbounded": found.unbounded, "direction": found.direction,
        "failed": found.failed, "beyond": found.beyond,
    });
    let head = head.to_string();
    write!(out, "{}, \"modes\": [", head.trim_end_matches('}'))?;
    lines(found.modes.iter().map(mode), out)?;
    write!(out, "], \"lines\": [")?;
    lines(barriers.iter().map(line), out)?;
    writeln!(out, "]}}")
}

fn mode(mode: &Mode) -> serde_json::Value {
    json!({
        "value": mode.value, "gradient_norm": mode.gradient_norm, "starts": mode.starts,
        "eigenvalues": mode.eigenvalues, "position": mode.position,
    })
}

fn line(between: &Between) -> serde_json::Value {
    let barrier = between.barrier;
    json!({
        "from": between.from, "to": between.to,
        "lowest_at": barrier.at, "lowest_value": barrier.value, "height": barrier.height,
    })
}

fn lines(values: impl Iterator<Item = serde_json::Value>, out: &mut dyn Write) -> io::Result<()> {
    let mut separator = "\n";
    for value in values {
        write!(out, "{separator}{value}")?;
        separator = ",\n";
    }
    writeln!(out)
}

/// One maximum a line, with its position and the eigenvalues of its Hessian.
pub(super) fn csv(dimension: usize, found: &Found, out: &mut dyn Write) -> io::Result<()> {
    let columns = |name: &str| (0..dimension).map(|i| format!(",{name}.{i}")).collect::<String>();
    writeln!(out, "maximum,value,gradient_norm,starts{}{}", columns("x"), columns("eigenvalue"))?;
    for (number, mode) in found.modes.iter().enumerate() {
        write!(out, "{number},{},{},{}", mode.value, mode.gradient_norm, mode.starts)?;
        mode.position.iter().chain(&mode.eigenvalues).try_for_each(|entry| write!(out, ",{entry}"))?;
        writeln!(out)?;
    }
    Ok(())
}
