//! What a rule is, and how it acts on all legs of a diagram with the right factors.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use num_traits::One;

use super::Cutoffs;
use crate::Rational;
use crate::diagram::{Arena, Diagram, Grade, Leg, Node, Stage, Term};

/// What a leg may become.
///
/// A rule states only the alternatives for a single leg. All combinatorial factors follow from
/// distributing them over the legs of a symmetric joint.
pub trait Rule {
    /// The distinct legs, each with its factor, that may stand in place of a leg that starts with `node`;
    /// `None` where the rule leaves this start as it is and acts on what lies below.
    fn alternatives(&self, arena: &mut Arena, node: &Node) -> Option<Vec<LegTerm>>;
}

/// A rule for the open legs of one stage, which leads to the next stage of the walk.
pub trait Step {
    /// The stage of the open legs afterwards.
    fn to(&self) -> Stage;

    /// What an open leg may become.
    fn ends(&self, arena: &mut Arena) -> Vec<LegTerm>;

    /// The stage whose open legs are rewritten; that before `to` on the way from the latent vertex, unless given.
    fn from(&self) -> Stage {
        match self.to() {
            Stage::A(layer) => Stage::B(layer),
            Stage::B(layer) => Stage::A(layer + 1),
        }
    }
}

impl<S: Step> Rule for S {
    fn alternatives(&self, arena: &mut Arena, node: &Node) -> Option<Vec<LegTerm>> {
        (*node == Node::Open(self.from())).then(|| self.ends(arena))
    }
}

/// All that an open leg may become by `rule`, once the open legs behind it have become `ends`.
pub(super) fn prepend(
    rule: &dyn Step,
    mut ends: Vec<LegTerm>,
    arena: &mut Arena,
    bounds: &Cutoffs,
) -> Vec<LegTerm> {
    ends.sort_by_key(|end| arena.grade(end.leg));
    let alternatives = rule.ends(arena);
    let below = Below { stage: rule.to(), legs: ends };
    let mut substitution = Substitution::new(&below, arena, bounds);
    let mut legs = Vec::new();
    for alternative in alternatives {
        legs.extend(substitution.leg(alternative.leg).iter().map(|leg| leg.times(&alternative.factor)));
    }
    legs
}

/// The rules behind a stage, joined.
struct Below {
    stage: Stage,
    legs: Vec<LegTerm>,
}

impl Rule for Below {
    fn alternatives(&self, _arena: &mut Arena, node: &Node) -> Option<Vec<LegTerm>> {
        (*node == Node::Open(self.stage)).then(|| self.legs.clone())
    }
}

/// Performs one rule on one diagram: every leg that the rule speaks of is replaced in all possible ways.
///
/// Terms beyond the upper `cutoffs` on splits and circles are never generated. The rank window is not
/// applied, since later rules change the rank.
///
/// # Cost
/// Proportional to the number of terms returned.
pub fn apply(rule: &impl Rule, arena: &mut Arena, term: &Term, cutoffs: &Cutoffs) -> Vec<Term> {
    apply_where(rule, arena, term, cutoffs, |_| true)
}

/// As [`apply`], for the terms of some grades only.
pub(super) fn apply_where(
    rule: &impl Rule,
    arena: &mut Arena,
    term: &Term,
    cutoffs: &Cutoffs,
    wanted: impl Fn(Grade) -> bool,
) -> Vec<Term> {
    let vertex = term.diagram.vertex();
    let bounds = Cutoffs { min_rank: 0, max_rank: None, ..*cutoffs };
    let joints = Substitution::new(rule, arena, &bounds).joint(term.diagram.legs(), Grade::default());
    joints
        .into_iter()
        .filter(|joint| wanted(joint.grade))
        .map(|joint| Term {
            factor: &term.factor * joint.factor,
            diagram: Diagram::new(arena, vertex, joint.legs),
        })
        .collect()
}

/// A leg with its factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegTerm {
    /// The leg.
    pub leg: Leg,
    /// Its combinatorial factor.
    pub factor: Rational,
}

/// An unordered choice of legs at a vertex or split, with its factor.
#[derive(Clone, Debug)]
struct Joint {
    legs: Vec<Leg>,
    grade: Grade,
    factor: Rational,
}

/// One rule at work. Legs that were rewritten are remembered, since they recur in many diagrams.
struct Substitution<'a> {
    rule: &'a dyn Rule,
    arena: &'a mut Arena,
    bounds: &'a Cutoffs,
    done: HashMap<Leg, Rc<[LegTerm]>>,
}

impl<'a> Substitution<'a> {
    /// Parts of diagrams that are beyond `bounds` are not made.
    fn new(rule: &'a dyn Rule, arena: &'a mut Arena, bounds: &'a Cutoffs) -> Self {
        Substitution { rule, arena, bounds, done: HashMap::new() }
    }

    /// All that `leg` may become.
    fn leg(&mut self, leg: Leg) -> Rc<[LegTerm]> {
        if let Some(terms) = self.done.get(&leg) {
            return Rc::clone(terms);
        }
        let node = self.arena.node(leg).clone();
        let terms: Rc<[LegTerm]> = match self.rule.alternatives(self.arena, &node) {
            Some(terms) => {
                let is_kept = |term: &LegTerm| self.bounds.keep(self.arena.grade(term.leg));
                terms.into_iter().filter(is_kept).collect()
            }
            None => self.further_down(leg, node),
        };
        self.done.insert(leg, Rc::clone(&terms));
        terms
    }

