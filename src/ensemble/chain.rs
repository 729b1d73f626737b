//! Actions in which only neighbours on a line interact, exactly: by the transfer matrix.

use ndarray::{Array1, Array2, ArrayView2};

use crate::action::SparseAction;
use crate::tensor::SymmetricTensor;

/// What the transfer matrix gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// ln ∫ exp(S).
    pub ln_z: f64,
    /// E[φ_i φ_j], packed.
    pub moments: SymmetricTensor<f64>,
}

/// Couplings beyond neighbours below this share of the largest of A^(2) are rounding.
const ROUNDING: f64 = 1e-9;

/// The grid reaches so many standard deviations of a variable.
const REACH: f64 = 9.0;

/// Steps of the grid in the narrowest conditional width. The trapezoidal rule of a Gaussian is exact to exp(-2π²·2.5²) then.
const STEPS: f64 = 2.5;

/// More points of the grid are not made.
const MOST: usize = 3000;

/// ln Z and second moments of exp(S) where S couples only neighbours, the variables taken in this order; `None` where it couples others,
/// or a variable needs too fine a grid.
///
/// # Formula
/// exp(S) is a product of functions of two neighbours, whose matrices on a grid are multiplied (trapezoidal rule). `covariance` sets how far
/// the grid reaches.
///
/// # Panics
/// When the covariance has another dimension than the action.
pub fn chain(action: &SparseAction<f64>, order: &[usize], covariance: ArrayView2<'_, f64>) -> Option<Chain> {
    let m = order.len();
    let mut place = vec![0; m];
    order.iter().enumerate().for_each(|(position, &variable)| place[variable] = position);
    let largest = (0..m).map(|i| action.get(&[i, i]).abs()).fold(0.0, f64::max);
    let narrow = (0..m).map(|i| (-2.0 * action.get(&[i, i])).sqrt().recip()).fold(f64::INFINITY, f64::min);
    let wide = covariance.diag().iter().fold(0f64, |wide, variance| wide.max(variance.sqrt()));
    let points = (2.0 * REACH * wide / (narrow / STEPS)).ceil();
    if !(1.0..MOST as f64).contains(&points) {
        return None;
    }
    let step = 2.0 * REACH * wide / points;
    let grid: Array1<f64> = (0..=points as usize).map(|k| k as f64 * step - REACH * wide).collect();
    let n = grid.len();
    // Terms of one variable belong to it, those of two to the first of them.
    let mut own = vec![Array1::<f64>::zeros(n); m];
    let mut bonds = vec![Array2::<f64>::zeros((n, n)); m - 1];
    let mut constant = 0.0;
    for rank in 0..=action.max_rank() {
        for (index, value) in action.entries(rank) {
            let mut places: Vec<usize> = index.iter().map(|&variable| place[variable]).collect();
            places.sort_unstable();
            let factor = value * crate::tensor::multiplicity(index) as f64;
            let (Some(&first), Some(&last)) = (places.first(), places.last()) else {
                constant += value;
                continue;
            };
            let power = |position: usize| places.iter().filter(|&&found| found == position).count() as i32;
            let middle = places.iter().any(|&found| found != first && found != last);
            match last - first {
                0 => own[first].zip_mut_with(&grid, |sum, x| *sum += factor * x.powi(rank as i32)),
                1 => bonds[first].indexed_iter_mut().for_each(|((a, b), sum)| {
                    *sum += factor * grid[a].powi(power(first)) * grid[b].powi(power(last));
                }),
                _ if rank == 2 && !middle && value.abs() < ROUNDING * largest => {}
                _ => return None,
            }
        }
    }
    own.iter_mut().for_each(|own| own.mapv_inplace(|s| step * s.exp()));
    bonds.iter_mut().for_each(|bond| bond.mapv_inplace(f64::exp));
    let mut left = vec![own[0].clone()];
    let mut right = vec![Array1::ones(n)];
    for k in 0..m - 1 {
        left.push(left[k].dot(&bonds[k]) * &own[k + 1]);
        let back = m - 2 - k;
        right.push(bonds[back].dot(&(&own[back + 1] * &right[k])));
    }
    right.reverse();
    let z = left[m - 1].sum();
    let mut moments = SymmetricTensor::zero(m, 2);
    for i in 0..m {
        let mut with = &left[i] * &grid;
        for j in i..m {
            moments.set(&[order[i], order[j]], (&with * &grid).dot(&right[j]) / z);
            if j + 1 < m {
                with = with.dot(&bonds[j]) * &own[j + 1];
            }
        }
    }
    let ln_z = z.ln() + constant;
    (ln_z.is_finite() && moments.entries().iter().all(|value| value.is_finite()))
        .then_some(Chain { ln_z, moments })
}
