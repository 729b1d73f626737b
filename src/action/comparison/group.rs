//! The groups that the entries of a coefficient are compared in: self-interactions, neighbours, the others.

use serde::Serialize;

use crate::Lattice;
use crate::action::ActionError;
use crate::tensor::count_entries;

/// A part of the entries of A^(k).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// All independent entries.
    All,
    /// Self-interactions: all indices are equal.
    Diagonal,
    /// At least two indices differ.
    OffDiagonal,
    /// Of the off-diagonal entries of A^(2) those between neighbours on the lattice.
    Adjacent,
    /// The other off-diagonal entries of A^(2).
    #[serde(rename = "not adjacent")]
    Distant,
}

impl Group {
    /// The groups that entries of a rank fall into.
    pub(crate) fn of_rank(rank: usize, has_lattice: bool) -> &'static [Group] {
        match (rank, has_lattice) {
            (0 | 1, _) => &[Group::All],
            (2, true) => &[Group::All, Group::Diagonal, Group::OffDiagonal, Group::Adjacent, Group::Distant],
            _ => &[Group::All, Group::Diagonal, Group::OffDiagonal],
        }
    }
}

impl std::fmt::Display for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Group::All => "all",
            Group::Diagonal => "diagonal",
            Group::OffDiagonal => "off-diagonal",
            Group::Adjacent => "adjacent",
            Group::Distant => "not adjacent",
        })
    }
}

/// Tells the groups of the entries of one rank apart.
pub(super) struct Sorter {
    rank: usize,
    pub(super) groups: &'static [Group],
    /// The neighbours of each site, where they decide.
    neighbours: Vec<Vec<usize>>,
}

impl Sorter {
    pub(super) fn new(rank: usize, lattice: Option<&Lattice>) -> Sorter {
        let groups = Group::of_rank(rank, lattice.is_some());
        let neighbours = lattice
            .filter(|_| rank == 2)
            .map(|lattice| (0..lattice.sites()).map(|site| lattice.neighbours(site)).collect());
        Sorter { rank, groups, neighbours: neighbours.unwrap_or_default() }
    }

    /// The finest group of an entry.
    pub(super) fn finest(&self, index: &[usize]) -> Group {
        if self.rank < 2 {
            return Group::All;
        }
        if index.first() == index.last() {
            return Group::Diagonal;
        }
        match self.neighbours.get(index[0]) {
            None => Group::OffDiagonal,
            Some(neighbours) if neighbours.binary_search(&index[1]).is_ok() => Group::Adjacent,
            Some(_) => Group::Distant,
        }
    }

    /// The places among the groups that an entry counts for.
    pub(super) fn places(&self, index: &[usize]) -> &'static [usize] {
        match self.finest(index) {
            Group::All => &[0],
            Group::Diagonal => &[0, 1],
            Group::OffDiagonal => &[0, 2],
            Group::Adjacent => &[0, 2, 3],
            Group::Distant => &[0, 2, 4],
        }
    }

    /// The number of independent entries of each group.
    pub(super) fn sizes(&self, dimension: usize) -> Result<Vec<u128>, ActionError> {
        let uncountable = ActionError::Uncountable { rank: self.rank, dimension };
        let all = count_entries(dimension, self.rank).ok_or(uncountable)?;
        let diagonal = dimension as u128;
        let adjacent = self.neighbours.iter().map(|neighbours| neighbours.len() as u128).sum::<u128>() / 2;
        let size = |group: &Group| match group {
            Group::All => all,
            Group::Diagonal => diagonal,
            Group::OffDiagonal => all - diagonal,
            Group::Adjacent => adjacent,
            Group::Distant => all - diagonal - adjacent,
        };
        Ok(self.groups.iter().map(size).collect())
    }
}
