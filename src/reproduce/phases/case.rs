//! The theories with several maxima.

use crate::action::SparseAction;
use crate::modes::{Mode, Search, search};
use crate::reproduce::multimodal::{LARGE, PLANE, STARTS, Theory};
use crate::reproduce::{Fault, Step, Workshop};
use crate::theory::{self, Field, LatticeTheory};
use crate::{Cell, Lattice, Rational};

/// A theory, and the network that is to learn it.
pub(super) struct Case {
    /// How names of its steps begin.
    pub(super) prefix: String,
    /// What it is, in words.
    pub(super) title: String,
    /// The depth L.
    pub(super) depth: usize,
    pub(super) theory: Step<SparseAction<f64>>,
    /// Its maxima, the highest first.
    pub(super) maxima: Vec<Mode>,
}

/// Two wells of unequal depth along a valley that bends.
const WELLS: &str =
    "dimension 2\nS = 2 * x[0]^2 - 1/2 * x[0]^4 + 1/4 * x[0] - (x[1] - 1/2 * x[0]^2)^2 - 1/20 * x[1]^4\n";

/// Below the transition: all sites up, or all sites down.
const SIDE: usize = 4;
const R0: (i64, i64) = (-6, 5);
const U: (i64, i64) = (1, 4);

impl Case {
    /// All of them.
    pub(super) fn all(workshop: &Workshop<'_>) -> Result<Vec<Case>, Fault> {
        let all = vec![plane(workshop)?, wells(workshop)?, large(workshop)?, lattice(workshop)?];
        match all.iter().find(|case| case.maxima.len() < 2) {
            Some(case) => Err(format!("{} has a single maximum", case.title).into()),
            None => Ok(all),
        }
    }

    /// Whether S is even, so that all cumulants of odd order vanish.
    pub(super) fn is_even(&self) -> bool {
        let theory = &self.theory.value;
        (1..=theory.max_rank()).step_by(2).all(|rank| theory.entries(rank).next().is_none())
    }

    fn of(
        workshop: &Workshop<'_>,
        (prefix, title, depth): (&str, String, usize),
        theory: Step<SparseAction<f64>>,
    ) -> Result<Case, Fault> {
        let options = Search { starts: STARTS, ..Search::default() };
        let maxima = search(&theory.value, &options, workshop.observer.progress())?.modes;
        Ok(Case { prefix: prefix.into(), title, depth, theory, maxima })
    }
}

/// Fig. 4 (a).
fn plane(workshop: &Workshop<'_>) -> Result<Case, Fault> {
    random(workshop, PLANE.dimension, PLANE.depth)
}

/// Fig. 4 (b-h).
fn large(workshop: &Workshop<'_>) -> Result<Case, Fault> {
    random(workshop, LARGE.dimension, LARGE.depth)
}

fn random(workshop: &Workshop<'_>, dimension: usize, depth: usize) -> Result<Case, Fault> {
    let Theory { action, found, .. } = Theory::find(workshop, dimension, STARTS)?;
    let title = format!("random action, d = {dimension}");
    Ok(Case { prefix: format!("multimodal{dimension}"), title, depth, theory: action, maxima: found.modes })
}

pub(super) fn wells(workshop: &Workshop<'_>) -> Result<Case, Fault> {
    let theory = workshop.step("wells-theory", WELLS, || Ok(theory::read(WELLS)?.to_f64()?))?;
    Case::of(workshop, ("wells", "double well, d = 2".into(), 3), theory)
}

fn lattice(workshop: &Workshop<'_>) -> Result<Case, Fault> {
    let number = |(p, q): (i64, i64)| Rational::new(p.into(), q.into());
    let lattice = Lattice::new(Cell::Square, vec![SIDE; 2], true)?;
    let title = format!("broken phase of the lattice, d = {}", lattice.sites());
    let theory =
        LatticeTheory { lattice, r0: number(R0), u: number(U), beta: number((1, 1)), field: Field::Zero };
    let theory =
        workshop.step("broken-theory", &format!("{theory:?}"), || Ok(theory.action()?.to_f64()?))?;
    Case::of(workshop, ("broken", title, 3), theory)
}
