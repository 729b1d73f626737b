//! How far the largest of many deviations may be out.

use crate::normal::normal_quantile;

/// From so many degrees of freedom on, an expansion about the normal distribution has four digits up to seven deviations.
const MANY: f64 = 200.0;

/// The deviation, in standard errors, that the largest of n independent ones stays below with a probability. Standard
/// errors with `free` degrees of freedom, at least 1, have Student's distribution.
///
/// ```
/// use diagraction::statistics::largest_of;
///
/// assert!((largest_of(1, 0.6827, 1e9) - 1.0).abs() < 1e-3);
/// assert!((largest_of(3876, 0.5, 1e9) - 3.75).abs() < 0.01);
/// assert!(largest_of(3876, 0.5, 100.0) > 3.8);
/// ```
#[must_use]
pub fn largest_of(n: usize, probability: f64, free: f64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "a number of entries")]
    let outside = -(probability.ln() / n.max(1) as f64).exp_m1();
    if free < MANY { student(outside, free) } else { nearly_normal(-normal_quantile(0.5 * outside), free) }
}

/// The quantile of Student's distribution that belongs to one of the normal distribution, to second order in 1/free
/// (Cornish and Fisher).
fn nearly_normal(z: f64, free: f64) -> f64 {
    let first = (z.powi(3) + z) / 4.0;
    let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    z + first / free + second / (free * free)
}

/// The deviation that Student's t exceeds in absolute value with this probability.
fn student(outside: f64, free: f64) -> f64 {
    let (mut below, mut above) = (0.0, 1.0);
    while beyond(above, free) > outside {
        (below, above) = (above, 2.0 * above);
    }
    for _ in 0..50 {
        let middle = 0.5 * (below + above);
        if beyond(middle, free) > outside {
            below = middle;
        } else {
            above = middle;
        }
    }
    below
}

/// The probability of |t| beyond a deviation, I_x(a, 1/2) = 1 - I_{1-x}(1/2, a) with a = free/2 and
/// x = free / (free + t²), by series of positive terms: the first where t is large, the second where it is small.
fn beyond(t: f64, free: f64) -> f64 {
    let (a, square) = (0.5 * free, t * t);
    let (x, y) = (free / (free + square), square / (free + square));
    let front = x.powf(a) / beta_with_half(a);
    if square < 4.0 {
        let series = hypergeometric(a + 0.5, 1.5, y);
        return 1.0 - 2.0 * y.sqrt() * front * series;
    }
    front * y.sqrt() * hypergeometric(a + 0.5, a + 1.0, x) / a
}

/// Σ_n (p)_n / (q)_n x^n for 0 ≤ x < 1.
fn hypergeometric(p: f64, q: f64, x: f64) -> f64 {
    let (mut sum, mut term, mut n) = (1.0, 1.0, 0.0);
    while term > 1e-17 * sum {
        term *= (p + n) / (q + n) * x;
        sum += term;
        n += 1.0;
    }
    sum
}

/// B(a, 1/2) = √π Γ(a) / Γ(a + 1/2): from a large argument, by Γ(a + 1) = a Γ(a).
fn beta_with_half(a: f64) -> f64 {
    let (mut factor, mut large) = (std::f64::consts::PI.sqrt(), a);
    while large < 50.0 {
        factor *= (large + 0.5) / large;
        large += 1.0;
    }
    let w = 1.0 / large;
    factor
        * w.sqrt()
        * (1.0 + w / 8.0 + w * w / 128.0 - 5.0 * w.powi(3) / 1024.0 - 21.0 * w.powi(4) / 32768.0)
}

#[cfg(test)]
mod tests {
    use super::{MANY, largest_of, nearly_normal, normal_quantile, student};

    /// Two-sided quantiles; those of one and two degrees of freedom are elementary.
    #[test]
    fn quantiles_of_tables() {
        let cases = [
            (0.05, 30.0, 2.042_272),
            (0.001, 30.0, 3.645_959),
            (0.001, 5.0, 6.868_827),
            (0.5, 10.0, 0.699_812),
        ];
        for (outside, free, deviation) in cases {
            assert!((student(outside, free) - deviation).abs() < 1e-6, "{free}: {}", student(outside, free));
        }
        for outside in [0.9, 0.5, 0.1, 1e-3, 1e-6, 1e-9] {
            let one = 1.0 / (std::f64::consts::FRAC_PI_2 * outside).tan();
            assert!((student(outside, 1.0) / one - 1.0).abs() < 1e-9);
            let two = (1.0 - outside) * (2.0 / (outside * (2.0 - outside))).sqrt();
            assert!((student(outside, 2.0) / two - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn the_expansion_takes_over_where_it_is_good() {
        for outside in [0.5, 0.01, 1e-6, 1e-11] {
            let expanded = nearly_normal(-normal_quantile(0.5 * outside), MANY);
            assert!((student(outside, MANY) / expanded - 1.0).abs() < 2e-4, "{outside}");
        }
        assert!((largest_of(1, 1.0 - 0.002_699_796, 1e12) - 3.0).abs() < 1e-6);
    }
}
