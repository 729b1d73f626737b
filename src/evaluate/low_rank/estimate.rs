//! The norm of A^(4) from random contractions.

use ndarray::{Array2, Axis};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use super::LowRankAction;
use crate::evaluate::EvaluateError;

/// So many samples are worked on together, so that the work is done by matrix products.
const SAMPLES_AT_ONCE: usize = 128;

/// A norm measured by random contractions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormEstimate {
    /// The estimate.
    pub norm: f64,
    /// Its standard error, from the variance of the samples: that of the square, divided by twice the norm.
    pub standard_error: f64,
    /// The number of samples.
    pub samples: usize,
}

impl LowRankAction<f64> {
    /// The Frobenius norm of A^(4) from random samples.
    ///
    /// # Formula
    /// For vectors u, v, s of independent random signs, |A^(4) · u ⊗ v ⊗ s|² is on average |A^(4)|², since
    /// ⟨u_i u_j⟩ = δ_ij. The norm is the root of the mean; `samples` is at least two.
    ///
    /// Draws come from xoshiro256++, seeded from `seed`, so that a seed gives the same estimate whatever the number of
    /// threads.
    ///
    /// # Errors
    /// Fewer than two samples, or a sample that overflows.
    ///
    /// # Cost
    /// 9 R² + 8 R d multiplications a sample, in matrix products; memory for some 20 (R, 128) matrices.
    pub fn norm_estimate(&self, samples: usize, seed: u64) -> Result<NormEstimate, EvaluateError> {
        if samples < 2 {
            return Err(EvaluateError::Samples { samples });
        }
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut sign = || if generator.random::<bool>() { 1.0 } else { -1.0 };
        let mut squares = Vec::new();
        while squares.len() < samples {
            let count = SAMPLES_AT_ONCE.min(samples - squares.len());
            let shape = (self.dimension(), count);
            let slots = [(); 3].map(|()| self.slots(Array2::from_shape_simple_fn(shape, &mut sign)));
            let open = self.fourth([&slots[0], &slots[1], &slots[2]]);
            let rows = open.rows(self.w.view(), self.t.view());
            squares.extend(rows.axis_iter(Axis(0)).map(|row| row.dot(&row)));
        }
        let estimate = from_squares(&squares);
        match estimate.norm.is_finite() && estimate.standard_error.is_finite() {
            true => Ok(estimate),
            false => Err(EvaluateError::NotFinite("the norm of A^(4)")),
        }
    }
}

fn from_squares(squares: &[f64]) -> NormEstimate {
    let samples = squares.len() as f64;
    let mean = squares.iter().sum::<f64>() / samples;
    let variance = squares.iter().map(|square| (square - mean).powi(2)).sum::<f64>() / (samples - 1.0);
    let norm = mean.sqrt();
    let standard_error = if norm > 0.0 { (variance / samples).sqrt() / (2.0 * norm) } else { 0.0 };
    NormEstimate { norm, standard_error, samples: squares.len() }
}
