//! The weights of draws, as logarithms.

use super::pareto::tail_index;
use crate::statistics::Measured;

/// ln w = S(x) - ln q(x) of draws x of q, at least two. Weights themselves may be beyond the range of floats.
#[derive(Clone, Debug)]
pub struct Weights {
    ln: Vec<f64>,
    largest: f64,
}

impl Weights {
    /// # Panics
    /// When there are fewer than two, or one is not finite.
    pub fn new(ln: Vec<f64>) -> Weights {
        assert!(ln.len() > 1 && ln.iter().all(|ln| ln.is_finite()), "two finite weights");
        let largest = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Weights { ln, largest }
    }

    /// In units of the largest.
    fn relative(&self) -> impl Iterator<Item = f64> {
        self.ln.iter().map(|ln| (ln - self.largest).exp())
    }

    fn count(&self) -> f64 {
        self.ln.len() as f64
    }

    /// The mean, in units of the largest.
    fn mean(&self) -> f64 {
        self.relative().sum::<f64>() / self.count()
    }

    /// ln Z = ln ⟨w⟩; the error is that of the mean over the mean.
    ///
    /// ```
    /// use diagraction::reweight::Weights;
    ///
    /// let found = Weights::new(vec![1000.0, 1000.0 + 3f64.ln()]).ln_z();
    /// assert!((found.value - 1000.0 - 2f64.ln()).abs() < 1e-12);
    /// assert!((found.error - 0.5).abs() < 1e-12);
    /// ```
    pub fn ln_z(&self) -> Measured {
        let mean = self.mean();
        let error = self.error(self.relative().map(|weight| weight / mean - 1.0));
        Measured { value: self.largest + mean.ln(), error }
    }

    /// KL(q|p) = ln Z - ⟨ln w⟩.
    pub fn divergence(&self) -> Measured {
        let (mean, mean_ln) = (self.mean(), self.ln.iter().sum::<f64>() / self.count());
        let parts = self.relative().zip(&self.ln);
        let error = self.error(parts.map(|(weight, ln)| weight / mean - 1.0 - (ln - mean_ln)));
        Measured { value: self.largest + mean.ln() - mean_ln, error }
    }

    /// Of the mean of deviations whose mean is zero.
    fn error(&self, deviations: impl Iterator<Item = f64>) -> f64 {
        let squares: f64 = deviations.map(|deviation| deviation * deviation).sum();
        (squares / (self.count() * (self.count() - 1.0))).sqrt()
    }

    /// The effective share of the draws, (Σ w)² / (n Σ w²), between 1/n and 1 (Kish).
    pub fn share(&self) -> f64 {
        let squares: f64 = self.relative().map(|weight| weight * weight).sum();
        self.mean() * self.mean() * self.count() / squares
    }

    /// The number of independent draws that would do as well, roughly.
    pub fn effective(&self) -> f64 {
        self.share() * self.count()
    }

    /// The index k of the tail, the largest min(n/5, 3 sqrt n) weights; see [`tail_index`]. `None` where these are fewer than five, or
    /// all the same.
    ///
    /// # Source
    /// Vehtari and others, Pareto smoothed importance sampling, arXiv:1507.02646.
    pub fn pareto(&self) -> Option<f64> {
        let tail = (0.2 * self.count()).min(3.0 * self.count().sqrt()).ceil() as usize;
        let mut ln = self.ln.clone();
        let (_, threshold, above) = ln.select_nth_unstable_by(self.ln.len() - tail - 1, f64::total_cmp);
        // Over the threshold itself, so that nothing is lost below the largest weight.
        let excess: Vec<f64> = above.iter().map(|ln| (ln - *threshold).exp_m1()).collect();
        tail_index(&excess)
    }
}
