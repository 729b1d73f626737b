//! Moments of Gaussian variables that are cut off below zero.

use std::f64::consts::PI;

use faer::Mat;
use ndarray::Array2;

use super::orthant::{Matrix, orthant};
use crate::quadrature::integral;
use crate::symmetric::{ComputeEigenvectors, eigen};

/// Eigenvalues below this share of the largest are zero.
const ZERO: f64 = 1e-11;

/// E[Π max(u_i, 0)] of u with a covariance K; `None` beyond four different points, and for four whose covariance is singular of rank 3.
pub(super) fn moment(kernel: &Array2<f64>, places: &[usize]) -> Option<f64> {
    if places.iter().any(|&place| kernel[[place, place]] == 0.0) {
        return Some(0.0);
    }
    let mut powers: Vec<(usize, u32)> = Vec::new();
    for &place in places {
        // Points of the same u are one.
        let same = |&(other, _): &(usize, u32)| {
            let (a, b, both) = (kernel[[place, place]], kernel[[other, other]], kernel[[place, other]]);
            a == b && a == both
        };
        match powers.iter().position(same) {
            Some(found) => powers[found].1 += 1,
            None => powers.push((place, 1)),
        }
    }
    let n = powers.len();
    let matrix = Mat::from_fn(n, n, |i, j| kernel[[powers[i].0, powers[j].0]]);
    let (values, vectors) = eigen(&matrix, ComputeEigenvectors::Yes)?;
    let rank = values.iter().filter(|&&value| value > ZERO * values[n - 1]).count();
    let number = places.len() as u32;
    match rank {
        1 | 2 => {
            let vectors = vectors?;
            let component = |i: usize, axis: usize| match n.checked_sub(axis + 1) {
                Some(column) => values[column].max(0.0).sqrt() * vectors[(i, column)],
                None => 0.0,
            };
            let planar =
                powers.iter().enumerate().map(|(i, &(_, power))| ([component(i, 0), component(i, 1)], power));
            Some(in_plane(&planar.collect::<Vec<_>>(), number))
        }
        _ if rank == n && n <= 4 => {
            let mut covariance: Matrix = [[0.0; 4]; 4];
            (0..n).for_each(|i| (0..n).for_each(|j| covariance[i][j] = matrix[(i, j)]));
            let mut exponents = [0; 4];
            powers.iter().zip(&mut exponents).for_each(|((_, power), place)| *place = *power);
            Some(truncated(n, &covariance, exponents))
        }
        _ => None,
    }
}

/// u_i = v_i · g with a normal g in the plane, r(cos θ, sin θ): E[r^k] times the mean of Π |v_i|^p cos^p over the common arc of directions.
fn in_plane(factors: &[([f64; 2], u32)], number: u32) -> f64 {
    let angle = |v: &[f64; 2]| v[1].atan2(v[0]);
    let first = angle(&factors[0].0);
    let turned = |v: &[f64; 2]| {
        let apart = angle(v) - first;
        apart - 2.0 * PI * (apart / (2.0 * PI)).round()
    };
    let (low, high) =
        factors.iter().fold((0f64, 0f64), |(low, high), (v, _)| (low.min(turned(v)), high.max(turned(v))));
    let (from, to) = (high - PI / 2.0, low + PI / 2.0);
    if from >= to {
        return 0.0;
    }
    let value = |theta: f64| -> f64 {
        let factor =
            |(v, power): &([f64; 2], u32)| (v[0].hypot(v[1]) * (theta - turned(v)).cos()).powi(*power as i32);
        factors.iter().map(factor).product()
    };
    // E[r^k] = 2^(k/2) (k/2)! of two normal components.
    let radius: f64 = (1..=number / 2).map(|k| 2.0 * f64::from(k)).product();
    radius * integral(from, to, value) / (2.0 * PI)
}

/// E[Π u_i^{p_i} 1_{u > 0}] of the first n of four variables, by parts:
/// E[u_i f 1] = Σ_j S_ij (E[∂_j f 1] + E[f 1]|_{u_j = 0} / sqrt(2π S_jj)), there with the covariance S - S_j S_jᵀ/S_jj.
fn truncated(n: usize, covariance: &Matrix, powers: [u32; 4]) -> f64 {
    let Some(i) = (0..n).find(|&i| powers[i] > 0) else {
        let mut correlation = *covariance;
        for (i, row) in correlation.iter_mut().enumerate() {
            for (j, entry) in row.iter_mut().enumerate() {
                *entry /= (covariance[i][i] * covariance[j][j]).sqrt();
            }
        }
        return orthant(n, &correlation);
    };
    let mut rest = powers;
    rest[i] -= 1;
    let term = |j: usize| {
        let own = covariance[j][j];
        if rest[j] > 0 {
            let mut lower = rest;
            lower[j] -= 1;
            return f64::from(rest[j]) * truncated(n, covariance, lower);
        }
        let others: Vec<usize> = (0..n).filter(|&k| k != j).collect();
        let (mut given, mut left) = ([[0.0; 4]; 4], [0; 4]);
        for (a, &k) in others.iter().enumerate() {
            left[a] = rest[k];
            for (b, &l) in others.iter().enumerate() {
                given[a][b] = covariance[k][l] - covariance[k][j] * covariance[j][l] / own;
            }
        }
        truncated(n - 1, &given, left) / (2.0 * PI * own).sqrt()
    };
    (0..n).map(|j| covariance[i][j] * term(j)).sum()
}
