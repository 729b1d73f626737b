//! What expansion is wanted, and the walk through the layers that makes it.

use std::collections::BTreeMap;

use super::rule::prepend;
use super::{
    Activation, Cutoffs, DressedActivation, DressedLinear, ExpandError, Expansion, LegTerm, Linear, Step,
    Suggestion, by_layer, count,
};
use crate::diagram::{Arena, Grade, MAX_DEPTH, Stage};

/// The largest number of diagrams that is generated unless another limit is given.
pub const DEFAULT_LIMIT: u64 = 10_000_000;

/// The largest arity of a split.
const MAX_ARITY: u32 = 32;

/// Memory per distinct leg of any layer, measured on bare and dressed expansions of depth 14 to 60 and rounded up.
const BYTES_PER_LEG: u64 = 512;

/// The walk from the latent vertex Z to the coefficients at a stage, rule by rule.
///
/// # Formula
/// Z(h_{L+1}, h_{L+1}) is rewritten by the linear map L+1, the activation L, the linear map L, .. down
/// to the linear map 1, in the order of Eq. (12). What an open leg becomes depends on the rules still to come
/// alone, so the rules are joined from the last to the first: each leg is made once, with its final grade.
///
/// # Example
/// ```
/// use diagraction::rewrite::{Cutoffs, Expand};
///
/// let expansion = Expand::new(1).generate()?;
/// assert_eq!(expansion.terms().count(), 21);
/// # Ok::<(), diagraction::rewrite::ExpandError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Expand {
    depth: u32,
    stage: Stage,
    arities: Vec<u32>,
    cutoffs: Cutoffs,
    dressed: bool,
    linear: bool,
    limit: u64,
    memory: Option<u64>,
}

impl Expand {
    /// The full expansion of A_1 for a network of this depth with quadratic activations.
    pub fn new(depth: u32) -> Expand {
        Expand {
            depth,
            stage: Stage::A(1),
            arities: vec![2],
            cutoffs: Cutoffs::none(),
            dressed: false,
            linear: false,
            limit: DEFAULT_LIMIT,
            memory: None,
        }
    }

    /// Stops at another stage than A_1.
    #[must_use]
    pub fn at(self, stage: Stage) -> Expand {
        Expand { stage, ..self }
    }

    /// The arities of the splits that every activation has; `[2]` unless given.
    #[must_use]
    pub fn arities(self, arities: impl Into<Vec<u32>>) -> Expand {
        let mut arities = arities.into();
        arities.sort_unstable();
        arities.dedup();
        Expand { arities, ..self }
    }

    /// Keeps only some diagrams.
    #[must_use]
    pub fn cutoffs(self, cutoffs: Cutoffs) -> Expand {
        Expand { cutoffs, ..self }
    }

    /// Sums up all trees of bias circles: diagrams are made of dressed circles C_l and dressed lines D_l.
    ///
    /// The cutoffs then speak of what is explicit. Every explicit split raises the rank, so a highest rank
    /// alone makes the expansion finite in χ and in circles at every depth, while it holds all orders of both.
    ///
    /// ```
    /// use diagraction::notation::{Charset, Printer};
    /// use diagraction::rewrite::Expand;
    ///
    /// let expansion = Expand::new(1).dressed().generate()?;
    /// let mut printer = Printer::new(Charset::Ascii);
    /// let text: Vec<String> =
    ///     expansion.terms().map(|term| printer.diagram(expansion.arena(), &term.diagram)).collect();
    /// assert_eq!(text[..3], ["Z(C2, C2)", "Z(C2, W2.D1.W1.x)", "Z(W2.D1.W1.x, W2.D1.W1.x)"]);
    /// assert_eq!(text.len(), 6);
    /// # Ok::<(), diagraction::rewrite::ExpandError>(())
    /// ```
    #[must_use]
    pub fn dressed(self) -> Expand {
        Expand { dressed: true, ..self }
    }

    /// Adds the diagrams of the linear part of the latent density, B^(1): a vertex Z with one leg, which a standard Gaussian has not.
    ///
    /// ```
    /// use diagraction::rewrite::Expand;
    ///
    /// let (pairs, all) = (Expand::new(1), Expand::new(1).linear());
    /// // The six legs of b2, W2.b1, W2.W1.x, W2.chi1(b1, b1), .. stand alone, too.
    /// assert_eq!((pairs.count()?.total().to_string(), all.count()?.total().to_string()), ("21".into(), "27".into()));
    /// assert_eq!(all.generate()?.terms().count(), 27);
    /// # Ok::<(), diagraction::rewrite::ExpandError>(())
    /// ```
    #[must_use]
    pub fn linear(self) -> Expand {
        Expand { linear: true, ..self }
    }

