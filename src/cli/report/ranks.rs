use std::cmp::Ordering;
use std::collections::HashMap;

use super::{ReportArgs, limit};
use crate::action::{Group, Held, Pairs, SymmetricTensor, groups_of_rank, independent_entries, multiplicity};
use crate::cli::contributions::refused;
use crate::cli::failure::Failure;
use crate::cli::progress::Bar;
use crate::contributions::{Breakdown, Value, decompose};
use crate::network::Network;
use crate::report::{Coupling, Rank};
use crate::{Lattice, bytes};

/// An entry by its indices.
type Entry = (Vec<usize>, f64);

/// All ranks with their strongest couplings.
pub(super) fn of(
    args: &ReportArgs,
    network: &Network<f64>,
    max_rank: usize,
    truth: Option<Held<'_>>,
    lattice: Option<&Lattice>,
    bar: &Bar,
) -> Result<Vec<Rank>, Failure> {
    let highest = usize::from(args.max_rank).min(max_rank);
    (1..=highest).map(|rank| one(args, network, truth, lattice, rank, bar)).collect()
}

fn one(
    args: &ReportArgs,
    network: &Network<f64>,
    truth: Option<Held<'_>>,
    lattice: Option<&Lattice>,
    rank: usize,
    bar: &Bar,
) -> Result<Rank, Failure> {
    let diagrams = decompose(network, rank, None, limit(args)).map_err(refused)?;
    let breakdown = Breakdown::of_rank(&diagrams, &diagrams.shares(bar));
    let total = match diagrams.total() {
        Value::Entries(tensor) => tensor,
        Value::Pairs(pairs) => {
            check_memory(args, &pairs)?;
            pairs.tensor(bar)
        }
    };
    let strongest = strongest(&total, lattice, usize::from(args.top))?;
    let known = truth.filter(|truth| rank <= truth.max_rank());
    let truths = known.map(|truth| values(truth, rank, &strongest)).transpose()?;
    let couplings = strongest.into_iter().enumerate().map(|(place, (group, (index, _)))| {
        let ways = ways(&index);
        let truth = truths.as_ref().map(|truths| truths[place]);
        Coupling { group, ways, breakdown: Breakdown::of_entry(&diagrams, &index), truth }
    });
    let couplings = couplings.collect();
    let entries =
        independent_entries(network.dimension(), rank).map_or("very many".into(), |count| count.to_string());
    Ok(Rank { diagrams, breakdown, entries, couplings })
}

/// Refuses entries of A^(4) that do not fit beside its diagrams.
fn check_memory(args: &ReportArgs, pairs: &Pairs<f64>) -> Result<(), Failure> {
    let d = pairs.dimension();
    let entries = independent_entries(d, 4).unwrap_or(usize::MAX) as u64;
    let diagrams = (2 * pairs.len() * d * (d + 1) / 2) as u64;
    // The action was extracted before, and is held.
    let needed = 8u64.saturating_mul(entries.saturating_mul(2).saturating_add(2 * diagrams));
    match needed > limit(args) {
        false => Ok(()),
        true => {
            let (needed, limit) = (bytes::show(needed), bytes::show(limit(args)));
            let message = format!(
                "the entries of A^(4) with their diagrams need about {needed} of memory, and {limit} may be taken"
            );
            Err(Failure::with_hint(message, "--max-rank 3 needs less; --memory-limit raises the bound"))
        }
    }
}

/// The number of permutations of an index.
#[allow(clippy::cast_precision_loss, reason = "at most 24")]
fn ways(index: &[usize]) -> f64 {
    multiplicity(index) as f64
}

/// The entries of every group with the largest terms in S, all of them by falling size.
fn strongest(
    tensor: &SymmetricTensor<f64>,
    lattice: Option<&Lattice>,
    top: usize,
) -> Result<Vec<(Group, Entry)>, Failure> {
    let groups = groups_of_rank(tensor.dimension(), lattice, tensor.rank())?;
    let mut found: Vec<(Group, Vec<Entry>)> = Vec::new();
    for (group, (index, &value)) in groups.zip(tensor.iter()) {
        let place = found.iter().position(|(known, _)| *known == group).unwrap_or_else(|| {
            found.push((group, Vec::new()));
            found.len() - 1
        });
        let entries = &mut found[place].1;
        if value != 0.0 {
            entries.push((index, value));
        }
        if entries.len() > 64 * top {
            cut(entries, top);
        }
    }
    found.iter_mut().for_each(|(_, entries)| cut(entries, top));
    let grouped =
        found.into_iter().flat_map(|(group, entries)| entries.into_iter().map(move |entry| (group, entry)));
    let mut strongest: Vec<(Group, Entry)> = grouped.collect();
    strongest.sort_by(|(_, a), (_, b)| by_term(a, b));
    Ok(strongest)
}

fn cut(entries: &mut Vec<Entry>, top: usize) {
    entries.sort_by(by_term);
    entries.truncate(top);
}

/// The larger term in S first; equal ones in packed order.
fn by_term(a: &Entry, b: &Entry) -> Ordering {
    let term = |(index, value): &Entry| ways(index) * value.abs();
    term(b).total_cmp(&term(a)).then_with(|| a.0.cmp(&b.0))
}

/// The values of some entries.
fn values(action: Held<'_>, rank: usize, wanted: &[(Group, Entry)]) -> Result<Vec<f64>, Failure> {
    let places: HashMap<&[usize], usize> =
        wanted.iter().enumerate().map(|(place, (_, (index, _)))| (index.as_slice(), place)).collect();
    let mut found = vec![0.0; wanted.len()];
    action.for_each(rank, |index, value| {
        if let Some(&place) = places.get(index) {
            found[place] = value;
        }
    })?;
    Ok(found)
}

/// The strongest entries of A^(2) between two variables.
pub(super) fn strongest_pairs(action: Held<'_>, most: usize) -> Result<Vec<([usize; 2], f64)>, Failure> {
    let mut pairs = Vec::new();
    if action.max_rank() >= 2 {
        action.for_each(2, |index, value| {
            if index[0] != index[1] && value != 0.0 {
                pairs.push((index.to_vec(), value));
            }
        })?;
    }
    cut(&mut pairs, most);
    Ok(pairs.into_iter().map(|(index, value)| ([index[0], index[1]], value)).collect())
}
