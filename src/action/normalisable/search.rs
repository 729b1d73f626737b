//! Directions in which S may grow.

use rand::SeedableRng;
use rand::distr::Distribution;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::StandardNormal;

use super::certain::GRID;
use super::line::grows;
use super::{Certain, Normalisability, degree};
use crate::action::SparseAction;

/// The seed of the starts, so that a verdict does not change from run to run.
const SEED: u64 = 1;

/// The starts of the ascent on the sphere, and its steps.
const STARTS: usize = 16;
const STEPS: usize = 60;

/// The most products of the whole search.
const WORK: usize = 20_000_000;

/// The largest dimension for which all pairs of variables are tried.
const PAIRED: usize = 24;

/// An odd form that is not zero is positive in some direction, so S is never normalisable.
pub(super) fn odd<T: Certain>(action: &SparseAction<T>) -> Normalisability {
    let random = starts(action.dimension()).take(STARTS).map(|v| on_grid(&v));
    let found = simple(action.dimension()).into_iter().chain(random).find_map(|v| grows(action, &v));
    found.unwrap_or_else(|| Normalisability::Refuted {
        why: format!("the highest rank {} is odd, so S grows in some direction", degree(action)),
        direction: None,
    })
}

/// A direction in which S grows, where one is found.
pub(super) fn growth<T: Certain>(action: &SparseAction<T>) -> Option<Normalisability> {
    let simple = simple(action.dimension()).into_iter().find_map(|v| grows(action, &v));
    simple.or_else(|| {
        let top = top(action);
        let steps = (WORK / (1 + top.number_of_entries() * degree(action) * STARTS)).min(STEPS);
        starts(action.dimension()).take(STARTS).find_map(|start| {
            let v = ascend(&top, start, steps);
            grows(action, &on_grid(&v)).or_else(|| grows(action, &as_integers(&v)))
        })
    })
}

/// All variables together, with alternating signs, and pairs of variables.
fn simple(dimension: usize) -> Vec<Vec<i32>> {
    let mut found =
        vec![vec![GRID; dimension], (0..dimension).map(|i| if i % 2 == 0 { GRID } else { -GRID }).collect()];
    if dimension <= PAIRED {
        for (i, j) in (0..dimension).flat_map(|i| (i + 1..dimension).map(move |j| (i, j))) {
            for sign in [GRID, -GRID] {
                let mut v = vec![0; dimension];
                (v[i], v[j]) = (GRID, sign);
                found.push(v);
            }
        }
    }
    found
}

fn starts(dimension: usize) -> impl Iterator<Item = Vec<f64>> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(SEED);
    std::iter::repeat_with(move || {
        let draws = Distribution::<f64>::sample_iter(StandardNormal, &mut generator);
        normalised(draws.take(dimension).collect())
    })
}

/// The highest rank alone, in floating point.
fn top<T: Certain>(action: &SparseAction<T>) -> SparseAction<f64> {
    let mut top = SparseAction::zero(action.dimension());
    for (index, value) in action.entries(degree(action)) {
        top.add(index, value.to_f64());
    }
    top
}

/// Ascent of a homogeneous form on the sphere: v ← ∇T(v) + s v, with s large enough to climb.
fn ascend(top: &SparseAction<f64>, mut v: Vec<f64>, steps: usize) -> Vec<f64> {
    for _ in 0..steps {
        let gradient = top.gradient(&v);
        let shift = gradient.iter().map(|g| g * g).sum::<f64>().sqrt() * 2.0;
        if !shift.is_normal() {
            return v;
        }
        v = normalised(v.iter().zip(&gradient).map(|(v, g)| shift * v + g).collect());
    }
    v
}

fn normalised(v: Vec<f64>) -> Vec<f64> {
    let norm = v.iter().map(|x| x * x).sum::<f64>().sqrt();
    v.into_iter().map(|x| x / norm).collect()
}

/// The nearest vector on the grid, its largest entry being one.
pub(super) fn on_grid(v: &[f64]) -> Vec<i32> {
    let largest = v.iter().fold(0.0f64, |largest, x| largest.max(x.abs()));
    v.iter().map(|x| steps(x / largest * f64::from(GRID))).collect()
}

/// The nearest vector of small whole numbers, its largest entry being 1, 2, 3 or 4, the best of them.
pub(super) fn as_integers(v: &[f64]) -> Vec<i32> {
    let largest = v.iter().fold(0.0f64, |largest, x| largest.max(x.abs()));
    let at_scale = |scale: f64| -> (f64, Vec<i32>) {
        let rounded = v.iter().map(|x| x / largest * scale);
        let miss = rounded.clone().fold(0.0f64, |miss, x| miss.max((x - x.round()).abs()));
        (miss / scale, rounded.map(|x| steps(x.round()) * GRID).collect())
    };
    let mut candidates: Vec<_> = [1.0, 2.0, 3.0, 4.0].map(at_scale).into();
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
    candidates.swap_remove(0).1
}

fn steps(x: f64) -> i32 {
    if x.is_finite() { x.round() as i32 } else { 0 }
}
