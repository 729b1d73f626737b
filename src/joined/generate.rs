//! All joined trees of a cumulant, one at a time.

use std::ops::{ControlFlow, RangeInclusive};

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use super::error::JoinError;
use super::pairing::{Exchange, FREE, Leaves};
use super::sums::sums;
use super::trees::{MAX_SPLITS, Term, Trees, leaves};
use crate::Rational;
use crate::diagram::{Arena, Leg};
use crate::feynman::{Count, Order};
use crate::rewrite::{Cutoffs, Expand, LegTerm, inverse_trees};
use crate::text::counted;

/// The largest number of diagrams that is generated unless another limit is given.
pub const DEFAULT_LIMIT: u64 = 10_000_000;

/// The joined trees of the cumulant κ_n of a network's density at some orders of loops.
///
/// # Formula
/// κ_n is the sum over n trees of the inverse network whose leaves are all joined in pairs, connected; loops are lines - n + 1.
/// The factor is that of the trees, from the rules, times the number of pairings that exchanges of equal legs make of one. The
/// expansion ends: a network of depth L has at most n (2^(L-1) - 1) + 1 loops.
///
/// # Errors
/// [`each`](Generate::each) refuses order 0, diagrams of more than [`MAX_SPLITS`] splits, depths that expansions do not
/// support, trees that do not fit into memory, and numbers of diagrams beyond the limit, which the sum of
/// |factor| / 2^splits bounds from below.
///
/// # Cost
/// Some microseconds a diagram where few legs are equal. Each is compared with its images under exchanges of equal legs, which are up to
/// 2^splits: at depth 1 a diagram of order 8 with one loop takes about a millisecond. No memory but the trees and the diagram at hand.
///
/// # Example
/// ```
/// use std::ops::ControlFlow;
/// use diagraction::joined::Generate;
/// use diagraction::notation::Charset;
///
/// let mut text = String::new();
/// Generate::new(2, 1, 1..=1).each(|arena, term| {
///     text += &term.factor.to_string();
///     text += " ";
///     term.trees.push(arena, Charset::Ascii, &mut text);
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(text, "2 K(U1.chi1(U2.a, U2.b), U1.chi1(U2.a, U2.b))");
/// # Ok::<(), diagraction::joined::JoinError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generate {
    /// The order n of the cumulant.
    pub order: usize,
    /// The depth L of the network.
    pub depth: u32,
    /// The orders of loops.
    pub loops: RangeInclusive<usize>,
    /// The largest number of diagrams that is generated.
    pub limit: u64,
    /// The bytes that the trees may take.
    pub memory: u64,
}

impl Generate {
    /// All diagrams, up to [`DEFAULT_LIMIT`].
    pub fn new(order: usize, depth: u32, loops: RangeInclusive<usize>) -> Generate {
        Generate { order, depth, loops, limit: DEFAULT_LIMIT, memory: u64::MAX }
    }

    /// One line that says which diagrams these are.
    ///
    /// ```
    /// use diagraction::joined::Generate;
    ///
    /// assert_eq!(Generate::new(2, 1, 0..=2).summary(), "depth 1, cumulant of order 2, 0 to 2 loops");
    /// ```
    pub fn summary(&self) -> String {
        let (first, last) = (self.loops.start(), self.loops.end());
        let loops = counted(last, "loop", "loops");
        let loops = if first == last { loops } else { format!("{first} to {loops}") };
        format!("depth {}, cumulant of order {}, {loops}", self.depth, self.order)
    }

    /// The orders of loops that a network of this depth has.
    pub fn orders(&self) -> RangeInclusive<usize> {
        let half = 2usize.checked_pow(self.depth.saturating_sub(1)).unwrap_or(usize::MAX);
        let last = match self.depth {
            // A linear map has a mode and a covariance.
            0 => 0,
            _ => self.order.saturating_mul(half - 1).saturating_add(1),
        };
        *self.loops.start()..=last.min(*self.loops.end())
    }

    fn splits(&self, loops: usize) -> usize {
        self.order.saturating_add(loops.saturating_mul(2)).saturating_sub(2)
    }

    /// The sum of the factors of each of the [`orders`](Generate::orders), without generating any diagram.
    ///
    /// # Errors
    /// For order 0, and for depths that expansions do not support.
    ///
    /// ```
    /// use diagraction::joined::Generate;
    ///
    /// let sums = Generate::new(2, 2, 0..=9).sums()?;
    /// assert_eq!(sums, [1, 20, 108, 96].map(Into::into));
    /// # Ok::<(), diagraction::joined::JoinError>(())
    /// ```
    pub fn sums(&self) -> Result<Vec<BigInt>, JoinError> {
        Expand::new(self.depth).validate()?;
        let (first, last) = self.orders().into_inner();
        match (self.order, first > last) {
            (0, _) => Err(JoinError::NoOrder),
            (_, true) => Ok(Vec::new()),
            _ => Ok(sums(self.order, self.depth, last).split_off(first)),
        }
    }

    /// Refuses what [`each`](Generate::each) would refuse, without generating anything.
    ///
    /// # Errors
    /// As described for [`Generate`].
    pub fn check(&self) -> Result<(), JoinError> {
        let last = *self.orders().end();
        let (order, splits) = (self.order, self.splits(last));
        // Up to twice the splits that are supported the numbers of diagrams say more.
        if splits > 2 * MAX_SPLITS {
            return Err(self.too_large(last));
        }
        let bounds: Vec<BigInt> = self
            .orders()
            .zip(self.sums()?)
            .map(|(loops, sum)| {
                let most = BigInt::from(1) << self.splits(loops);
                (sum.abs() + &most - 1) / most
            })
            .collect();
        self.within_limit(&bounds, false)?;
        if splits > MAX_SPLITS {
            return Err(self.too_large(last));
        }
        let highest = Cutoffs { max_rank: Some(order + 2 * last), ..Cutoffs::none() };
        // The trees of the inverse network are as many as the dressed legs of the network.
        let legs = Expand::new(self.depth).dressed().cutoffs(highest).limit(u64::MAX).memory(self.memory);
        Ok(legs.check()?)
    }