    /// Refuses expansions of more than this many diagrams; [`DEFAULT_LIMIT`] unless given.
    #[must_use]
    pub fn limit(self, limit: u64) -> Expand {
        Expand { limit, ..self }
    }

    /// Refuses expansions whose legs need more than this many bytes.
    #[must_use]
    pub fn memory(self, bytes: u64) -> Expand {
        Expand { memory: Some(bytes), ..self }
    }

    /// The depth L.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// The stage at which the walk ends.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The arities of the splits, ascending.
    pub fn split_arities(&self) -> &[u32] {
        &self.arities
    }

    /// Whether trees of bias circles are summed up.
    pub fn is_dressed(&self) -> bool {
        self.dressed
    }

    /// Whether there is a vertex with one leg.
    pub fn has_linear(&self) -> bool {
        self.linear
    }

    /// The cutoffs.
    pub fn wanted(&self) -> &Cutoffs {
        &self.cutoffs
    }

    /// All stages from B_{L+1} down to the one at which the walk ends.
    pub fn stages(&self) -> impl Iterator<Item = Stage> + use<> {
        let last = self.stage;
        let mut ended = false;
        (1..=self.depth + 1).rev().flat_map(|layer| [Stage::B(layer), Stage::A(layer)]).take_while(
            move |&stage| {
                let before = !ended;
                ended |= stage == last;
                before
            },
        )
    }

    /// Counts the diagrams without generating them.
    ///
    /// # Errors
    /// When the depth, the stage or an arity is out of range.
    pub fn count(&self) -> Result<count::Counts, ExpandError> {
        self.validate()?;
        Ok(count::count(&self.without_idle_cutoffs()))
    }

    /// Generates all legs, from which the terms then stream.
    ///
    /// # Errors
    /// When the depth, the stage or an arity is out of range, or when there are more diagrams or legs than the
    /// limits allow.
    pub fn generate(&self) -> Result<Expansion, ExpandError> {
        self.check()?;
        let mut arena = Arena::new();
        let mut legs = vec![LegTerm::unit(arena.open(self.stage))];
        let stages: Vec<Stage> = self.stages().skip(1).collect();
        for &stage in stages.iter().rev() {
            legs = self.step(self.rule(stage).as_ref(), legs, &mut arena);
        }
        legs.sort_by(|a, b| arena.compare(a.leg, b.leg));
        let mut graded = BTreeMap::<Grade, Vec<LegTerm>>::new();
        for term in legs {
            graded.entry(arena.grade(term.leg)).or_default().push(term);
        }
        Ok(Expansion { request: self.clone(), arena, legs: graded })
    }

    /// The rule that leads to a stage.
    fn rule(&self, stage: Stage) -> Box<dyn Step> {
        let arities = self.arities.clone();
        match stage {
            Stage::A(layer) if self.dressed => {
                Box::new(DressedLinear { layer, at_vertex: layer == self.depth + 1 })
            }
            Stage::A(layer) => Box::new(Linear { layer }),
            // Where the walk ends at B_l there are no circles of layer l that could dress it.
            Stage::B(layer) if self.dressed && stage != self.stage => {
                Box::new(DressedActivation { layer, arities })
            }
            Stage::B(layer) => Box::new(Activation { layer, arities }),
        }
    }

    /// All that an open leg may become by `rule`, once the open legs behind it have become `ends`.
    fn step(&self, rule: &dyn Step, ends: Vec<LegTerm>, arena: &mut Arena) -> Vec<LegTerm> {
        let bounds = Cutoffs { min_rank: 0, ..self.cutoffs };
        let mut legs = prepend(rule, ends, arena, &bounds);
        legs.retain(|leg| self.can_end_in_window(arena.grade(leg.leg), rule.from().layer()));
        legs
    }

    /// Whether a leg that starts with this layer can be part of a diagram of the lowest rank wanted.
    fn can_end_in_window(&self, grade: Grade, layer: u32) -> bool {
        let arity = self.arities.iter().copied().max().unwrap_or(2) as usize;
        // A diagram has at most this many legs of the layer, and this is the rank of the others.
        let legs =
            arity.checked_pow(self.depth + 1 - layer).map_or(usize::MAX, |legs| legs.saturating_mul(2));
        let largest = arity.checked_pow(layer - self.stage.layer()).unwrap_or(usize::MAX);
        let others = (legs - 1).saturating_mul(largest);
        // All legs share the splits that are left.
        let left = self.cutoffs.max_chi.map_or(usize::MAX, |max| max.saturating_sub(grade.chi));
        let shared = left.saturating_mul(arity - 1).saturating_add(1);
        grade.rank.saturating_add(others.min(shared)) >= self.cutoffs.min_rank
    }

