//! Which ranks, splits and circles are kept while diagrams are generated.

use crate::diagram::Grade;

/// Which diagrams are generated. A cutoff is applied while generating, never after.
///
/// ```
/// use diagraction::rewrite::Cutoffs;
///
/// // The paper's cutoff: at most two factors of χ.
/// let paper = Cutoffs { max_chi: Some(2), ..Cutoffs::none() };
/// assert_eq!(paper.min_rank, 0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cutoffs {
    /// The lowest rank kept.
    pub min_rank: usize,
    /// The highest rank kept.
    pub max_rank: Option<usize>,
    /// The largest number of splits (factors of χ). Of a dressed diagram the explicit ones are counted.
    pub max_chi: Option<usize>,
    /// The largest number of circles, bare or dressed.
    pub max_circles: Option<usize>,
}

impl Cutoffs {
    /// Everything is kept.
    pub fn none() -> Cutoffs {
        Cutoffs::default()
    }

    /// These cutoffs with the upper ones of others in their place, where the others have any.
    pub(super) fn with(&self, others: &Cutoffs) -> Cutoffs {
        Cutoffs {
            min_rank: self.min_rank,
            max_rank: others.max_rank.or(self.max_rank),
            max_chi: others.max_chi.or(self.max_chi),
            max_circles: others.max_circles.or(self.max_circles),
        }
    }

    /// Whether a finished diagram of this grade is kept.
    pub fn keep(&self, grade: Grade) -> bool {
        grade.rank >= self.min_rank && within(grade.rank, self.max_rank) && self.allow_more(grade)
    }

    /// Whether a part of a diagram may have this many splits and circles. Rules only ever add some.
    pub(crate) fn allow_more(&self, grade: Grade) -> bool {
        within(grade.chi, self.max_chi) && within(grade.circles, self.max_circles)
    }
}

fn within(value: usize, max: Option<usize>) -> bool {
    max.is_none_or(|max| value <= max)
}