    /// All that a leg may become whose start stays.
    fn further_down(&mut self, leg: Leg, node: Node) -> Rc<[LegTerm]> {
        match node {
            Node::Open(_) | Node::Circle { .. } | Node::DressedCircle { .. } => [LegTerm::unit(leg)].into(),
            Node::Line { layer, below } => {
                let below = self.leg(below);
                below.iter().map(|term| term.with(self.arena.line(layer, term.leg))).collect()
            }
            Node::DressedLine { layer, below } => {
                let below = self.leg(below);
                below.iter().map(|term| term.with(self.arena.dressed_line(layer, term.leg))).collect()
            }
            Node::InverseLine { layer, below } => {
                let below = self.leg(below);
                below.iter().map(|term| term.with(self.arena.inverse_line(layer, term.leg))).collect()
            }
            Node::Split { layer, legs } => {
                let joints = self.joint(&legs, Grade::SPLIT);
                joints.into_iter().map(|joint| joint.split(self.arena, layer)).collect()
            }
        }
    }

    /// All that a symmetric joint of `legs` (in canonical order) may become; `grade` is that of the joint without
    /// its legs.
    ///
    /// Equal legs form a class of size n. A class becomes a multiset of alternatives, and an assignment
    /// with multiplicities m_1, m_2, .. arises in n!/(m_1! m_2! ..) ways.
    fn joint(&mut self, legs: &[Leg], grade: Grade) -> Vec<Joint> {
        let nothing = Joint { legs: Vec::new(), grade, factor: Rational::one() };
        let mut joints = vec![nothing];
        for class in legs.chunk_by(|a, b| a == b) {
            let alternatives = self.sorted(class[0]);
            let mut extended = Vec::new();
            for joint in &joints {
                self.fill(joint, class.len(), &alternatives, 0, &mut extended);
            }
            joints = extended;
        }
        joints
    }

    /// All that `leg` may become, with the runs of equal grades.
    fn sorted(&mut self, leg: Leg) -> Alternatives {
        let terms = self.leg(leg);
        let mut runs: Vec<(Grade, Range<usize>)> = Vec::new();
        for (place, term) in terms.iter().enumerate() {
            let grade = self.arena.grade(term.leg);
            match runs.last_mut() {
                Some((last, run)) if *last == grade => run.end = place + 1,
                _ => runs.push((grade, place..place + 1)),
            }
        }
        Alternatives { terms, runs }
    }

    /// Adds `free` equal legs to `joint`, drawn from `alternatives` but the first `used`, in all distinct ways.
    fn fill(
        &self,
        joint: &Joint,
        free: usize,
        alternatives: &Alternatives,
        used: usize,
        filled: &mut Vec<Joint>,
    ) {
        if free == 0 {
            filled.push(joint.clone());
            return;
        }
        let runs = alternatives.runs.iter().rev().take_while(|(_, run)| run.end > used);
        for (grade, run) in runs.filter(|(grade, _)| self.bounds.keep(joint.grade + *grade)) {
            for place in (run.start.max(used)..run.end).rev() {
                let mut joint = joint.clone();
                for taken in 1..=free {
                    joint.push(&alternatives.terms[place], *grade, free, taken);
                    if !self.bounds.keep(joint.grade) {
                        break;
                    }
                    self.fill(&joint, free - taken, alternatives, place + 1, filled);
                }
            }
        }
    }
}

/// What a leg may become. The bounds are the same for a run of equal grades.
struct Alternatives {
    terms: Rc<[LegTerm]>,
    runs: Vec<(Grade, Range<usize>)>,
}

impl Joint {
    /// Takes a leg for the time `taken`, where `free` places were free before the first:
    /// (free choose taken) / (free choose taken - 1) is the number of ways.
    fn push(&mut self, term: &LegTerm, grade: Grade, free: usize, taken: usize) {
        self.legs.push(term.leg);
        self.grade = self.grade + grade;
        if !term.factor.is_one() {
            self.factor *= &term.factor;
        }
        if free > 1 {
            self.factor *= Rational::new((free + 1 - taken).into(), taken.into());
        }
    }

    fn split(self, arena: &mut Arena, layer: u32) -> LegTerm {
        LegTerm { leg: arena.split(layer, self.legs), factor: self.factor }
    }
}

impl LegTerm {
    /// A leg with factor 1.
    pub fn unit(leg: Leg) -> LegTerm {
        LegTerm { leg, factor: Rational::one() }
    }

    /// The same leg with another factor besides. Most factors are 1, which saves the product.
    fn times(&self, factor: &Rational) -> LegTerm {
        let factor = if factor.is_one() { self.factor.clone() } else { &self.factor * factor };
        LegTerm { leg: self.leg, factor }
    }

    fn with(&self, leg: Leg) -> LegTerm {
        LegTerm { leg, factor: self.factor.clone() }
    }
}
