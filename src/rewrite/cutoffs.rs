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
    pub min_rank: u64,
    /// The highest rank kept.
    pub max_rank: Option<u64>,
    /// The largest number of splits (factors of χ). Of a dressed diagram the explicit ones are counted.
    pub max_chi: Option<u64>,
    /// The largest number of circles, bare or dressed.
    pub max_circles: Option<u64>,
}

impl Cutoffs {
    /// Everything is kept.
    #[must_use]
    pub fn none() -> Cutoffs {
        Cutoffs::default()
    }

    /// Whether a finished diagram of this grade is kept.
    #[must_use]
    pub fn keep(&self, grade: Grade) -> bool {
        grade.rank >= self.min_rank && within(grade.rank, self.max_rank) && self.allow_more(grade)
    }

    /// The cutoffs that hold for every part of a diagram already. The rank is among them where no rule takes an
    /// open leg away.
    pub(super) fn on_parts(&self, rank_only_grows: bool) -> Cutoffs {
        Cutoffs { min_rank: 0, max_rank: self.max_rank.filter(|_| rank_only_grows), ..*self }
    }

    /// Whether a part of a diagram may have this many splits and circles. Rules only ever add some.
    #[must_use]
    pub fn allow_more(&self, grade: Grade) -> bool {
        within(grade.chi, self.max_chi) && within(grade.circles, self.max_circles)
    }
}

fn within(value: u64, max: Option<u64>) -> bool {
    max.is_none_or(|max| value <= max)
}

/// What the rules that are still to come can do to the rank of a leg.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// Whether a linear map is still to come, so that circles can be added.
    pub(super) circles: bool,
    /// The number of activations still to come.
    pub(super) activations: u32,
    /// The largest arity of an activation.
    pub(super) arity: u32,
}

impl Reach {
    /// The lowest and the highest rank that a leg of this grade can end with.
    pub(super) fn ranks(&self, grade: Grade, cutoffs: &Cutoffs) -> (u64, u64) {
        let closable = match cutoffs.max_circles {
            _ if !self.circles => 0,
            None => grade.rank,
            Some(max) => max.saturating_sub(grade.circles).min(grade.rank),
        };
        let gain = u64::from(self.arity) - 1;
        let grown = grade
            .rank
            .saturating_mul(u64::from(self.arity).checked_pow(self.activations).unwrap_or(u64::MAX));
        let highest = match cutoffs.max_chi {
            None => grown,
            Some(max) => {
                let splits = max.saturating_sub(grade.chi);
                grown.min(grade.rank.saturating_add(splits.saturating_mul(gain)))
            }
        };
        let highest = if grade.rank == 0 { 0 } else { highest };
        (grade.rank - closable, highest)
    }
}
