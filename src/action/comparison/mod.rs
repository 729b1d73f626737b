//! Two actions side by side: rank by rank, and group by group within a rank.

mod group;
mod pairs;
mod ranks;
mod sums;

use serde::Serialize;

pub use group::Group;
pub use pairs::Held;
pub use ranks::compare_tensors;
pub use ranks::{RankComparison, compare};

use super::{ActionError, Indices};
use crate::Lattice;
use group::Sorter;
use sums::{Range, Sums};

/// How a group of entries of one rank was learned.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupComparison {
    /// The rank k.
    pub rank: usize,
    /// The group of entries.
    pub group: Group,
    /// The number of independent entries n.
    pub entries: u128,
    /// |Σ_α S_α T_α| / sqrt(Σ_α S_α² Σ_α T_α²), Eq. (30); `None` where one of the sides vanishes.
    pub cosine: Option<f64>,
    /// 1 - cosine.
    pub dissimilarity: Option<f64>,
    /// Σ_α S_α T_α / Σ_α T_α², the regression of learned on true through the origin; `None` where the truth vanishes.
    pub slope: Option<f64>,
    /// The mean of the learned entries.
    pub mean: f64,
    /// The standard deviation of the learned entries around their mean, with n - 1.
    pub deviation: f64,
    /// The true value where it is the same for the whole group.
    pub truth: Option<f64>,
    /// sqrt(Σ_α (S_α - T_α)² / n).
    pub root_mean_square: f64,
    /// The largest |S_α - T_α|.
    pub largest_deviation: f64,
    /// sqrt(Σ_α ((S_α - T_α) / σ_α)² / n) over the entries whose standard error σ_α is known and not zero: 1 where errors alone keep
    /// them apart. `None` where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pull: Option<f64>,
    /// Where it is; empty in a group whose entries are all zero, and not stored, on both sides.
    pub at: Vec<usize>,
}

/// Which of two actions something is said of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The first.
    Learned,
    /// The second.
    True,
}

/// Two actions compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The number of variables.
    pub dimension: usize,
    /// The lattice by which groups were told apart.
    pub lattice: Option<Lattice>,
    /// A^(0) on both sides. It normalises a density and is not judged.
    pub constants: (f64, f64),
    /// Groups of ranks from 1 up that both sides know.
    pub groups: Vec<GroupComparison>,
    /// Ranks that one side alone knows.
    pub only: Vec<(usize, Side)>,
}

/// Compares a learned action S with the true one T by groups of entries.
///
/// A rank above the highest of an action is zero where nothing was cut off ([`Truncation::max_rank`] is `None`), and unknown
/// otherwise. Groups of neighbours are those of `lattice`, or else of the lattice that one of the actions knows.
///
/// [`Truncation::max_rank`]: super::Truncation::max_rank
///
/// # Errors
/// When dimensions, expansion points or lattices differ, the lattice has another number of sites, an entry is not finite, or
/// a rank has too many entries to count.
///
/// # Cost
/// Two passes over the entries. Nothing is allocated for them: sparse actions of any dimension can be compared.
pub fn compare_groups<'a>(
    learned: impl Into<Held<'a>>,
    truth: impl Into<Held<'a>>,
    lattice: Option<&'a Lattice>,
) -> Result<Comparison, ActionError> {
    let (learned, truth) = (learned.into(), truth.into());
    let lattice = checked(learned, truth, lattice)?;
    let mut comparison = Comparison {
        dimension: learned.dimension(),
        lattice: lattice.cloned(),
        constants: (learned.constant(), truth.constant()),
        groups: Vec::new(),
        only: Vec::new(),
    };
    for rank in 1..=learned.max_rank().max(truth.max_rank()) {
        match (learned.knows(rank), truth.knows(rank)) {
            (true, true) => comparison.groups.extend(groups(learned, truth, rank, lattice)?),
            (true, false) => comparison.only.push((rank, Side::Learned)),
            (false, _) => comparison.only.push((rank, Side::True)),
        }
    }
    Ok(comparison)
}

