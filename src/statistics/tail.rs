//! How far the largest of many deviations may be out.

use statrs::distribution::{ContinuousCDF, DiscreteCDF, FisherSnedecor, Poisson};
use statrs::function::beta::beta_reg;
use statrs::function::erf::erfc;

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
#[doc(hidden)]
pub fn largest_of(n: usize, probability: f64, free: f64) -> f64 {
    let outside = -(probability.ln() / n.max(1) as f64).exp_m1();
    if free < MANY { student(outside, free) } else { nearly_normal(-normal_quantile(0.5 * outside), free) }
}

/// The probability that one deviation is by chance beyond so many of its standard errors, which have `free` degrees of freedom, or are
/// known where that is infinite.
#[doc(hidden)]
pub fn beyond_by_chance(deviation: f64, free: f64) -> f64 {
    match free.is_finite() {
        true => reached_by_chance(deviation, 1, free),
        false => erfc(deviation / std::f64::consts::SQRT_2),
    }
}

/// The probability of at least so many events where `expected` are.
#[doc(hidden)]
pub fn at_least(events: usize, expected: f64) -> f64 {
    match (events, Poisson::new(expected)) {
        (0, _) => 1.0,
        (_, Ok(chance)) => chance.sf(events as u64 - 1),
        (_, Err(_)) => 0.0,
    }
}

/// The probability that the largest of n independent deviations is at least this large.
pub(super) fn reached_by_chance(deviation: f64, n: usize, free: f64) -> f64 {
    let n = n.max(1) as f64;
    let outside = beta_reg(0.5 * free, 0.5, free / (free + deviation * deviation));
    -(n * (-outside).ln_1p()).exp_m1()
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
    // By halves: Newton's method, as in statrs, loses the far tail of few degrees of freedom.
    let beyond = |t: f64| reached_by_chance(t, 1, free);
    let (mut below, mut above) = (0.0, 1.0);
    while beyond(above) > outside {
        (below, above) = (above, 2.0 * above);
    }
    for _ in 0..50 {
        let middle = 0.5 * (below + above);
        if beyond(middle) > outside {
            below = middle;
        } else {
            above = middle;
        }
    }
    below
}

/// The probability that the mean square of so many independent deviations, in units of standard errors with `free` degrees of
/// freedom, is larger than this by chance (Fisher and Snedecor).
pub(super) fn exceeded_by_chance(mean_square: f64, effective: f64, free: f64) -> f64 {
    let found = FisherSnedecor::new(effective, free).map(|f| f.sf(mean_square));
    found.unwrap_or(f64::NAN)
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
