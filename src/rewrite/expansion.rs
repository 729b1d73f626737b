//! The diagrams of an action, streamed as pairs of legs.

use std::collections::BTreeMap;

use num_traits::One;

use super::Expand;
use super::rule::LegTerm;
use crate::Rational;
use crate::diagram::{Arena, Constant, Diagram, Grade, Stage, Term, Vertex};

/// All diagrams of an action at one stage, ready to be streamed.
///
/// Both legs of the latent vertex are drawn from the same sum of legs, so the diagrams are the unordered
/// pairs of them, with a factor 2 where the two legs differ, and where the latent density has a linear part each leg by itself. Only the legs are stored.
#[derive(Clone, Debug)]
pub struct Expansion {
    pub(super) request: Expand,
    pub(super) arena: Arena,
    pub(super) legs: BTreeMap<Grade, Vec<LegTerm>>,
}

impl Expansion {
    /// What was asked for.
    pub fn request(&self) -> &Expand {
        &self.request
    }

    /// The store of the legs that the terms refer to.
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// The diagrams with their factors, ordered by rank, splits and circles, and then canonically.
    /// They are made one at a time.
    pub fn terms(&self) -> impl Iterator<Item = Term> + '_ {
        self.joints().into_iter().flat_map(|(_, first, second)| {
            let alone = second.is_none().then(|| self.legs[&first].iter().map(|leg| self.alone(leg)));
            let pairs = second.map(|second| self.pairs(first, second));
            alone.into_iter().flatten().chain(pairs.into_iter().flatten())
        })
    }

    /// The rank-0 terms without legs, which no cutoff drops: the Gaussian normalisation and the volume
    /// terms of the linear maps passed so far.
    pub fn constants(&self) -> Vec<Constant> {
        if self.request.wanted().min_rank > 0 {
            return Vec::new();
        }
        let lowest = match self.request.stage() {
            Stage::A(layer) => layer,
            Stage::B(layer) => layer + 1,
        };
        let volumes = (lowest..=self.request.depth() + 1).map(Constant::LnDet);
        std::iter::once(Constant::Gaussian).chain(volumes).collect()
    }

    /// Grades of one leg, and of pairs of legs, that give a wanted diagram, ordered by the grade of the diagram.
    fn joints(&self) -> Vec<(Grade, Grade, Option<Grade>)> {
        let grades: Vec<Grade> = self.legs.keys().copied().collect();
        let mut joints = Vec::new();
        for (position, &first) in grades.iter().enumerate() {
            if self.request.has_linear() && self.request.wanted().keep(first) {
                joints.push((first, first, None));
            }
            for &second in &grades[position..] {
                if self.request.wanted().keep(first + second) {
                    joints.push((first + second, first, Some(second)));
                }
            }
        }
        joints.sort_unstable();
        joints
    }

    fn pairs(&self, first: Grade, second: Grade) -> impl Iterator<Item = Term> + '_ {
        let (firsts, seconds) = (&self.legs[&first], &self.legs[&second]);
        firsts.iter().enumerate().flat_map(move |(position, a)| {
            let partners = if first == second { &seconds[position..] } else { &seconds[..] };
            partners.iter().map(move |b| self.joined(a, b))
        })
    }

    fn alone(&self, leg: &LegTerm) -> Term {
        Term { factor: leg.factor.clone(), diagram: Diagram::new(&self.arena, Vertex::Latent, [leg.leg]) }
    }

    /// Two legs at the vertex, with a factor 2 where they differ.
    fn joined(&self, a: &LegTerm, b: &LegTerm) -> Term {
        let mut numerator = a.factor.numer() * b.factor.numer();
        if a.leg != b.leg {
            numerator <<= 1;
        }
        let denominator = a.factor.denom() * b.factor.denom();
        let factor = if denominator.is_one() {
            Rational::from_integer(numerator)
        } else {
            Rational::new(numerator, denominator)
        };
        Term { factor, diagram: Diagram::latent(&self.arena, a.leg, b.leg) }
    }
}
