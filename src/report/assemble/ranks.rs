//! The coefficients of a report with the couplings that are taken apart.

use std::cmp::Ordering;

use super::ReportError;
use super::entries::{Errors, entries};
use crate::action::{Action, Group, Held, SymmetricTensor, groups_of_rank};
use crate::contributions::{Breakdown, decompose};
use crate::network::Network;
use crate::report::{Coupling, Entry, Members, Rank, STANDS_OUT};
use crate::statistics::beyond_by_chance;
use crate::{Lattice, Progress};

/// The learned action, what is known besides, and the lattice.
pub(super) struct Compared<'a> {
    pub(super) learned: &'a Action<f64>,
    pub(super) truth: Option<Held<'a>>,
    /// The ranks that are known of the truth.
    pub(super) known: Vec<usize>,
    pub(super) errors: Option<Held<'a>>,
    /// The number of networks whose spread they are.
    pub(super) replicas: Option<u32>,
    pub(super) lattice: Option<&'a Lattice>,
    /// The couplings of each rank and group that are taken apart.
    pub(super) top: usize,
}

/// All ranks with their couplings.
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
    let truth = compared.truth.filter(|_| compared.known.contains(&rank));
    let errors = Errors::new(tensor, truth, compared.errors);
    let (all, groups) = grouped(tensor, truth, &errors, compared)?;
    let mut strongest = Vec::new();
    let groups = groups.into_iter().map(|(group, members, mut entries)| {
        strongest.append(&mut entries);
        (group, members)
    });
    let groups = groups.collect();
    strongest.sort_by(by_weight);
    let taken = |entry: Entry| Coupling { breakdown: Breakdown::of_entry(&diagrams, &entry.index), entry };
    let couplings = strongest.into_iter().map(taken).collect();
    Ok(Rank { diagrams, breakdown, is_given: matches!(errors, Errors::Given(_)), all, groups, couplings })
}

/// Groups with what there is to say of each and its strongest entries.
type Groups = Vec<(Group, Members, Vec<Entry>)>;

/// All entries, and those of each group.
fn grouped(
    tensor: &SymmetricTensor<f64>,
    truth: Option<Held<'_>>,
    errors: &Errors<'_>,
    compared: &Compared<'_>,
) -> Result<(Members, Groups), ReportError> {
    let groups = groups_of_rank(tensor.dimension(), compared.lattice, tensor.rank())?;
    let (mut all, mut found) = (Members::default(), Groups::new());
    for (group, entry) in groups.zip(entries(tensor, truth, errors)) {
        let place = found.iter().position(|(known, ..)| *known == group).unwrap_or_else(|| {
            found.push((group, Members::default(), Vec::new()));
            found.len() - 1
        });
        let (_, members, strongest) = &mut found[place];
        count(&mut all, &entry);
        count(members, &entry);
        if entry.value != 0.0 {
            strongest.push(entry);
        }
        if strongest.len() > 64 * compared.top {
            cut(strongest, compared.top);
        }
    }
    found.iter_mut().for_each(|(_, members, strongest)| {
        cut(strongest, compared.top);
        finish(members, compared.replicas);
    });
    finish(&mut all, compared.replicas);
    Ok((all, found))
}

/// Counts an entry; means are sums so far.
fn count(sums: &mut Members, entry: &Entry) {
    let stands_out = usize::from(entry.stands_out());
    sums.entries += 1;
    sums.mean += entry.value;
    sums.rms += entry.value.powi(2);
    sums.judged += usize::from(entry.error.is_some());
    sums.noise += entry.error.unwrap_or_default().powi(2);
    sums.outstanding += stands_out;
    if let Some(truth) = entry.truth {
        let is_true = usize::from(truth != 0.0);
        *sums.true_mean.get_or_insert(0.0) += truth;
        sums.true_ones += is_true;
        sums.found += is_true * stands_out;
    }
}

/// Makes means of sums.
fn finish(sums: &mut Members, replicas: Option<u32>) {
    let free = replicas.map_or(f64::INFINITY, |replicas| f64::from(replicas) - 1.0);
    sums.by_chance = sums.judged as f64 * beyond_by_chance(STANDS_OUT, free);
    let (count, judged) = (sums.entries as f64, sums.judged.max(1) as f64);
    sums.mean /= count;
    sums.rms = (sums.rms / count).sqrt();
    sums.noise = (sums.noise / judged).sqrt();
    sums.true_mean = sums.true_mean.map(|sum| sum / count);
}

fn cut(entries: &mut Vec<Entry>, top: usize) {
    entries.sort_by(by_weight);
    entries.truncate(top);
}

/// What stands out first, then the larger term in S; equal ones in packed order.
fn by_weight(a: &Entry, b: &Entry) -> Ordering {
    let outstanding = b.stands_out().cmp(&a.stands_out());
    let size = |entry: &Entry| entry.term().value.abs();
    outstanding.then(size(b).total_cmp(&size(a))).then_with(|| a.index.cmp(&b.index))
}

/// The strongest entries of A^(2) between two variables.
pub(super) fn strongest_pairs(action: &Action<f64>, most: usize) -> Vec<([usize; 2], f64)> {
    let Some(tensor) = action.tensor(2) else { return Vec::new() };
    let all = entries(tensor, None, &Errors::Unknown);
    let mut pairs: Vec<Entry> =
        all.filter(|entry| entry.index[0] != entry.index[1] && entry.value != 0.0).collect();
    cut(&mut pairs, most);
    pairs.into_iter().map(|entry| ([entry.index[0], entry.index[1]], entry.value)).collect()
}
