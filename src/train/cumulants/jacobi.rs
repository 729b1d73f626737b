//! The rotation that makes third cumulants those of single coordinates.

use ndarray::{Array2, Array3};

use super::tensor::{diagonal, turn, turn_rows};

/// A sweep that raises the objective by a smaller share is the last.
const SHARE: f64 = 1e-3;

/// Third cumulants in rotated coordinates.
#[derive(Clone, Debug)]
pub(super) struct Rotated {
    /// The new coordinates as rows.
    pub(super) rotation: Array2<f64>,
    pub(super) third: Array3<f64>,
}

impl Rotated {
    /// No rotation.
    pub(super) fn new(third: Array3<f64>) -> Rotated {
        Rotated { rotation: Array2::eye(third.dim().0), third }
    }

    /// Σ K_iii².
    pub(super) fn objective(&self) -> f64 {
        diagonal(&self.third).iter().map(|k| k * k).sum()
    }

    /// Jacobi sweeps that raise Σ K_iii², over all pairs p < q in lexicographic order. A rotation is done where it raises
    /// the sum by more than `least`.
    ///
    /// # Formula
    /// As a function of the angle θ, K_ppp² + K_qqq² is c + A cos 4θ + B sin 4θ: it is a trigonometric polynomial of degree
    /// six that θ → θ + π/2 does not change. Its maximum is at θ = atan2(B, A) / 4.
    pub(super) fn jacobi(mut self, least: f64, sweeps: usize) -> Rotated {
        let d = self.third.dim().0;
        for _ in 0..sweeps {
            let mut rise = 0.0;
            for p in 0..d {
                for q in p + 1..d {
                    let (angle, gain) = self.best(p, q);
                    if gain > least {
                        turn(&mut self.third, (p, q), angle.sin_cos());
                        turn_rows(&mut self.rotation, (p, q), angle.sin_cos());
                        rise += gain;
                    }
                }
            }
            if rise <= SHARE * self.objective() {
                break;
            }
        }
        self
    }

    /// The best angle, and what it gains.
    fn best(&self, p: usize, q: usize) -> (f64, f64) {
        let k = |i: usize, j: usize, l: usize| self.third[[i, j, l]];
        let (ppp, ppq, pqq, qqq) = (k(p, p, p), k(p, p, q), k(p, q, q), k(q, q, q));
        let (left, right) = (ppp + 3.0 * pqq, qqq + 3.0 * ppq);
        let cosine = (ppp * ppp + qqq * qqq) / 2.0 - (left * left + right * right) / 8.0;
        let sine = 1.5 * (ppp * ppq - pqq * qqq);
        (sine.atan2(cosine) / 4.0, cosine.hypot(sine) - cosine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dense::mapped;

    /// The tensor of independent coordinates, turned.
    #[test]
    fn independent_coordinates_are_found() {
        let mut third = Array3::zeros((4, 4, 4));
        (0..4).for_each(|i| third[[i, i, i]] = [1.5, -0.7, 0.9, 0.4][i]);
        let objective = Rotated::new(third.clone()).objective();
        let mut rotation = Array2::eye(4);
        for (pair, angle) in [((0, 1), 0.4f64), ((1, 3), 1.1), ((2, 3), -0.5), ((0, 2), 0.9)] {
            turn_rows(&mut rotation, pair, angle.sin_cos());
        }
        let turned = mapped(third, rotation.view());
        let found = Rotated::new(turned.clone()).jacobi(0.0, 25);
        assert!((found.objective() / objective - 1.0).abs() < 1e-9, "{}", found.objective());
        let again = mapped(turned, found.rotation.view());
        assert!((&again - &found.third).iter().all(|deviation| deviation.abs() < 1e-12));
    }

    #[test]
    fn the_angle_of_a_pair_is_the_best() {
        let mut third = Array3::zeros((2, 2, 2));
        for (i, value) in [(0, 0.3), (1, -0.8), (2, 0.5), (3, 1.1)] {
            let index = |place: usize| usize::from(place >= 3 - i);
            for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
                third[[index(order[0]), index(order[1]), index(order[2])]] = value;
            }
        }
        let at = |angle: f64| {
            let mut turned = third.clone();
            turn(&mut turned, (0, 1), angle.sin_cos());
            Rotated::new(turned).objective()
        };
        let (angle, gain) = Rotated::new(third.clone()).best(0, 1);
        let highest = (0..1000).map(|step| at(step as f64 * 1e-3 * std::f64::consts::PI)).fold(0.0, f64::max);
        assert!(
            (at(angle) - at(0.0) - gain).abs() < 1e-12
                && at(angle) > highest - 1e-12
                && highest > at(angle) - 1e-4
        );
    }
}
