//! Loops, self-loops, and which lines cut a diagram in two.

use super::cells::{below, members};
use super::graph::{Graph, MAX_VERTICES};

/// Which of the connected diagrams are wanted. External legs never count as lines that cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Family {
    /// All connected diagrams.
    #[default]
    Connected,
    /// No single line cuts the diagram.
    OneParticleIrreducible,
    /// No single line cuts the diagram into two parts with legs each; tadpoles stay. With two points, Σ.
    SelfEnergy,
    /// No single line cuts off a part without legs.
    NoTadpoles,
}

impl Family {
    /// The family in words.
    pub fn words(self) -> &'static str {
        match self {
            Family::Connected => "connected",
            Family::OneParticleIrreducible => "one-particle irreducible",
            Family::SelfEnergy => "self-energy",
            Family::NoTadpoles => "without tadpoles",
        }
    }

    /// Whether a line may cut a diagram into two parts, which have legs or not.
    pub(super) fn allows_cut(self, legs_on_one_side: bool, legs_on_the_other: bool) -> bool {
        match self {
            Family::Connected => true,
            Family::OneParticleIrreducible => false,
            Family::SelfEnergy => !(legs_on_one_side && legs_on_the_other),
            Family::NoTadpoles => legs_on_one_side && legs_on_the_other,
        }
    }
}

impl Graph {
    /// Whether a line joins a vertex with itself.
    pub fn has_self_loops(&self) -> bool {
        (0..self.vertices()).any(|v| self.lines_between(v, v) > 0)
    }

    /// Whether the diagram belongs to a family.
    ///
    /// ```
    /// use diagraction::feynman::{Family, Graph};
    ///
    /// // One leg, a line to a vertex with a self-loop.
    /// let tadpole = Graph::new(2, &[(0, 1), (1, 1)], &[0, 0])?;
    /// assert!(tadpole.is_in(Family::SelfEnergy) && !tadpole.is_in(Family::NoTadpoles));
    /// assert!(Graph::new(1, &[(0, 0)], &[0, 0])?.is_in(Family::NoTadpoles));
    /// # Ok::<(), diagraction::feynman::GraphError>(())
    /// ```
    pub fn is_in(&self, family: Family) -> bool {
        let legs = self.legs().fold(0u16, |mask, vertex| mask | 1 << vertex);
        let mut neighbours = [0u16; MAX_VERTICES];
        let mut single = Vec::new();
        for (u, v, lines) in self.joined().filter(|(u, v, _)| u != v) {
            neighbours[u] |= 1 << v;
            neighbours[v] |= 1 << u;
            single.extend((lines == 1).then_some((u, v)));
        }
        holds(family, &neighbours[..self.vertices()], single.into_iter(), legs)
    }
}

/// Whether all of the lines that cut are allowed; `single` are the lines without a parallel one.
pub(super) fn holds(
    family: Family,
    neighbours: &[u16],
    mut single: impl Iterator<Item = (usize, usize)>,
    legs: u16,
) -> bool {
    let all = below(neighbours.len());
    family == Family::Connected
        || single.all(|(u, v)| {
            let part = part_without(neighbours, u, v);
            part >> v & 1 == 1 || family.allows_cut(part & legs != 0, all & !part & legs != 0)
        })
}

/// What is reached from `u` without the line from `u` to `v`.
fn part_without(neighbours: &[u16], u: usize, v: usize) -> u16 {
    let mut reached = (1 << u) | (neighbours[u] & !(1 << v));
    let mut done = 1u16 << u;
    while reached != done {
        let new = reached & !done;
        done = reached;
        reached = members(new).fold(reached, |set, w| set | neighbours[w]);
        if reached >> v & 1 == 1 {
            break;
        }
    }
    reached
}
