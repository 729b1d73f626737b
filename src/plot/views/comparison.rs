//! Two actions.

use std::collections::BTreeMap;

use super::super::figure::{Distribution, Figure, Panel, Point, Scatter};
use super::super::thin::quantiles;
use super::action::MOST_VALUES;
use super::points::{self, Cloud};
use super::{by_group, coefficient};
use crate::action::{ActionError, Comparison, Group, Held, pairs_of_rank};

/// The bytes that are taken for each entry while a figure of a rank is made: learned and true value, and their difference sorted.
const ENTRY_BYTES: u64 = 24;

/// The bytes that [`comparison`] takes.
pub fn comparison_bytes(comparison: &Comparison) -> u64 {
    let all = comparison.groups.iter().filter(|found| found.group == Group::All);
    let entries = all.map(|found| u64::try_from(found.entries).unwrap_or(u64::MAX)).max().unwrap_or(0);
    entries.saturating_mul(ENTRY_BYTES)
}

/// Learned over true entries for each rank that was compared, and by how much they differ, each group on an axis of its
/// own (Figs. 4, 5, 9 and 10 of the paper). Of more than 2,000 points of a panel those are left out that would lie on others; the note says so.
///
/// # Errors
/// As [`compare_groups`](crate::action::compare_groups).
pub fn comparison<'a>(
    learned: impl Into<Held<'a>>,
    truth: impl Into<Held<'a>>,
    comparison: &'a Comparison,
) -> Result<Figure, ActionError> {
    let (learned, truth) = (learned.into(), truth.into());
    let mut ranks: Vec<usize> = comparison.groups.iter().map(|group| group.rank).collect();
    ranks.dedup();
    let ranks = ranks.into_iter().map(|rank| Rank::new(learned, truth, comparison, rank));
    let ranks = ranks.collect::<Result<Vec<_>, _>>()?;
    let description = ranks.iter().map(Rank::sentence).collect::<Vec<_>>().join(" ");
    let mut figure = Figure { description, ..Figure::default() };
    let by_group =
        ranks.iter().filter(|rank| rank.groups.len() > 1).map(Rank::distributions).collect::<Vec<_>>();
    let large: Vec<String> =
        ranks.iter().filter(|rank| rank.has_large_group()).map(|rank| coefficient(rank.rank)).collect();
    let mut notes = Vec::new();
    if !large.is_empty() {
        notes.push(format!(
            "{} by group: of a group of more than {MOST_VALUES} entries as many quantiles.",
            large.join(", ")
        ));
    }
    for rank in &ranks {
        let (panel, note) = rank.scatter();
        figure.panels.push(panel);
        notes.extend(note);
    }
    figure.panels.extend(by_group);
    figure.note = notes.join(" ");
    Ok(figure)
}

/// The entries of one rank.
struct Rank {
    rank: usize,
    cosine: Option<f64>,
    groups: BTreeMap<Group, Members>,
}

/// The entries of a group: (learned, true), and how many more are zero on both sides.
#[derive(Default)]
struct Members {
    entries: Vec<(f64, f64)>,
    zeros: u128,
}

impl Rank {
    fn new<'a>(
        learned: Held<'a>,
        truth: Held<'a>,
        comparison: &'a Comparison,
        rank: usize,
    ) -> Result<Rank, ActionError> {
        let mut groups: BTreeMap<Group, Members> = BTreeMap::new();
        let left_out = pairs_of_rank(learned, truth, comparison.lattice.as_ref(), rank, |group, s, t| {
            groups.entry(group).or_default().entries.push((s, t));
        })?;
        for (group, zeros) in left_out.into_iter().filter(|(_, zeros)| *zeros > 0) {
            groups.entry(group).or_default().zeros = zeros;
        }
        let all = comparison.groups.iter().find(|found| found.rank == rank && found.group == Group::All);
        Ok(Rank { rank, cosine: all.and_then(|all| all.cosine), groups })
    }

    fn sentence(&self) -> String {
        let name = format!("A^({})", self.rank);
        match self.cosine {
            Some(cosine) => format!("{name}: cosine similarity of learned and true entries {cosine:.4}."),
            None => format!("{name}: the entries vanish on one side."),
        }
    }

    fn title(&self) -> String {
        let name = coefficient(self.rank);
        self.cosine.map_or_else(|| name.clone(), |cosine| format!("{name}, cos {cosine:.4}"))
    }

    fn distributions(&self) -> Panel {
        let groups = self.groups.iter().map(|(group, members)| members.distribution(group)).collect();
        by_group(format!("{} by group", coefficient(self.rank)), "learned − true".into(), groups)
    }

    fn has_large_group(&self) -> bool {
        self.groups.len() > 1 && self.groups.values().any(|members| members.size() > MOST_VALUES as u128)
    }

    /// The panel, and what to say about points that are left out.
    fn scatter(&self) -> (Panel, Option<String>) {
        let clouds = self.groups.iter().map(|(group, members)| members.cloud(group)).collect();
        let (groups, note) = points::drawn(&coefficient(self.rank), clouds);
        let scatter = Scatter { x: "true".into(), y: "learned".into(), groups };
        (Panel::half(self.title(), scatter), note)
    }
}

impl Members {
    fn size(&self) -> u128 {
        self.entries.len() as u128 + self.zeros
    }

    fn distribution(&self, group: &Group) -> Distribution {
        let apart = self.entries.iter().map(|(learned, truth)| learned - truth).collect();
        let values = quantiles(apart, self.zeros, MOST_VALUES);
        Distribution { label: group.to_string(), values, targets: vec![0.0] }
    }

    fn cloud(&self, group: &Group) -> Cloud<impl Iterator<Item = Point> + Clone + '_> {
        let zero = (self.zeros > 0).then_some(&(0.0, 0.0));
        let points = zero.into_iter().chain(&self.entries).map(|&(s, t)| Point::new(t, s));
        Cloud { group: *group, size: self.size(), points }
    }
}
