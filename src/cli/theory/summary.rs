//! What a theory is made of, in words.

use std::io::{self, Write};

use crate::Rational;
use crate::action::{Normalisability, SparseAction};

use crate::cli::shared::number;

/// What an action is made of, and whether it is normalisable.
pub(super) fn write(action: &SparseAction<Rational>, name: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "theory     {name}")?;
    let lattice =
        action.lattice.as_ref().map(|lattice| format!(", {}", number::lattice(lattice, " lattice")));
    writeln!(out, "variables  {}{}", action.dimension(), lattice.unwrap_or_default())?;
    for rank in 0..=action.max_rank() {
        let entries = action.entries(rank).count();
        if entries > 0 {
            writeln!(out, "rank {rank:<5} {}", couplings(action, rank, entries))?;
        }
    }
    let verdict = action.normalisability();
    writeln!(out, "{verdict}")?;
    let is_refuted = matches!(verdict, Normalisability::Refuted { .. });
    if is_refuted && matches!(action.negated().normalisability(), Normalisability::Proved { .. }) {
        writeln!(out, "hint: -S is normalisable. The weight is exp(+S), so the sign may be off")?;
    }
    Ok(())
}

fn couplings(action: &SparseAction<Rational>, rank: usize, entries: usize) -> String {
    let noun = if entries == 1 { "coupling" } else { "couplings" };
    if rank < 2 {
        return format!("{entries} {noun}");
    }
    let diagonal = action.entries(rank).filter(|(index, _)| index.iter().all(|i| *i == index[0])).count();
    let adjacent = action.lattice.as_ref().filter(|_| rank == 2).map(|lattice| {
        let pairs = action.entries(2).filter(|(index, _)| lattice.are_adjacent(index[0], index[1]));
        format!(", {} between neighbours", pairs.count())
    });
    format!("{entries} {noun}: {diagonal} diagonal{}", adjacent.unwrap_or_default())
}
