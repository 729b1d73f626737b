//! How many independent draws a chain is worth.

use super::autocovariance::Autocovariance;
use super::rhat::mean_and_variance;
use super::split::Split;

/// The effective number of draws, S / τ with τ = -1 + 2 Σ_t ρ_t, Eqs. (10) and (13). The sum of the autocorrelations ends
/// where two neighbours together are no longer positive, and is made monotone (Geyer).
///
/// τ is at least 1 / log10 S, as antithetic chains are worth more than their draws but not without bound.
pub(super) fn ess(split: &Split) -> f64 {
    let total = split.len() as f64;
    if split.values().iter().all(|value| *value == split.values()[0]) {
        return total;
    }
    let mut correlations = positive_sequence(split);
    let last = correlations.len() - 1;
    make_monotone(&mut correlations[..last]);
    let sum: f64 = correlations[..last].iter().sum();
    let tau = (2.0 * sum - 1.0 + correlations[last]).max(1.0 / total.log10());
    total / tau
}

/// The autocorrelations ρ_0, ρ_1, .. as long as pairs of them are positive. One more stands behind these: of the pair that ends
/// the sum the first, where it is itself positive.
fn positive_sequence(split: &Split) -> Vec<f64> {
    let mut covariance = Autocovariance::new(split);
    let n = split.length() as f64;
    let within = covariance.at(0) * n / (n - 1.0);
    let means: Vec<f64> = split.halves().map(|half| half.iter().sum::<f64>() / n).collect();
    let whole = within * (n - 1.0) / n + mean_and_variance(&means).1;
    let mut correlation = |lag: usize| 1.0 - (within - covariance.at(lag)) / whole;
    let (mut even, mut odd) = (1.0, correlation(1));
    let mut found = vec![even, odd];
    let mut lag = 1;
    while lag + 3 < split.length() && even + odd > 0.0 {
        (even, odd) = (correlation(lag + 1), correlation(lag + 2));
        if even + odd >= 0.0 {
            found.resize(lag + 1, 0.0);
            found.extend([even, odd]);
        }
        lag += 2;
    }
    found.resize(lag, 0.0);
    if even > 0.0 {
        found[lag - 1] = even;
    }
    found
}

/// Pairs that exceed the pair before are lowered to it.
fn make_monotone(correlations: &mut [f64]) {
    let mut lag = 1;
    while lag + 3 <= correlations.len() {
        let before = correlations[lag - 1] + correlations[lag];
        if correlations[lag + 1] + correlations[lag + 2] > before {
            correlations[lag + 1] = before / 2.0;
            correlations[lag + 2] = before / 2.0;
        }
        lag += 2;
    }
}

/// The mean of a quantity and its standard error √(variance / ESS), where each chain has a series and the ESS is that of the
/// values themselves. Series longer than the shortest are cut. `None` for fewer than four values, or some that are not
/// finite.
pub fn standard_error(chains: &[&[f64]]) -> Option<(f64, f64)> {
    let split = Split::new(chains)?;
    let (mean, variance) = mean_and_variance(split.values());
    Some((mean, (variance / ess(&split)).sqrt()))
}
