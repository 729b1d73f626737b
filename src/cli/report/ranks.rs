use std::collections::HashMap;

use super::{ReportArgs, limit};
use crate::Lattice;
use crate::action::{Group, Held, SymmetricTensor, groups_of_rank, independent_entries, multiplicity};
use crate::cli::failure::Failure;
use crate::cli::progress::Bar;
use crate::contributions::{Breakdown, Value, decompose};
use crate::network::Network;
use crate::report::{Coupling, Rank};

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
    let diagrams = decompose(network, rank, None, limit(args))?;
    let breakdown = Breakdown::of_rank(&diagrams, &diagrams.shares(bar));
    let total = match diagrams.total() {
        Value::Entries(tensor) => tensor,
        Value::Pairs(pairs) => pairs.tensor(bar),
    };
    let strongest = strongest(&total, lattice, usize::from(args.top))?;
    let known = truth.filter(|truth| rank <= truth.max_rank());
    let truths = known.map(|truth| values(truth, rank, &strongest)).transpose()?;
    let couplings = strongest.into_iter().enumerate().map(|(place, (group, (index, _)))| {
        #[allow(clippy::cast_precision_loss, reason = "at most 24")]
        let ways = multiplicity(&index) as f64;
        let truth = truths.as_ref().map(|truths| truths[place]);
        Coupling { group, ways, breakdown: Breakdown::of_entry(&diagrams, &index), truth }
    });
    let couplings = couplings.collect();
    let entries =
        independent_entries(network.dimension(), rank).map_or("very many".into(), |count| count.to_string());
    Ok(Rank { diagrams, breakdown, entries, couplings })
}

/// The strongest entries of every group, group after group.
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
    found.sort_by_key(|(group, _)| *group);
    found.iter_mut().for_each(|(_, entries)| cut(entries, top));
    Ok(found
        .into_iter()
        .flat_map(|(group, entries)| entries.into_iter().map(move |entry| (group, entry)))
        .collect())
}

fn cut(entries: &mut Vec<Entry>, top: usize) {
    entries.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(&b.0)));
    entries.truncate(top);
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
