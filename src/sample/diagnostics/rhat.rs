//! The variance between chains against the variance within.

use super::split::Split;

/// R-hat = √((B/W + n - 1) / n) of halves of length n: B is n times the variance of their means, W the mean of their
/// variances. Eqs. (1) to (4).
pub(super) fn rhat(split: &Split) -> f64 {
    let n = split.length() as f64;
    let moments: Vec<(f64, f64)> = split.halves().map(mean_and_variance).collect();
    let means: Vec<f64> = moments.iter().map(|(mean, _)| *mean).collect();
    let between = n * mean_and_variance(&means).1;
    let within = moments.iter().map(|(_, variance)| variance).sum::<f64>() / moments.len() as f64;
    ((between / within + n - 1.0) / n).sqrt()
}

/// Mean and unbiased variance.
pub(super) fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0))
}
