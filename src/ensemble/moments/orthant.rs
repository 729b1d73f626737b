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
        _ => (1.0 + 2.0 * arcs / PI + signs(correlation)) / 16.0,
    }
}

/// E[sgn sgn sgn sgn] of four variables with these correlations, by Plackett's differential equation along t · c from independent ones:
/// ∫_0^1 dt Σ_{i<j} c_ij (2/π)² asin r_kl.ij(t) / sqrt(1 - t² c_ij²), with the partial correlation r.
pub(super) fn signs(c: &Matrix) -> f64 {
    let slope = |t: f64| -> f64 {
        let term = |(i, j): (usize, usize)| {
            if c[i][j] == 0.0 {
                return 0.0;
            }
            let mut others = (0..4).filter(|&k| k != i && k != j);
            let (k, l) = (others.next().unwrap_or(0), others.next().unwrap_or(0));
            let rest = 1.0 - (t * c[i][j]).powi(2);
            let given = |a: usize, b: usize| {
                let [ai, aj, bi, bj] = [c[a][i], c[a][j], c[b][i], c[b][j]].map(|value| t * value);
                let own = if a == b { 1.0 } else { t * c[a][b] };
                own - (ai * bi + aj * bj - t * c[i][j] * (ai * bj + aj * bi)) / rest
            };
            let partial = given(k, l) / (given(k, k) * given(l, l)).sqrt();
            let partial = if partial.is_finite() { partial.clamp(-1.0, 1.0) } else { 0.0 };
            c[i][j] * partial.asin() / rest.sqrt()
        };
        pairs(4).map(term).sum()
    };
    // t = sin s takes the root at t = 1 away.
    integral(0.0, PI / 2.0, |s| s.cos() * slope(s.sin())) * (2.0 / PI).powi(2)
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
        assert!((signs(&equal) - 1.0).abs() < 1e-14);
    }
}
