//! Error functions of Gaussian variables: signs of variables with more noise.

use std::f64::consts::PI;

use ndarray::Array2;

use super::orthant::{Matrix, signs};

/// E[Π erf(u_i)] of u with a covariance K: erf(u) is the mean sign of u + z with z of variance ½.
pub(super) fn moment(kernel: &Array2<f64>, places: &[usize]) -> Option<f64> {
    let own = |i: usize| kernel[[places[i], places[i]]];
    let both = |i: usize, j: usize| kernel[[places[i], places[j]]];
    let root = |i: usize, j: usize| ((own(i) + 0.5) * (own(j) + 0.5)).sqrt();
    match places.len() {
        2 => Some(2.0 / PI * (both(0, 1) / root(0, 1)).clamp(-1.0, 1.0).asin()),
        4 => {
            // 1 - K/root = (root² - K²)/(root (root + K)), as long as K is positive.
            let gap = |i: usize, j: usize| {
                let (both, root) = (both(i, j), root(i, j));
                let squares = own(i) * own(j) - both * both + 0.5 * (own(i) + own(j)) + 0.25;
                if both > 0.0 { squares / (root * (root + both)) } else { 1.0 - both / root }
            };
            let mut gaps: Matrix = [[0.0; 4]; 4];
            (0..4).for_each(|i| (0..4).filter(|&j| j != i).for_each(|j| gaps[i][j] = gap(i, j)));
            Some(signs(&gaps))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::moment;

    /// Beside quadrature with 30 digits, up to units that are nearly signs.
    #[test]
    fn four_of_one_point_at_any_size_of_the_weights() {
        for (kernel, expected, bound) in [
            (1.0, 0.336_636_734_846_508_4, 1e-15),
            (1e2, 0.917_580_717_587_265_9, 1e-14),
            (1e4, 0.991_736_377_220_104, 1e-13),
            (1e6, 0.999_173_615_950_056_7, 1e-12),
            (1e8, 0.999_917_361_573_232_9, 1e-10),
        ] {
            let found: f64 = moment(&array![[kernel]], &[0; 4]).unwrap_or_default();
            assert!((found - expected).abs() < bound, "{kernel}: {found} instead of {expected}");
        }
    }
}