    fn too_large(&self, loops: usize) -> JoinError {
        let most = (MAX_SPLITS + 2).checked_sub(self.order).map(|free| free / 2);
        JoinError::TooLarge { order: self.order, loops, splits: self.splits(loops), most }
    }

    /// Refuses more diagrams than the limit by their exact number, for work that takes much longer than counting.
    ///
    /// # Errors
    /// As described for [`Generate`].
    pub fn check_exactly(&self) -> Result<(), JoinError> {
        let diagrams: Vec<BigInt> = self.count()?.orders.iter().map(|order| order.diagrams.into()).collect();
        self.within_limit(&diagrams, true)
    }

    /// Counts the diagrams and sums up their factors; the generator runs, and nothing is stored.
    ///
    /// # Errors
    /// As described for [`Generate`].
    pub fn count(&self) -> Result<Count, JoinError> {
        self.check()?;
        let counted = Generate { limit: self.limit.max(DEFAULT_LIMIT), ..self.clone() };
        let order = |loops| Order { loops, diagrams: 0, sum: Rational::zero() };
        let mut orders: Vec<Order> = self.orders().map(order).collect();
        counted.each(|_, term| {
            let order = &mut orders[term.trees.loops() - self.loops.start()];
            order.diagrams += 1;
            order.sum += term.factor;
            ControlFlow::Continue(())
        })?;
        Ok(Count { orders })
    }

    /// Adds up numbers of diagrams, or bounds from below, one for each order of loops.
    fn within_limit(&self, diagrams: &[BigInt], is_exact: bool) -> Result<(), JoinError> {
        let (mut total, mut suggestion) = (BigInt::zero(), None);
        for (loops, number) in self.orders().zip(diagrams) {
            total += number;
            if total <= self.limit.into() {
                suggestion = Some(loops);
            }
        }
        match total > self.limit.into() {
            true => Err(JoinError::TooMany { diagrams: total, is_exact, limit: self.limit, suggestion }),
            false => Ok(()),
        }
    }

    /// Visits every diagram with its factor, ordered by loops, by the leaves of the trees, and then canonically, until the
    /// visitor breaks off.
    ///
    /// # Errors
    /// As described for [`Generate`].
    pub fn each(&self, mut visit: impl FnMut(&Arena, Term) -> ControlFlow<()>) -> Result<(), JoinError> {
        self.check()?;
        let (mut arena, mut met) = (Arena::new(), 0);
        let mode = Term { factor: Rational::from_integer(1.into()), trees: Trees::mode(&mut arena) };
        let most = (self.order + 2 * self.orders().end()).saturating_sub(1);
        let trees = inverse_trees(self.depth, most, &mut arena);
        let by_leaves: Vec<&[LegTerm]> =
            trees.chunk_by(|a, b| arena.grade(a.leg).rank == arena.grade(b.leg).rank).collect();
        let mut within = |term| {
            met += 1;
            if met > self.limit { ControlFlow::Break(()) } else { visit(&arena, term) }
        };
        let _ = self.orders().try_for_each(|loops| {
            if (self.order, loops) == (1, 0) {
                return within(mode.clone());
            }
            let leaves = 2 * (self.order - 1 + loops);
            let mut forest = Forest { arena: &arena, by_leaves: &by_leaves, roots: Vec::new() };
            forest.each((self.order, leaves), &Rational::from_integer(1.into()), &mut within)
        });
        match met > self.limit {
            true => Err(JoinError::TooMany {
                diagrams: met.into(),
                is_exact: false,
                limit: self.limit,
                suggestion: None,
            }),
            false => Ok(()),
        }
    }
}

/// The trees that are chosen so far.
struct Forest<'a> {
    arena: &'a Arena,
    /// Trees with 1, 2, .. leaves.
    by_leaves: &'a [&'a [LegTerm]],
    roots: Vec<Leg>,
}

impl Forest<'_> {
    /// Chooses so many more trees with so many leaves together, in all ways, and joins the leaves of all.
    fn each(
        &mut self,
        (trees, free): (usize, usize),
        factor: &Rational,
        visit: &mut impl FnMut(Term) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Some(others) = trees.checked_sub(1) else { return self.join(factor, visit) };
        let fewest = if others == 0 { free } else { 1 };
        for leaves in fewest..=free.saturating_sub(others) {
            let of_size: &[LegTerm] = self.by_leaves.get(leaves - 1).copied().unwrap_or_default();
            for LegTerm { leg, factor: of_tree } in of_size {
                self.roots.push(*leg);
                self.each((others, free - leaves), &(factor * of_tree), visit)?;
                self.roots.pop();
            }
        }
        ControlFlow::Continue(())
    }

    fn join(&self, factor: &Rational, visit: &mut impl FnMut(Term) -> ControlFlow<()>) -> ControlFlow<()> {
        let roots = leaves(self.arena, &self.roots);
        let exchanges = Exchange::all(self.arena, &self.roots);
        let pairing = std::iter::repeat_n(FREE, roots.len()).collect();
        Leaves { roots: &roots, exchanges: &exchanges, pairing }.each(&mut |pairing, images| {
            let factor = factor * Rational::from_integer(images.into());
            visit(Term { factor, trees: Trees::canonical(&self.roots, pairing) })
        })
    }
}
