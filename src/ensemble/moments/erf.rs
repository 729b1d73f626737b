//! Error functions of Gaussian variables: signs of variables with more noise.

use std::f64::consts::PI;

use ndarray::Array2;

use super::orthant::{Matrix, signs};

/// E[Π erf(u_i)] of u with a covariance K: erf(u) is the mean sign of u + z with z of variance ½.
pub(super) fn moment(kernel: &Array2<f64>, places: &[usize]) -> Option<f64> {
    let correlation = |i: usize, j: usize| {
        let own = |i: usize| kernel[[places[i], places[i]]] + 0.5;
        if i == j { 1.0 } else { kernel[[places[i], places[j]]] / (own(i) * own(j)).sqrt() }
    };
    match places.len() {
        2 => Some(2.0 / PI * correlation(0, 1).asin()),
        4 => {
            let mut matrix: Matrix = [[0.0; 4]; 4];
            (0..4).for_each(|i| (0..4).for_each(|j| matrix[i][j] = correlation(i, j)));
            Some(signs(&matrix))
        }
        _ => None,
    }
}
