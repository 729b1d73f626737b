//! Which diagrams are wanted, and what is refused.

use std::ops::RangeInclusive;

use num_traits::Zero;

use crate::Rational;
use crate::feynman::error::GenerateError;
use crate::feynman::graph::{MAX_EXCESS, MAX_POINTS, MAX_VERTICES};
use crate::feynman::properties::Family;
use crate::feynman::zero;

/// The largest number of diagrams that is generated unless another limit is given.
pub const DEFAULT_LIMIT: u64 = 10_000_000;

/// The diagrams of a cumulant or of ln Z at some orders of loops.
///
/// # Formula
/// κ_n is the sum of connected diagrams with n labelled legs, Π V_k Π Δ / |Aut|; ln Z those without legs. At l loops
/// Σ_v (k_v - 2) = n + 2(l - 1). The bare line is a diagram; the loop without a vertex is none, it is in ln det Δ.
///
/// # Errors
/// [`each`](Generate::each) and [`count`](Generate::count) refuse ranks below 3, diagrams that do not fit into a [`Graph`](crate::feynman::Graph), and
/// numbers of diagrams beyond the limit, which the sum of 1/|Aut| bounds from below.
///
/// # Cost
/// About a microsecond a diagram; no memory but the diagrams at hand. Diagrams are visited in order while one more thread finds
/// them; all threads of the pool count.
///
/// # Example
/// ```
/// use diagraction::feynman::{Family, Generate};
///
/// let two_loops = Generate::new(2, 2..=2).ranks([3, 4]);
/// assert_eq!(two_loops.count()?.diagrams(), 29);
/// assert_eq!(two_loops.family(Family::OneParticleIrreducible).count()?.diagrams(), 9);
/// # Ok::<(), diagraction::feynman::GenerateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generate {
    /// The number of legs.
    pub points: usize,
    /// The orders of loops.
    pub loops: RangeInclusive<usize>,
    /// The ranks that vertices may have, ascending; `None` for all from 3 on.
    pub ranks: Option<Vec<usize>>,
    /// Which of the connected diagrams.
    pub family: Family,
    /// Whether self-loops are left out.
    pub dressed: bool,
    /// Whether legs are told apart.
    pub labelled: bool,
    /// The largest number of diagrams that is generated.
    pub limit: u64,
}

impl Generate {
    /// All connected diagrams with vertices of all ranks from 3 on.
    pub fn new(points: usize, loops: RangeInclusive<usize>) -> Generate {
        Generate {
            points,
            loops,
            ranks: None,
            family: Family::Connected,
            dressed: false,
            labelled: true,
            limit: DEFAULT_LIMIT,
        }
    }

    /// Only vertices of these ranks.
    #[must_use]
    pub fn ranks(self, ranks: impl Into<Vec<usize>>) -> Generate {
        let mut ranks = ranks.into();
        ranks.sort_unstable();
        ranks.dedup();
        Generate { ranks: Some(ranks), ..self }
    }

    /// Only some of the connected diagrams.
    #[must_use]
    pub fn family(self, family: Family) -> Generate {
        Generate { family, ..self }
    }

    /// Only diagrams without self-loops, which a self-consistent line sums up.
    #[must_use]
    pub fn dressed(self) -> Generate {
        Generate { dressed: true, ..self }
    }

    /// Legs that are not told apart: fewer diagrams, and automorphisms may exchange legs.
    #[must_use]
    pub fn unlabelled(self) -> Generate {
        Generate { labelled: false, ..self }
    }

    /// Refuses more diagrams than this; [`DEFAULT_LIMIT`] unless given.
    #[must_use]
    pub fn limit(self, limit: u64) -> Generate {
        Generate { limit, ..self }
    }

    /// The ranks that a vertex of a diagram with so many loops may have, ascending.
    pub(super) fn ranks_at(&self, excess: usize) -> Vec<usize> {
        match &self.ranks {
            Some(ranks) => ranks.iter().copied().filter(|&rank| rank <= excess + 2).collect(),
            None => (3..=excess + 2).collect(),
        }
    }

    /// Σ_v (k_v - 2) at so many loops; `None` where there is no diagram with vertices.
    pub(super) fn excess(&self, loops: usize) -> Option<usize> {
        (self.points + 2 * loops).checked_sub(2).filter(|&excess| excess > 0)
    }