impl Comparison {
    /// The same with the deviations in units of standard errors, those of both sides where both are known.
    ///
    /// # Errors
    /// When an entry is not finite, or there are too many to count.
    pub fn with_errors(
        mut self,
        learned: Held<'_>,
        truth: Held<'_>,
        errors: [Option<Held<'_>>; 2],
    ) -> Result<Comparison, ActionError> {
        for ranks in self.groups.chunk_by_mut(|a, b| a.rank == b.rank) {
            let rank = ranks[0].rank;
            let sorter = Sorter::new(rank, self.lattice.as_ref());
            let mut sums = vec![(0.0_f64, 0.0_f64); sorter.groups.len()];
            pairs::for_each(learned, truth, rank, |index, s, t| {
                let error = errors.iter().flatten().fold(0.0_f64, |error, held| error.hypot(held.get(index)));
                if error > 0.0 {
                    for &place in sorter.places(index) {
                        sums[place].0 += ((s - t) / error).powi(2);
                        sums[place].1 += 1.0;
                    }
                }
            });
            for (group, (squares, count)) in
                sorter.groups.iter().zip(sums).filter(|(_, (_, count))| *count > 0.0)
            {
                let found = ranks.iter_mut().filter(|found| found.group == *group);
                found.for_each(|found| found.pull = Some((squares / count).sqrt()));
            }
        }
        Ok(self)
    }
}

/// Calls `each` with the finest group, the learned and the true entry of one rank, in packed order, and gives the
/// number of entries of each finest group that were left out because both sides are zero there.
pub(crate) fn pairs_of_rank<'a>(
    learned: impl Into<Held<'a>>,
    truth: impl Into<Held<'a>>,
    lattice: Option<&'a Lattice>,
    rank: usize,
    mut each: impl FnMut(Group, f64, f64),
) -> Result<Vec<(Group, u128)>, ActionError> {
    let (learned, truth) = (learned.into(), truth.into());
    let sorter = Sorter::new(rank, checked(learned, truth, lattice)?);
    let mut seen = vec![0u128; sorter.groups.len()];
    pairs::for_each(learned, truth, rank, |index, s, t| {
        sorter.places(index).iter().for_each(|&place| seen[place] += 1);
        each(sorter.finest(index), s, t);
    });
    let sizes = sorter.sizes(learned.dimension())?;
    let zeros = sorter.groups.iter().zip(sizes.iter().zip(seen));
    let finest = |group: &Group| match sorter.groups.len() {
        1 => true,
        3 => *group != Group::All,
        _ => !matches!(group, Group::All | Group::OffDiagonal),
    };
    Ok(zeros.map(|(&group, (size, seen))| (group, size - seen)).filter(|(group, _)| finest(group)).collect())
}

/// The finest group of each independent entry of a rank, in packed order.
///
/// # Errors
/// When the lattice has another number of sites.
pub(crate) fn groups_of_rank(
    dimension: usize,
    lattice: Option<&Lattice>,
    rank: usize,
) -> Result<impl Iterator<Item = Group>, ActionError> {
    if let Some(sites) = lattice.map(Lattice::sites).filter(|&sites| sites != dimension) {
        return Err(ActionError::Sites { sites, dimension });
    }
    let sorter = Sorter::new(rank, lattice);
    Ok(Indices::new(dimension, rank).map(move |index| sorter.finest(&index)))
}

fn checked<'a>(
    learned: Held<'a>,
    truth: Held<'a>,
    lattice: Option<&'a Lattice>,
) -> Result<Option<&'a Lattice>, ActionError> {
    if learned.dimension() != truth.dimension() {
        return Err(ActionError::Dimensions(learned.dimension(), truth.dimension()));
    }
    if learned.around() != truth.around() {
        return Err(ActionError::Points);
    }
    learned.check_finite()?;
    truth.check_finite()?;
    let lattice = match (lattice, learned.lattice(), truth.lattice()) {
        (Some(lattice), _, _) => Some(lattice),
        (None, Some(one), Some(other)) if one != other => return Err(ActionError::Lattices),
        (None, one, other) => one.or(other),
    };
    match lattice.filter(|lattice| lattice.sites() != learned.dimension()) {
        Some(lattice) => Err(ActionError::Sites { sites: lattice.sites(), dimension: learned.dimension() }),
        None => Ok(lattice),
    }
}

fn groups(
    learned: Held<'_>,
    truth: Held<'_>,
    rank: usize,
    lattice: Option<&Lattice>,
) -> Result<Vec<GroupComparison>, ActionError> {
    let sorter = Sorter::new(rank, lattice);
    let sizes = sorter.sizes(learned.dimension())?;
    let mut ranges = vec![Range::none(); sizes.len()];
    let mut seen = vec![0u128; sizes.len()];
    pairs::for_each(learned, truth, rank, |index, s, t| {
        for &place in sorter.places(index) {
            ranges[place].add(s, t);
            seen[place] += 1;
        }
    });
    for (range, (size, seen)) in ranges.iter_mut().zip(sizes.iter().zip(&seen)) {
        if seen < size {
            range.add(0.0, 0.0);
        }
    }
    let mut sums: Vec<Sums> = ranges.iter().map(Sums::new).collect();
    pairs::for_each(learned, truth, rank, |index, s, t| {
        sorter.places(index).iter().for_each(|&place| sums[place].add(index, s, t));
    });
    let all = sums.iter_mut().zip(sorter.groups).zip(sizes.iter().zip(seen));
    Ok(all
        .filter(|&(_, (&size, _))| size > 0)
        .map(|((sums, &group), (&size, seen))| {
            sums.add_zeros(size - seen);
            sums.comparison(rank, group, size)
        })
        .collect())
}
