//! The Gaussian that is consistent with its action: all self-loops summed up.

use ndarray::Array2;

use super::CorrelatorsError;
use super::expansion::Expansion;
use crate::action::{SparseAction, SymmetricTensor};
use crate::modes::natural_length;

/// The expansion around the Gaussian N(m, G) with E\[S'\] = 0 and G^{-1} = -E\[S''\].
///
/// # Formula
/// Around it S is Σ_k W_k :y^k:/k! in normal-ordered powers, W_k = E\[S^(k)\], and W_1 = 0, W_2 = -G^{-1}. So the diagrams are those
/// without self-loops, with the line G and the vertices W_k: an exact rearrangement. E\[S\] + (d/2) ln 2πe + ½ ln det G, what has no
/// loop without self-loops, is a lower bound on ln Z.
///
/// # Errors
/// When the steps do not converge, or leave where -E\[S''\] is positive.
///
/// # Cost
/// Some forty averages of the action over a Gaussian.
///
/// # Example
/// ```
/// use diagraction::correlators::self_consistent;
/// use diagraction::theory;
///
/// // S = -x²/2 - g x⁴/24 with g = 1/2: 1/G = 1 + g G/2.
/// let action = theory::read("dimension 1  S = -x[0]^2 / 2 - x[0]^4 / 48")?.to_f64()?;
/// let expansion = self_consistent(&action, &[0.0])?;
/// assert!((expansion.line().matrix()[[0, 0]] - (8f64.sqrt() - 2.0)).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn self_consistent(action: &SparseAction<f64>, mode: &[f64]) -> Result<Expansion<f64>, CorrelatorsError> {
    let mut mean = mode.to_vec();
    let mut covariance = match Expansion::at(action, mode) {
        Ok(expansion) => expansion.line().matrix().to_owned(),
        // A mode without curvature; the steps find the width from that of the higher ranks.
        Err(_) => Array2::eye(mode.len()) * natural_length(action).powi(2),
    };
    for step in 0..STEPS {
        let averaged = action.expanded(&mean).averaged(covariance.view());
        let inconsistent = |why: String| CorrelatorsError::NotConsistent { steps: step, why };
        let expansion = Expansion::dressed(&averaged).map_err(|error| inconsistent(error.to_string()))?;
        let line = expansion.line().matrix();
        let slope: Vec<f64> =
            expansion.action().tensor(1).map_or(vec![0.0; mean.len()], |slope| slope.entries().to_vec());
        let shift = line.dot(&ndarray::Array1::from(slope));
        let scale = line.diag().iter().fold(0.0f64, |largest, entry| largest.max(*entry));
        let moved = shift.iter().fold(0.0f64, |largest, shift| largest.max(shift.abs())) / scale.sqrt();
        let changed =
            (&line - &covariance).iter().fold(0.0f64, |largest, change| largest.max(change.abs())) / scale;
        let furthest = mean.iter().fold(0.0f64, |largest, mean| largest.max(mean.abs()));
        let rounding = 4.0 * f64::EPSILON * furthest / scale.sqrt();
        if moved <= CONSISTENT + rounding && changed <= CONSISTENT {
            return Ok(expansion);
        }
        mean.iter_mut().zip(&shift).for_each(|(mean, shift)| *mean += shift / 2.0);
        covariance = halfway(&covariance, line.view());
    }
    Err(CorrelatorsError::NotConsistent { steps: STEPS, why: "the steps do not converge".to_owned() })
}

/// Mean and covariance are consistent when a step changes them by no more than this share of a standard deviation and of the
/// largest variance.
const CONSISTENT: f64 = 1e-13;

const STEPS: usize = 400;

fn halfway(a: &Array2<f64>, b: ndarray::ArrayView2<'_, f64>) -> Array2<f64> {
    (a + &b) / 2.0
}

impl Expansion<f64> {
    /// ln Z without its diagrams: at a mode S(x*) and (d/2) ln 2π + ½ ln det Δ, dressed the whole bound in the second place.
    pub fn ln_z(&self) -> (f64, f64) {
        let d = self.dimension() as f64;
        let value = self.action().tensor(0).map_or(0.0, |scalar: &SymmetricTensor<f64>| scalar.entries()[0]);
        let ln_det: f64 = self.line().weights().iter().map(|weight| weight.ln()).sum();
        let gaussian = 0.5 * d * std::f64::consts::TAU.ln() + 0.5 * ln_det;
        match self.is_dressed() {
            true => (0.0, value + gaussian + 0.5 * d),
            false => (value, gaussian),
        }
    }
}
