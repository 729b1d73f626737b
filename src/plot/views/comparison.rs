//! Two actions.

use super::super::figure::{Distribution, Distributions, Figure, Panel, Point, Points, Scatter, Width};
use super::super::thin::{Thinned, quantiles};
use super::action::MOST_VALUES;
use super::{coefficient, grouped};
use crate::action::{ActionError, Comparison, Group, Held, pairs_of_rank};

/// The most points of a scatter plot.
const MOST_POINTS: usize = 2000;

/// The most targets of a group that are marked.
const MOST_TARGETS: usize = 7;

/// Learned over true entries for each rank that was compared, and their distributions by group (Figs. 4, 5, 9 and 10 of
/// the paper). Of more than 2,000 points of a panel those are left out that would lie on others; the note says so.
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
    for rank in ranks {
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
    groups: Vec<Members>,
}

/// The entries of a group: (learned, true), and how many more are zero on both sides.
struct Members {
    group: Group,
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
        let mut groups: Vec<Members> = Vec::new();
        let left_out = pairs_of_rank(learned, truth, comparison.lattice.as_ref(), rank, |group, s, t| {
            match groups.iter_mut().find(|members| members.group == group) {
                Some(members) => members.entries.push((s, t)),
                None => groups.push(Members { group, entries: vec![(s, t)], zeros: 0 }),
            }
        })?;
        for (group, zeros) in left_out.into_iter().filter(|(_, zeros)| *zeros > 0) {
            match groups.iter_mut().find(|members| members.group == group) {
                Some(members) => members.zeros = zeros,
                None => groups.push(Members { group, entries: Vec::new(), zeros }),
            }
        }
        groups.sort_by_key(|members| members.group);
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
        let groups: Vec<Distribution> = self.groups.iter().map(Members::distribution).collect();
        let width = if groups.len() > 2 { Width::Full } else { Width::Half };
        let content = Distributions { y: "learned".into(), groups }.into();
        Panel { title: format!("{} by group", coefficient(self.rank)), width, content }
    }

    fn has_large_group(&self) -> bool {
        self.groups.len() > 1 && self.groups.iter().any(|members| members.size() > MOST_VALUES as u128)
    }

    /// The panel, and what to say about points that are left out.
    fn scatter(self) -> (Panel, Option<String>) {
        let all = self.groups.iter().map(Members::size).sum::<u128>();
        let most = if all <= MOST_POINTS as u128 { usize::MAX } else { MOST_POINTS / self.groups.len() };
        let (x, y) = (self.range(|entry| entry.1), self.range(|entry| entry.0));
        let title = self.title();
        let name = coefficient(self.rank);
        let (groups, finest): (Vec<Points>, Vec<usize>) =
            self.groups.into_iter().map(|members| members.points(most, x, y)).unzip();
        let drawn = groups.iter().map(|group| group.points.len() as u128).sum::<u128>();
        let cells = finest.into_iter().min().unwrap_or(1);
        let note = (drawn < all).then(|| {
            let (drawn, all) = (grouped(drawn), grouped(all));
            format!("{name}: {drawn} of {all} points, and none of the others is further than 1/{cells} of the axes from these.")
        });
        let scatter = Scatter { x: "true".into(), y: "learned".into(), groups };
        (Panel::half(title, scatter), note)
    }

    fn range(&self, pick: impl Fn(&(f64, f64)) -> f64) -> (f64, f64) {
        let entries = self.groups.iter().flat_map(|members| &members.entries).map(pick);
        entries.fold((0.0, 0.0), |range: (f64, f64), value| (range.0.min(value), range.1.max(value)))
    }
}

impl Members {
    fn size(&self) -> u128 {
        self.entries.len() as u128 + self.zeros
    }

    fn distribution(&self) -> Distribution {
        let side = |pick: fn(&(f64, f64)) -> f64, most| {
            quantiles(self.entries.iter().map(pick).collect(), self.zeros, most)
        };
        let mut targets = side(|entry| entry.1, MOST_TARGETS);
        targets.dedup();
        Distribution { label: self.group.to_string(), values: side(|entry| entry.0, MOST_VALUES), targets }
    }

    /// The points, and the number of cells of the grid by which they were thinned.
    fn points(self, most: usize, x: (f64, f64), y: (f64, f64)) -> (Points, usize) {
        let label = self.group.to_string();
        let zero = (self.zeros > 0).then_some((0.0, 0.0));
        let points = zero.into_iter().chain(self.entries).map(|(s, t)| Point::new(t, s));
        if most == usize::MAX {
            return (Points { label, points: points.collect() }, usize::MAX);
        }
        let mut thinned = Thinned::new(x, y);
        points.for_each(|point| thinned.push(point));
        let (points, cells) = thinned.points(most);
        (Points { label, points }, cells)
    }
}
