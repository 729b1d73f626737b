//! Rank, splits and circles of a diagram, counted.

use std::ops::Add;

/// How many open legs, splits and bias circles a leg or a diagram has.
///
/// Grades add up when legs are joined. Ordered by rank, then splits, then circles. Counts saturate
/// at `usize::MAX`, which only shared sub-diagrams of absurd size can reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grade {
    /// Number of open legs: the rank k of the coefficient that the diagram contributes to.
    pub rank: usize,
    /// Number of splits, that is factors of χ, whatever their arity. Those within dressed circles and lines
    /// are not counted.
    pub chi: usize,
    /// Number of circles, bare or dressed.
    pub circles: usize,
}

impl Grade {
    /// A single open leg.
    pub(crate) const OPEN: Grade = Grade { rank: 1, chi: 0, circles: 0 };
    /// A single bias circle.
    pub(crate) const CIRCLE: Grade = Grade { rank: 0, chi: 0, circles: 1 };
    /// A single split, without its legs.
    pub(crate) const SPLIT: Grade = Grade { rank: 0, chi: 1, circles: 0 };
}

impl Add for Grade {
    type Output = Grade;

    fn add(self, other: Grade) -> Grade {
        Grade {
            rank: self.rank.saturating_add(other.rank),
            chi: self.chi.saturating_add(other.chi),
            circles: self.circles.saturating_add(other.circles),
        }
    }
}

impl std::iter::Sum for Grade {
    fn sum<I: Iterator<Item = Grade>>(grades: I) -> Grade {
        grades.fold(Grade::default(), Add::add)
    }
}
