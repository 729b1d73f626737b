//! Coordinates sorted into the half that is squared and the half that takes the squares up.

use ndarray::Array2;
use std::f64::consts::FRAC_1_SQRT_2;

/// The coordinates by falling |value|.
pub(super) fn order(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[j].abs().total_cmp(&values[i].abs()));
    order
}

/// Pairs p, q of neighbours in an order, each turned by an angle: (c e_p + s e_q) goes to the first half, (c e_q - s e_p) to the
/// second. A coordinate that is left over goes to the first half.
pub(super) fn paired(order: &[usize], angle: impl Fn(usize, usize) -> (f64, f64)) -> Array2<f64> {
    let d = order.len();
    let first = d.div_ceil(2);
    let mut rotation = Array2::zeros((d, d));
    for (place, pair) in order.chunks(2).enumerate() {
        match *pair {
            [p, q] => {
                let (s, c) = angle(p, q);
                rotation[[place, p]] = c;
                rotation[[place, q]] = s;
                rotation[[first + place, p]] = -s;
                rotation[[first + place, q]] = c;
            }
            _ => rotation[[place, pair[0]]] = 1.0,
        }
    }
    rotation
}

/// Pairs of like skew, turned so that skew lies between the halves: a = (e_p ± e_q)/√2 and b = (e_p ∓ e_q)/√2, with the signs for
/// which ⟨b a a⟩ = (K_ppp ∓ K_qqq) / √8 is larger.
pub(super) fn skew_pairs(skew: &[f64]) -> Array2<f64> {
    let angle = |p: usize, q: usize| {
        let sign = if skew[p] * skew[q] > 0.0 { -1.0 } else { 1.0 };
        (sign * FRAC_1_SQRT_2, FRAC_1_SQRT_2)
    };
    paired(&order(skew), angle)
}
