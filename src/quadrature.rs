//! Integrals by the nodes of Gauss and Legendre.

use std::f64::consts::PI;
use std::sync::LazyLock;

/// So many nodes integrate 30 periods to 15 digits.
const NODES: usize = 200;

/// Nodes in (-1, 1) and weights, by Newton's method from Tricomi's estimates.
static LEGENDRE: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| {
    let n = NODES as f64;
    let node = |number: usize| {
        let mut x = (PI * (number as f64 + 0.75) / (n + 0.5)).cos();
        let mut slope = 1.0;
        for _ in 0..100 {
            let (mut before, mut value) = (1.0, x);
            for k in 2..=NODES {
                let k = k as f64;
                (before, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k);
            }
            slope = n * (x * value - before) / (x * x - 1.0);
            let step = value / slope;
            x -= step;
            if step.abs() < 1e-16 {
                break;
            }
        }
        (x, 2.0 / ((1.0 - x * x) * slope * slope))
    };
    (0..NODES).map(node).collect()
});

/// The nodes in (-1, 1) with their weights.
pub(crate) fn nodes() -> impl Iterator<Item = (f64, f64)> {
    LEGENDRE.iter().copied()
}

/// ∫ f from a to b.
pub(crate) fn integral(from: f64, to: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (half, middle) = ((to - from) / 2.0, f64::midpoint(from, to));
    half * LEGENDRE.iter().map(|&(x, weight)| weight * f(middle + half * x)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::integral;

    #[test]
    fn integrals_are_exact_to_rounding() {
        assert!((integral(0.0, 1.0, f64::exp) - (1f64.exp() - 1.0)).abs() < 1e-15);
        assert!((integral(0.0, 20.0, |x| (7.0 * x).cos()) - 140f64.sin() / 7.0).abs() < 1e-13);
    }
}
