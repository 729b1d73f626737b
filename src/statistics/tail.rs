//! How far the largest of many deviations may be out.

/// The deviation, in standard errors, that the largest of n independent ones stays below with a probability. Standard
/// errors with `free` degrees of freedom have Student's distribution.
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
    student(normal_deviation(outside), free)
}

/// The deviation that a standard normal variable exceeds in absolute value with this probability.
fn normal_deviation(outside: f64) -> f64 {
    let (mut below, mut above) = (0.0, 40.0);
    for _ in 0..60 {
        let middle = 0.5 * (below + above);
        if erfc(middle / std::f64::consts::SQRT_2) > outside {
            below = middle;
        } else {
            above = middle;
        }
    }
    below
}

/// The quantile of Student's distribution that belongs to one of the normal distribution, to second order in 1/free
/// (Cornish and Fisher).
fn student(z: f64, free: f64) -> f64 {
    let first = (z.powi(3) + z) / 4.0;
    let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    z + first / free + second / (free * free)
}

/// The complementary error function for x ≥ 0, within 1.2e-7 of its value (W. H. Press et al., Numerical Recipes).
fn erfc(x: f64) -> f64 {
    const COEFFICIENTS: [f64; 10] = [
        -1.265_512_23,
        1.000_023_68,
        0.374_091_96,
        0.096_784_18,
        -0.186_288_06,
        0.278_868_07,
        -1.135_203_98,
        1.488_515_87,
        -0.822_152_23,
        0.170_872_77,
    ];
    let t = 1.0 / (1.0 + 0.5 * x);
    let polynomial = COEFFICIENTS.iter().rev().fold(0.0, |sum, coefficient| sum * t + coefficient);
    t * (polynomial - x * x).exp()
}

#[cfg(test)]
mod tests {
    use super::{normal_deviation, student};

    #[test]
    fn quantiles_of_tables() {
        for (outside, deviation) in [(0.05, 1.959_964), (0.002_699_796, 3.0), (5.733_031e-7, 5.0)] {
            assert!((normal_deviation(outside) - deviation).abs() < 1e-5);
        }
        // Two-sided 95 % and 99.9 % with 30 degrees of freedom.
        assert!((student(1.959_964, 30.0) - 2.042_27).abs() < 1e-3);
        assert!((student(3.290_527, 30.0) - 3.645_96).abs() < 5e-3);
    }
}
