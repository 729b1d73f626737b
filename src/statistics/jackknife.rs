//! Errors by leaving out one block after the other.

/// The standard error of a statistic by its values without each block.
pub(crate) fn jackknife(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let n = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / n;
    let squares: f64 = values.map(|value| (value - mean).powi(2)).sum();
    (squares * (n - 1.0) / n).sqrt()
}
