//! A theory, or the action in a file, against its identities.

use std::io::Write;

use crate::action::file::{self, SparseFile};
use crate::check;
use crate::source::Kind;
use crate::theory;

use super::args::CheckArgs;
use super::table::Table;
use crate::cli::shared::{Bar, Failure, Output};

pub(super) fn run(args: &CheckArgs, kind: Kind, limit: u64) -> Result<(Table, Output), Failure> {
    let path = &args.part.model;
    let of_networks = [
        ("--rank", args.part.ranks.rank.is_some()),
        ("--max-rank", args.part.ranks.max_rank.is_some()),
        ("--max-chi", args.part.max_chi.is_some()),
        ("--draws", args.draws.is_some()),
        ("--seed", args.seed.is_some()),
        ("--time-limit", args.time_limit.is_some()),
        ("--limit", args.limit.is_some()),
    ];
    if let Some((option, _)) = of_networks.iter().find(|(_, is_given)| *is_given) {
        let message = format!("{option} is for networks, and {} holds {kind}", path.display());
        return Err(Failure::with_hint(message, "leave it out: all of the action is checked, without draws"));
    }
    let action = match kind {
        Kind::Theory => SparseFile::Exact(theory::load(path)?),
        _ => file::load_sparse(path)?,
    };
    let (dimension, max_rank) = match &action {
        SparseFile::Float(action) => (action.dimension(), action.max_rank()),
        SparseFile::Exact(action) => (action.dimension(), action.max_rank()),
    };
    let mut out = Output::open(args.common.output.as_deref())?;
    let bar = Bar::new(args.common.quiet, "searching the highest maximum");
    let found = check::theory(&action, limit, &bar);
    drop(bar);
    writeln!(out, "theory  {}: d = {dimension}, ranks 0 to {max_rank}", path.display())?;
    let numbers = if found.is_exact { "exact rational numbers" } else { "64-bit floats" };
    writeln!(out, "check   cumulants around the highest maximum, in {numbers}")?;
    found.notes.iter().try_for_each(|note| writeln!(out, "note    {note}"))?;
    writeln!(out)?;
    let mut table = Table::new("variable", &mut out)?;
    table.add(&found.tests, &mut out)?;
    Ok((table, out))
}