    pub(crate) fn validate(&self) -> Result<(), ExpandError> {
        if self.depth > MAX_DEPTH {
            return Err(ExpandError::TooDeep { depth: self.depth, max: MAX_DEPTH });
        }
        if !(1..=self.depth + 1).contains(&self.stage.layer()) {
            return Err(ExpandError::NoStage { stage: self.stage.to_string(), depth: self.depth });
        }
        if self.arities.is_empty() || self.arities.iter().any(|arity| !(2..=MAX_ARITY).contains(arity)) {
            return Err(ExpandError::BadArity(self.arities.clone()));
        }
        Ok(())
    }

    /// The number of distinct legs by rank, as estimates.
    pub(crate) fn legs_by_rank(&self) -> Result<BTreeMap<usize, f64>, ExpandError> {
        self.validate()?;
        Ok(count::legs_by_rank(&self.without_idle_cutoffs()))
    }

    /// Refuses what [`generate`](Expand::generate) would refuse, without generating anything.
    ///
    /// # Errors
    /// As for `generate`.
    pub fn check(&self) -> Result<(), ExpandError> {
        self.validate()?;
        let effective = self.without_idle_cutoffs();
        let size = count::total(&effective);
        if !size.at_most(self.limit) {
            return Err(ExpandError::TooMany { size, limit: self.limit, suggestions: self.suggestions() });
        }
        let legs = count::legs(&effective);
        let needed = legs.times(BYTES_PER_LEG);
        let available = self.memory.unwrap_or(u64::MAX);
        if needed.at_most(available) { Ok(()) } else { Err(ExpandError::Memory { legs, needed, available }) }
    }

    /// The most ends and the most splits that a diagram of the full expansion has.
    fn largest(&self) -> (usize, usize) {
        let ends = by_layer::degree(self, self.stage);
        let smallest = self.arities.iter().copied().min().map_or(2, |arity| arity as usize);
        (ends, (ends - 2) / (smallest - 1))
    }

    /// The same expansion without the cutoffs that cut nothing.
    fn without_idle_cutoffs(&self) -> Expand {
        let (ends, splits) = self.largest();
        let below = |max: Option<usize>, largest| max.filter(|&max| max < largest);
        let cutoffs = Cutoffs {
            min_rank: self.cutoffs.min_rank,
            max_rank: below(self.cutoffs.max_rank, ends),
            max_chi: below(self.cutoffs.max_chi, splits),
            max_circles: below(self.cutoffs.max_circles, ends),
        };
        self.clone().cutoffs(cutoffs)
    }

    /// The loosest single cutoffs that would bring the expansion below the limit.
    fn suggestions(&self) -> Vec<Suggestion> {
        let Cutoffs { min_rank, max_rank, max_chi, max_circles } = self.cutoffs;
        let rank = |max| Cutoffs { min_rank, max_rank: Some(max), ..Cutoffs::none() };
        let chi = |max| Cutoffs { max_chi: Some(max), ..Cutoffs::none() };
        let circles = |max| Cutoffs { max_circles: Some(max), ..Cutoffs::none() };
        let both = |max| Cutoffs { max_chi: Some(max), ..rank(4) };
        let found = match self.dressed {
            true => vec![self.loosest(max_rank, rank)],
            false => vec![
                self.loosest(max_chi, chi),
                self.loosest(max_circles, circles),
                self.loosest(max_chi, both),
            ],
        };
        found.into_iter().flatten().collect()
    }

    /// The loosest of a family of cutoffs, where the present one bounds it.
    fn loosest(&self, present: Option<usize>, family: impl Fn(usize) -> Cutoffs) -> Option<Suggestion> {
        const LARGEST: usize = 64;
        (0..present.unwrap_or(LARGEST))
            .map(|max| {
                let cutoffs = family(max);
                let restricted = self.clone().cutoffs(self.cutoffs.with(&cutoffs));
                Suggestion { size: count::total(&restricted.without_idle_cutoffs()), cutoffs }
            })
            .take_while(|suggestion| suggestion.size.at_most(self.limit))
            .last()
    }
}
