//! The coefficients of a report with their strongest couplings.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::ReportError;
use crate::action::{
    Action, Group, Held, SymmetricTensor, groups_of_rank, independent_entries, multiplicity,
};
use crate::contributions::{Breakdown, decompose};
use crate::network::Network;
use crate::report::{Coupling, Rank};
use crate::{Lattice, Progress};

/// An entry by its indices.
type Entry = (Vec<usize>, f64);

/// The learned action, what is true of it, and the lattice.
pub(super) struct Compared<'a> {
    pub(super) learned: &'a Action<f64>,
    pub(super) truth: Option<Held<'a>>,
    pub(super) lattice: Option<&'a Lattice>,
    /// The couplings of each rank and group that are taken apart.
    pub(super) top: usize,
}

/// All ranks with their strongest couplings.
pub(super) fn of(
    network: &Network<f64>,
    compared: &Compared<'_>,
    left: u64,
    progress: &dyn Progress,
) -> Result<Vec<Rank>, ReportError> {
    let tensors = compared.learned.tensors().iter().skip(1);
    tensors.map(|tensor| one(network, compared, tensor, left, progress)).collect()
}

fn one(
    network: &Network<f64>,
    compared: &Compared<'_>,
    tensor: &SymmetricTensor<f64>,
    left: u64,
    progress: &dyn Progress,
) -> Result<Rank, ReportError> {
    let rank = tensor.rank();
    let diagrams = decompose(network, rank, None, left).map_err(ReportError::Diagrams)?;
    let breakdown = Breakdown::of_rank(&diagrams, &diagrams.shares(progress));
    let strongest = strongest(tensor, compared.lattice, compared.top)?;
    let known = compared.truth.filter(|truth| rank <= truth.max_rank());
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

/// The number of permutations of an index.
fn ways(index: &[usize]) -> f64 {
    multiplicity(index) as f64
}

/// The entries of every group with the largest terms in S, all of them by falling size.
fn strongest(
    tensor: &SymmetricTensor<f64>,
    lattice: Option<&Lattice>,
    top: usize,
) -> Result<Vec<(Group, Entry)>, ReportError> {
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
fn values(action: Held<'_>, rank: usize, wanted: &[(Group, Entry)]) -> Result<Vec<f64>, ReportError> {
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
pub(super) fn strongest_pairs(action: Held<'_>, most: usize) -> Result<Vec<([usize; 2], f64)>, ReportError> {
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
