//! Loops, self-loops, and which lines cut a diagram in two.

use super::graph::Graph;
use super::matrix::Matrix;

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
        holds(family, &self.matrix(), legs)
    }
}

/// Whether all of the lines that cut are allowed; these have no parallel one.
pub(super) fn holds(family: Family, matrix: &Matrix, legs: u16) -> bool {
    let n = matrix.n;
    let pairs = (0..n).flat_map(|u| (u + 1..n).map(move |v| (u, v)));
    family == Family::Connected
        || pairs.filter(|&(u, v)| matrix.a[u][v] == 1).all(|(u, v)| {
            // What is reached from u without the line from u to v.
            let start = matrix.neighbours(u) & !(1 << v);
            let part = 1 << u | matrix.waves(start, !(1 << u)).last().unwrap_or(start);
            part >> v & 1 == 1 || family.allows_cut(part & legs != 0, legs & !part != 0)
        })
}
