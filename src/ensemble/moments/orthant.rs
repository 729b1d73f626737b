//! Probabilities that centred Gaussian variables are all positive.

use std::f64::consts::PI;

use crate::quadrature::integral;

/// Correlations of up to four variables.
pub(super) type Matrix = [[f64; 4]; 4];

/// The probability that the first n of up to four variables with these correlations are positive.
pub(super) fn orthant(n: usize, correlation: &Matrix) -> f64 {
    let arcs: f64 = pairs(n).map(|(i, j)| correlation[i][j].clamp(-1.0, 1.0).asin()).sum();
    match n {
        0 => 1.0,
        1 => 0.5,
        2 => 0.25 + arcs / (2.0 * PI),
        3 => 0.125 + arcs / (4.0 * PI),
        _ => (1.0 + 2.0 * arcs / PI + signs(&correlation.map(|row| row.map(|c| 1.0 - c)))) / 16.0,
    }
}

/// E[sgn sgn sgn sgn] of four variables with gaps 1 - c_ij of their correlations, by Plackett's differential equation along t · c from
/// independent ones: ∫_0^1 dt Σ_{i<j} c_ij (2/π)² asin r_kl.ij(t) / sqrt(1 - t² c_ij²), with the partial correlation r.
///
/// All is written in gaps, so that variables that are nearly equal keep their digits.
pub(super) fn signs(gaps: &Matrix) -> f64 {
    // Variables are turned around so that none is nearly opposite to the first.
    let turned = |i: usize| gaps[0][i] > 1.0;
    let sign = (1..4).filter(|&i| turned(i)).fold(1.0, |sign: f64, _| -sign);
    let gap = |i: usize, j: usize| if turned(i) == turned(j) { gaps[i][j] } else { 2.0 - gaps[i][j] };
    // 1 - t c of t = cos(rest).
    let slope = |rest: f64| -> f64 {
        let still = 2.0 * (rest / 2.0).sin().powi(2);
        let at = |i: usize, j: usize| if i == j { 0.0 } else { gap(i, j) + (1.0 - gap(i, j)) * still };
        let term = |(i, j): (usize, usize)| {
            let mut others = (0..4).filter(|&k| k != i && k != j);
            let (k, l) = (others.next().unwrap_or(0), others.next().unwrap_or(0));
            let a = at(i, j);
            // The covariance of k and l for given i and j, times 1 - t² c_ij².
            let given = |k: usize, l: usize| {
                let (ki, kj, li, lj) = (at(k, i), at(k, j), at(l, i), at(l, j));
                let common = ki + kj + li + lj - ki * lj - kj * li - a - 2.0 * at(k, l) + a * at(k, l);
                a * common - (kj - ki) * (lj - li)
            };
            let partial = given(k, l) / (given(k, k) * given(l, l)).sqrt();
            let partial = if partial.is_finite() { partial.clamp(-1.0, 1.0) } else { 0.0 };
            (1.0 - gap(i, j)) * partial.asin() / (a * (2.0 - a)).sqrt()
        };
        pairs(4).map(term).sum()
    };
    // Near t = 1 the slope changes over the root of the smallest gap, so parts get shorter towards it.
    let narrow = pairs(4).map(|(i, j)| gap(i, j)).fold(1.0, f64::min).max(1e-16).sqrt();
    let (mut sum, mut left) = (0.0, PI / 2.0);
    while left > 0.0 {
        let next = if left > narrow { left / 4.0 } else { 0.0 };
        sum += integral(next, left, |rest| rest.sin() * slope(rest));
        left = next;
    }
    sign * sum * (2.0 / PI).powi(2)
}

fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |i| (i + 1..n).map(move |j| (i, j)))
}

#[cfg(test)]
mod tests {
    use super::{orthant, signs};

    #[test]
    fn four_variables_with_correlations_of_one_half() {
        let mut half = [[0.5; 4]; 4];
        (0..4).for_each(|i| half[i][i] = 1.0);
        // They are z_i - z_0 of five independent variables, so all are positive where z_0 is the smallest of five.
        assert!((orthant(4, &half) - 0.2).abs() < 1e-14);
        assert!((orthant(3, &half) - 0.25).abs() < 1e-15);
        // Two equal pairs: the signs cancel.
        let mut equal = [[0.0; 4]; 4];
        for (i, j) in [(0, 1), (2, 3)] {
            (equal[i][j], equal[j][i]) = (1.0, 1.0);
        }
        let gaps = equal.map(|row| row.map(|c| 1.0 - c));
        assert!((signs(&gaps) - 1.0).abs() < 1e-14);
        // One of them turned around, twice.
        let mut opposite = gaps;
        (opposite[0][1], opposite[1][0]) = (2.0, 2.0);
        assert!((signs(&opposite) + 1.0).abs() < 1e-14);
    }
}
