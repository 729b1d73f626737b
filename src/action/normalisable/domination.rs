//! The proof that pure powers dominate all other terms.

use std::collections::BTreeSet;

use faer::Mat;

use super::Certain;
use super::definite::{exceeds, smallest};
use super::line::Axis;
use super::quadratic::MAX_EIGEN_DIMENSION;
use crate::action::{SparseAction, permutations};

/// Weights are fractions with denominators up to 16, so they differ from one by more than this or not at all.
const SAME: f64 = 1e-9;

/// Shares are sums of products in floating point; this is far above their rounding.
const ROOM: f64 = 1e-9;

pub(super) fn proof<T: Certain>(action: &SparseAction<T>, axes: &[Axis]) -> Option<String> {
    let strengths: Vec<f64> = axes.iter().map(|axis| axis.strength).collect();
    if is_dominated(action, axes, &strengths, |_| false) {
        return Some(match axes.len() {
            1 => format!("the power -x[0]^{} dominates every other term", axes[0].power),
            _ => format!("the pure powers {} dominate every other term", powers(axes)),
        });
    }
    let (quadratic, bound) = quadratic_part(action, axes)?;
    let strengths: Vec<f64> =
        axes.iter().map(|axis| if axis.power == 2 { axis.strength * bound } else { axis.strength }).collect();
    let within = |index: &[usize]| index.len() == 2 && index.iter().all(|&i| axes[i].power == 2);
    is_dominated(action, axes, &strengths, within).then(|| {
        format!(
            "the pure powers {} and a negative definite quadratic form in {quadratic} variables dominate every other term",
            powers(axes)
        )
    })
}

/// Whether the pure powers -s_i x_i^{n_i} dominate what is not `skipped`.
fn is_dominated<T: Certain>(
    action: &SparseAction<T>,
    axes: &[Axis],
    strengths: &[f64],
    skipped: impl Fn(&[usize]) -> bool,
) -> bool {
    let mut shares = vec![0.0; axes.len()];
    for rank in 1..=action.max_rank() {
        for (index, value) in action.entries(rank) {
            let is_pure = index.iter().all(|&i| i == index[0]) && rank == axes[index[0]].power;
            if is_pure || skipped(index) {
                continue;
            }
            let weight: f64 = index.iter().map(|&i| share(axes, i)).sum();
            let helps = *value < T::zero() && index.chunk_by(|a, b| a == b).all(|run| run.len() % 2 == 0);
            if helps || weight < 1.0 - SAME {
                continue;
            }
            if weight > 1.0 + SAME {
                return false;
            }
            let size = value.to_f64().abs() * permutations::<f64>(index);
            let taken = index.iter().fold(size, |size, &i| size * strengths[i].powf(-share(axes, i)));
            index.iter().for_each(|&i| shares[i] += taken * share(axes, i));
        }
    }
    strengths.iter().all(|&strength| strength > 0.0) && shares.iter().all(|share| *share < 1.0 - ROOM)
}

fn share(axes: &[Axis], i: usize) -> f64 {
    1.0 / axes[i].power as f64
}

/// The number of variables with n_i = 2, and a bound 0 < b <= 1 such that the quadratic form between them is at most
/// -b Σ a_i x_i².
fn quadratic_part<T: Certain>(action: &SparseAction<T>, axes: &[Axis]) -> Option<(usize, f64)> {
    let variables: Vec<usize> = (0..axes.len()).filter(|&i| axes[i].power == 2).collect();
    if variables.is_empty() || variables.len() > MAX_EIGEN_DIMENSION {
        return None;
    }
    let scaled = Mat::from_fn(variables.len(), variables.len(), |row, column| {
        let (i, j) = (variables[row], variables[column]);
        -action.get(&[i, j]).to_f64() / (axes[i].strength * axes[j].strength).sqrt()
    });
    let bound = 0.99 * smallest(&scaled)?.0;
    (bound > 0.0 && exceeds(&scaled, bound)).then_some((variables.len(), bound))
}

/// The pure powers that occur, for a message.
fn powers(axes: &[Axis]) -> String {
    let powers: BTreeSet<usize> = axes.iter().map(|axis| axis.power).collect();
    let named: Vec<String> = powers.iter().map(|power| format!("-x[i]^{power}")).collect();
    named.join(", ")
}
