//! The index of a generalised Pareto distribution.

/// Fewer numbers give no index.
const FEWEST: usize = 5;

/// The candidates of the fit, beside the root of the number of samples.
const CANDIDATES: f64 = 30.0;

/// The prior of the fit: the width of the candidates, and so many samples with k = 1/2.
const WIDTH: f64 = 3.0;
const SAMPLES: f64 = 10.0;
const CENTRE: f64 = 0.5;

/// The index k of a generalised Pareto distribution, P(X > x) = (1 + k x/σ)^(-1/k), of samples from zero on. Moments of order
/// 1/k and higher do not exist.
///
/// The mean over the profile likelihood of θ = -k/σ at fixed candidates, pulled towards 1/2 as by ten samples. `None` where there are
/// fewer than five samples, or all vanish; infinite where the range of floats is too short for them.
///
/// # Cost
/// 30 + sqrt n logarithms for each sample.
///
/// # Source
/// Zhang and Stephens, Technometrics 51 (2009) 316, as in Vehtari and others, arXiv:1507.02646.
///
/// ```
/// use diagraction::reweight::tail_index;
///
/// // Quantiles for σ = 1, k = 1: x = 1/(1 - p) - 1.
/// let samples: Vec<f64> = (0..2000).map(|i| 1.0 / (1.0 - (f64::from(i) + 0.5) / 2000.0) - 1.0).collect();
/// assert!((tail_index(&samples).unwrap() - 1.0).abs() < 0.01);
/// ```
pub fn tail_index(samples: &[f64]) -> Option<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let largest = *sorted.last().filter(|&&largest| sorted.len() >= FEWEST && largest > 0.0)?;
    let n = sorted.len() as f64;
    let quartile = sorted[(n / 4.0 + 0.5) as usize - 1];
    let candidates = CANDIDATES + n.sqrt().floor();
    let theta = |j: f64| 1.0 / largest + (1.0 - (candidates / (j - 0.5)).sqrt()) / (WIDTH * quartile);
    // The mean logarithm is k for this θ.
    let index = |theta: f64| sorted.iter().map(|x| (-theta * x).ln_1p()).sum::<f64>() / n;
    let likelihood = |theta: f64| {
        let k = index(theta);
        n * ((-theta / k).ln() - k - 1.0)
    };
    let thetas: Vec<f64> = (1..=candidates as usize).map(|j| theta(j as f64)).collect();
    let likelihoods: Vec<f64> = thetas.iter().map(|&theta| likelihood(theta)).collect();
    let best = likelihoods.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // One candidate may be zero to rounding, and has no likelihood.
    let weighed = thetas.iter().zip(&likelihoods).filter(|(_, likelihood)| !likelihood.is_nan());
    let (sum, mean) = weighed.fold((0.0, 0.0), |(sum, mean), (theta, likelihood)| {
        let weight = (likelihood - best).exp();
        (sum + weight, mean + weight * theta)
    });
    let k = index(mean / sum);
    let pulled = (n * k + SAMPLES * CENTRE) / (n + SAMPLES);
    Some(if pulled.is_finite() { pulled } else { f64::INFINITY })
}
