//! The way up to a maximum of S, by a quasi-Newton method with limited memory.

use std::collections::VecDeque;

use crate::action::Kernel;

/// The pairs of steps and changes of the gradient that are remembered.
const MEMORY: usize = 10;

/// Longer ways are given up.
const LONGEST: usize = 500;

/// The slope of a top, relative to the steepest slope on the way.
const LEVEL: f64 = 1e-8;

/// A point beyond this is on its way to infinity.
const FAR: f64 = 1e30;

/// How an ascent ended.
pub(super) enum Ascent {
    /// At a point where the gradient vanishes.
    Top { x: Vec<f64>, value: f64 },
    /// S grew without bound.
    Unbounded,
    /// Nowhere.
    Lost,
}

/// A point with S and its gradient.
#[derive(Clone)]
struct Point {
    x: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
}

/// Climbs from a starting point: L-BFGS (Nocedal, Math. Comp. 35 (1980) 773) on -S, with steps halved until S grows enough.
pub(super) fn ascend(kernel: &mut Kernel, start: &[f64]) -> Ascent {
    let mut look = |x: Vec<f64>| {
        let mut gradient = vec![0.0; x.len()];
        let value = kernel.value_and_gradient(&x, &mut gradient);
        Point { x, value, gradient }
    };
    let mut here = look(start.to_vec());
    let mut steepest: f64 = 0.0;
    let mut pairs: VecDeque<(Vec<f64>, Vec<f64>)> = VecDeque::new();
    for _ in 0..LONGEST {
        steepest = steepest.max(largest(&here.gradient));
        if !here.value.is_finite() || !steepest.is_finite() {
            return Ascent::Lost;
        }
        if largest(&here.x) > FAR {
            return Ascent::Unbounded;
        }
        if largest(&here.gradient) <= LEVEL * steepest {
            return Ascent::Top { x: here.x, value: here.value };
        }
        let Some(next) = line(&mut look, &here, &direction(&here.gradient, &pairs)) else {
            if pairs.is_empty() {
                return Ascent::Lost;
            }
            pairs.clear();
            continue;
        };
        let step: Vec<f64> = difference(&next.x, &here.x);
        let change: Vec<f64> = difference(&here.gradient, &next.gradient);
        if dot(&step, &change) > 1e-12 * (dot(&step, &step) * dot(&change, &change)).sqrt() {
            pairs.push_back((step, change));
        }
        if pairs.len() > MEMORY {
            pairs.pop_front();
        }
        here = next;
    }
    Ascent::Lost
}

/// The gradient times the approximate inverse of -∂²S, by the two loops over the pairs.
fn direction(gradient: &[f64], pairs: &VecDeque<(Vec<f64>, Vec<f64>)>) -> Vec<f64> {
    let mut direction = gradient.to_vec();
    let mut weights = Vec::with_capacity(pairs.len());
    for (step, change) in pairs.iter().rev() {
        let weight = dot(step, &direction) / dot(step, change);
        add(-weight, change, &mut direction);
        weights.push(weight);
    }
    let scale = match pairs.back() {
        Some((step, change)) => dot(step, change) / dot(change, change),
        // The first step goes no further than one.
        None => 1.0 / largest(gradient).max(1.0),
    };
    direction.iter_mut().for_each(|entry| *entry *= scale);
    for ((step, change), weight) in pairs.iter().zip(weights.into_iter().rev()) {
        let back = dot(change, &direction) / dot(step, change);
        add(weight - back, step, &mut direction);
    }
    direction
}

/// The first of the steps 1, 1/2, 1/4, .. along a direction on which S grows at least by a small share of what its slope
/// promises.
fn line(look: &mut impl FnMut(Vec<f64>) -> Point, here: &Point, direction: &[f64]) -> Option<Point> {
    let slope = dot(&here.gradient, direction);
    let mut length = 1.0;
    for _ in 0..60 {
        let mut x = here.x.clone();
        add(length, direction, &mut x);
        let next = look(x);
        // At the top S no longer changes within rounding; then a smaller gradient is progress.
        let rounding = 1e-14 * here.value.abs().max(1.0);
        let grows = next.value >= here.value + 1e-4 * length * slope;
        let levels = next.value >= here.value - rounding && largest(&next.gradient) < largest(&here.gradient);
        if slope > 0.0 && next.value.is_finite() && (grows || levels) {
            return Some(next);
        }
        length *= 0.5;
    }
    None
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(factor: f64, a: &[f64], out: &mut [f64]) {
    for (out, a) in out.iter_mut().zip(a) {
        *out += factor * a;
    }
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn largest(a: &[f64]) -> f64 {
    a.iter().fold(0.0, |largest, entry| entry.abs().max(largest))
}
