//! The first random action of Appendix E that has several maxima.

use crate::Rational;
use crate::action::SparseAction;
use crate::modes::{Found, Line, Mode, Search, search};
use crate::theory::RandomTheory;

use crate::reproduce::storage::Json;
use crate::reproduce::{Fault, Step, Workshop};

/// The most seeds that are tried, and the starts for each.
const SEEDS: u64 = 1000;
const STARTS: usize = 100;

/// An action with its maxima.
#[derive(Debug)]
pub(in crate::reproduce) struct Theory {
    pub(in crate::reproduce) action: Step<SparseAction<f64>>,
    /// The seed of Appendix E.
    pub(in crate::reproduce) seed: u64,
    /// What a search found.
    pub(in crate::reproduce) found: Found,
}

impl Theory {
    /// The first seed from that of the run on whose action has several maxima.
    pub(in crate::reproduce) fn find(
        workshop: &Workshop<'_>,
        dimension: usize,
        starts: usize,
    ) -> Result<Theory, Fault> {
        let recipe = RandomTheory { seed: workshop.seed, ..RandomTheory::new(dimension) };
        let text = format!("first seed with several maxima from {STARTS} starts, from {recipe:?}");
        let seed =
            workshop.step(&format!("multimodal{dimension}-seed"), &text, || first(&recipe).map(Json))?;
        let recipe = RandomTheory { seed: seed.value.0, ..recipe };
        let name = format!("multimodal{dimension}-theory");
        let action = workshop.step(&name, &format!("{recipe:?}"), || drawn(&recipe))?;
        let found =
            search(&action.value, &Search { starts, ..Search::default() }, workshop.observer.progress())?;
        Ok(Theory { action, seed: recipe.seed, found })
    }

    /// S along the line between the two highest maxima.
    pub(super) fn line(&self) -> Option<Line> {
        let [first, second, ..] = &self.found.modes[..] else { return None };
        Some(Line::new(&self.action.value, &first.position, &second.position))
    }

    /// By how much S falls on this line below the lower maximum.
    pub(super) fn barrier(&self) -> Option<f64> {
        Some(self.line()?.barrier().height)
    }

    /// How far the two highest maxima are apart.
    pub(super) fn distance(&self) -> Option<f64> {
        let [first, second, ..] = &self.found.modes[..] else { return None };
        let squares = first.position.iter().zip(&second.position).map(|(a, b)| (a - b).powi(2));
        Some(squares.sum::<f64>().sqrt())
    }
}

/// Whether all eigenvalues of the Hessian are negative.
pub(super) fn is_peak(mode: &Mode) -> bool {
    mode.eigenvalues.iter().all(|value| *value < 0.0)
}

fn first(recipe: &RandomTheory) -> Result<u64, Fault> {
    for seed in (recipe.seed..=u64::MAX).take(usize::try_from(SEEDS)?) {
        let action = drawn(&RandomTheory { seed, ..recipe.clone() })?;
        let found = search(&action, &Search { starts: STARTS, ..Search::default() }, &())?;
        if found.modes.len() > 1 {
            return Ok(seed);
        }
    }
    Err(format!("no action of the {SEEDS} seeds from {} on has several maxima", recipe.seed).into())
}

fn drawn(recipe: &RandomTheory) -> Result<SparseAction<f64>, Fault> {
    let exact: SparseAction<Rational> = recipe.action()?;
    Ok(exact.to_f64()?)
}

#[cfg(test)]
mod tests {
    use super::{Theory, is_peak};
    use crate::reproduce::Workshop;

    /// As the command `theory random -d 2 --multimodal` finds it.
    #[test]
    fn the_first_action_with_several_maxima_is_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let workshop = Workshop::new(folder.path(), 1, u64::MAX, &()).expect("a folder");
        let theory = Theory::find(&workshop, 2, 60).expect("a theory");
        assert_eq!((theory.seed, theory.found.modes.len()), (3, 2));
        assert!(theory.found.modes.iter().all(is_peak));
        let profile = theory.line().expect("two maxima").profile(201);
        let barrier = theory.barrier().expect("two maxima");
        let lowest = profile.iter().map(|point| point.1).fold(f64::INFINITY, f64::min);
        assert!(barrier > 0.0 && (theory.found.modes[1].value - lowest - barrier).abs() < 1e-3);
        assert!(theory.distance().expect("two maxima") > 1.0);
    }
}
