//! `--strict`: whether two actions are the same within a tolerance.

use std::io::{self, Write};

use crate::action::{Comparison, Group};
use crate::source::Loaded;

use super::args::CompareArgs;
use crate::cli::shared::{Failure, label};

/// What differs by too much, in words; nothing where that is not asked for.
pub(super) fn beyond(
    args: &CompareArgs,
    comparison: &Comparison,
    truth: &Loaded,
) -> Result<Option<String>, Failure> {
    if !args.strict {
        return Ok(None);
    }
    if comparison.groups.is_empty() && comparison.only.is_empty() {
        return Ok(Some("no rank was compared".to_owned()));
    }
    if let Some((rank, _)) = comparison.only.first() {
        return Ok(Some(format!("rank {rank} is known of one of them alone")));
    }
    for group in comparison.groups.iter().filter(|group| group.group == Group::All) {
        let mut largest = 0.0_f64;
        truth.held().for_each(group.rank, |_, value| largest = largest.max(value.abs()))?;
        // Where all true entries are zero, the tolerance is that of the learned ones.
        let unit = if largest > 0.0 { largest } else { 1.0 };
        let is_within = group.largest_deviation <= args.tolerance * unit;
        if !is_within {
            let (rank, at, deviation) = (group.rank, label(&group.at), group.largest_deviation);
            return Ok(Some(format!(
                "rank {rank} differs by {deviation:.1e} at {at}, and its largest entry is {largest:.1e}"
            )));
        }
    }
    Ok(None)
}

pub(super) fn verdict(args: &CompareArgs, beyond: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    match beyond {
        _ if !args.strict => Ok(()),
        Some(beyond) => writeln!(out, "\nDO NOT AGREE: {beyond}"),
        None => writeln!(
            out,
            "\nagree: no entry differs by more than {:e} of the largest of its rank",
            args.tolerance
        ),
    }
}