    /// Whether the bare line is among the diagrams at so many loops.
    pub(super) fn has_line(&self, loops: usize) -> bool {
        (self.points, loops) == (2, 0) && matches!(self.family, Family::Connected | Family::NoTadpoles)
    }

    /// The sum of 1/|Aut| over the diagrams of each order of loops, without generating any.
    ///
    /// # Errors
    /// As for [`check`](Generate::check), but for the limit.
    ///
    /// ```
    /// use diagraction::feynman::Generate;
    ///
    /// let sums = Generate::new(4, 0..=2).ranks([3, 4]).sums()?;
    /// assert_eq!(sums.iter().map(ToString::to_string).collect::<Vec<_>>(), ["4", "57", "5057/6"]);
    /// # Ok::<(), diagraction::feynman::GenerateError>(())
    /// ```
    pub fn sums(&self) -> Result<Vec<Rational>, GenerateError> {
        self.validate()?;
        let (&first, &last) = (self.loops.start(), self.loops.end());
        if first > last {
            return Ok(Vec::new());
        }
        let ranks = self.ranks_at(self.excess(last).unwrap_or(0));
        let mut sums = zero::sums(self.points, last, &ranks, (self.family, !self.dressed));
        if !self.labelled {
            let orders: Rational = (1..=self.points).map(|n| Rational::from_integer(n.into())).product();
            sums.iter_mut().for_each(|sum| *sum /= &orders);
        }
        Ok(sums.split_off(first))
    }

    /// Refuses what [`each`](Generate::each) would refuse, without generating anything.
    ///
    /// # Errors
    /// As described for [`Generate`].
    pub fn check(&self) -> Result<(), GenerateError> {
        self.within_limit(&self.sums()?, false)
    }

    /// Refuses more diagrams than the limit by their exact number, for work that takes much longer than counting.
    ///
    /// # Errors
    /// As described for [`Generate`].
    ///
    /// ```
    /// use diagraction::feynman::Generate;
    ///
    /// // The sum of the factors is 57, the number of diagrams 99.
    /// let request = Generate::new(4, 1..=1).ranks([3, 4]).limit(60);
    /// assert!(request.check().is_ok() && request.check_exactly().is_err());
    /// ```
    pub fn check_exactly(&self) -> Result<(), GenerateError> {
        let orders = self.count()?.orders;
        let diagrams = orders.iter().map(|order| Rational::from_integer(order.diagrams.into()));
        self.within_limit(&diagrams.collect::<Vec<_>>(), true)
    }

    /// Adds up numbers of diagrams, or bounds from below, one for each order of loops.
    fn within_limit(&self, diagrams: &[Rational], is_exact: bool) -> Result<(), GenerateError> {
        let limit = Rational::from_integer(self.limit.into());
        let mut total = Rational::zero();
        let mut fits = None;
        for (loops, number) in self.loops.clone().zip(diagrams) {
            total += number;
            if total <= limit {
                fits = Some(loops);
            }
        }
        let diagrams = total.ceil().to_integer();
        match total > limit {
            true => Err(GenerateError::TooMany { diagrams, is_exact, limit: self.limit, suggestion: fits }),
            false => Ok(()),
        }
    }

    fn validate(&self) -> Result<(), GenerateError> {
        let (points, loops) = (self.points, *self.loops.end());
        if let Some(&rank) = self.ranks.iter().flatten().find(|&&rank| rank < 3) {
            return Err(GenerateError::LowRank(rank));
        }
        if points > MAX_POINTS {
            return Err(GenerateError::TooManyPoints(points));
        }
        if self.family == Family::SelfEnergy && points != 2 {
            return Err(GenerateError::NoSelfEnergy(points));
        }
        let lowest = self.ranks.as_ref().map_or(Some(&3), |ranks| ranks.first());
        let size = |loops: usize| {
            let excess = loops.saturating_mul(2).saturating_add(points).saturating_sub(2);
            (excess, lowest.map_or(0, |lowest| excess / (lowest - 2)))
        };
        let fits = |loops: &usize| {
            let (excess, vertices) = size(*loops);
            excess <= MAX_EXCESS && vertices <= MAX_VERTICES
        };
        if fits(&loops) {
            return Ok(());
        }
        let ((excess, vertices), most) = (size(loops), (0..=MAX_EXCESS).rev().find(fits));
        Err(GenerateError::TooLarge { points, loops, excess, vertices, most })
    }
}
