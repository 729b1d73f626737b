//! S along a line through the point of the expansion.

use std::cmp::Ordering;

use super::{Certain, Normalisability, degree};
use crate::action::{SparseAction, permutations};

/// The highest pure power of each variable, -a x^n with a > 0 and even n.
pub(super) struct Axis {
    pub(super) power: usize,
    /// a.
    pub(super) strength: f64,
}

/// The pure powers of all variables, `None` where a variable has none. Refutes where S grows along an axis, or
/// does not depend on a variable.
pub(super) fn axes<T: Certain>(action: &SparseAction<T>) -> Result<Option<Vec<Axis>>, Normalisability> {
    let appears = appearing(action);
    let mut axes = Vec::new();
    for (i, (appears, pure)) in appears.into_iter().zip(action.pure_powers()).enumerate() {
        match pure {
            Some((power, value)) if power % 2 == 0 && *value < T::zero() => {
                axes.push(Some(Axis { power, strength: -value.to_f64() }));
            }
            Some((power, value)) => {
                let sign = if *value > T::zero() { 1.0 } else { -1.0 };
                let toward = if power % 2 == 1 && sign < 0.0 { -1.0 } else { 1.0 };
                let term = if power == 1 { format!("x[{i}]") } else { format!("x[{i}]^{power}") };
                let why = format!("along x[{i}] S grows like {} {term}", value.to_f64());
                return Err(refuted(why, unit(action.dimension(), i, toward)));
            }
            None if !appears => {
                let why = format!("S does not depend on x[{i}]");
                return Err(refuted(why, unit(action.dimension(), i, 1.0)));
            }
            None => axes.push(None),
        }
    }
    Ok(axes.into_iter().collect())
}

fn appearing<T: Certain>(action: &SparseAction<T>) -> Vec<bool> {
    let mut appears = vec![false; action.dimension()];
    for rank in 1..=degree(action) {
        for (index, _) in action.entries(rank) {
            index.iter().for_each(|&i| appears[i] = true);
        }
    }
    appears
}

fn unit(dimension: usize, i: usize, sign: f64) -> Vec<f64> {
    let mut direction = vec![0.0; dimension];
    direction[i] = sign;
    direction
}

pub(super) fn refuted(why: String, direction: Vec<f64>) -> Normalisability {
    Normalisability::Refuted { why, direction: Some(direction) }
}

/// Refutes when S(t v) tends to +∞ with t or with -t. The entries of v are steps on the grid.
pub(super) fn grows<T: Certain>(action: &SparseAction<T>, steps: &[i32]) -> Option<Normalisability> {
    let v: Vec<T> = steps.iter().map(|&steps| T::from_grid(steps)).collect();
    for rank in (1..=degree(action)).rev() {
        let (sum, magnitude) = along(action, rank, &v);
        let sign = match (T::sign(&sum, &magnitude)?, rank % 2) {
            (Ordering::Equal, _) => continue,
            (Ordering::Less, 0) => return None,
            (Ordering::Less, _) => -1.0,
            (Ordering::Greater, _) => 1.0,
        };
        let direction: Vec<f64> = steps.iter().map(|&steps| sign * f64::from_grid(steps)).collect();
        let why = format!("S grows like {:.3e} t^{rank} along {}", sum.to_f64().abs(), shown(&direction));
        return Some(refuted(why, direction));
    }
    None
}

/// A^(k) · v^{⊗k} and the sum of the absolute values of its terms.
fn along<T: Certain>(action: &SparseAction<T>, rank: usize, v: &[T]) -> (T, T) {
    let mut sums = (T::zero(), T::zero());
    for (index, value) in action.entries(rank) {
        let term =
            index.iter().fold(value.clone() * permutations::<T>(index), |product, &i| product * v[i].clone());
        sums.1 += term.abs();
        sums.0 += term;
    }
    sums
}

/// A direction for a message: its entries, or the largest of them.
pub(super) fn shown(direction: &[f64]) -> String {
    const WHOLE: usize = 6;
    const LARGEST: usize = 3;
    let entry = |value: &f64| format!("{}", (value * 1e4).round() / 1e4);
    if direction.len() <= WHOLE {
        return format!("t ({})", direction.iter().map(entry).collect::<Vec<_>>().join(", "));
    }
    let mut order: Vec<usize> = (0..direction.len()).collect();
    order.sort_by(|&i, &j| direction[j].abs().total_cmp(&direction[i].abs()));
    let large = order.iter().take(LARGEST).map(|&i| format!("{} in x[{i}]", entry(&direction[i])));
    format!("a direction with {}, ..", large.collect::<Vec<_>>().join(", "))
}
