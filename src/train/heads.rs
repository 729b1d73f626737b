//! The components of a latent mixture as heads: a linear map of z for each, u_k = R_k z + c_k, which is a standard Gaussian in component k.

use faer::Mat;
use ndarray::Array1;

use super::inverse::determinant_and_inverse;
use super::layout::Layout;
use super::real::Real;
use crate::network::{Latent, NetworkError};

/// What all samples share of the heads; nothing of a single component.
///
/// # Formula
/// ln p_Z(z) = ln Σ_k w_k |det R_k| exp(-|u_k|²/2) - (d/2) ln 2π with w = softmax of the logits. With the responsibilities r_k, the shares of the
/// terms of this sum, the derivatives of -ln p_Z are
///
/// ```text
/// z        Σ_k R_kᵀ r_k u_k           R_k, c_k     r_k u_k zᵀ - r_k R_k^-ᵀ, r_k u_k
/// logits   w_k - r_k
/// ```
#[derive(Debug)]
pub(super) struct Heads<T> {
    /// w_k.
    pub(super) weights: Vec<f64>,
    /// ln w_k + ln |det R_k|.
    pub(super) ln: Vec<f64>,
    pub(super) inverses: Vec<Mat<T>>,
}

impl<T: Real> Heads<T> {
    pub(super) fn new(layout: &Layout, parameters: &[T]) -> Heads<T> {
        let (ln_abs_det, inverses): (Vec<f64>, Vec<_>) =
            (0..layout.heads()).map(|k| determinant_and_inverse(layout.head(parameters, k).0)).unzip();
        let weights = weights(layout.logits(parameters));
        let ln = weights.iter().zip(ln_abs_det).map(|(weight, ln)| weight.ln() + ln).collect();
        Heads { weights, ln, inverses }
    }

    /// Takes ln |det R_k| out of the mean gradient over some samples, of which that of the logits says how many are of each component.
    pub(super) fn finish(&self, layout: &Layout, gradient: &mut [T]) {
        for (k, (weight, inverse)) in self.weights.iter().zip(&self.inverses).enumerate() {
            let share = T::of(weight - layout.logits(gradient)[k].wide());
            for ((i, j), out) in layout.head_mut(gradient, k).0.indexed_iter_mut() {
                *out -= share * inverse[(j, i)];
            }
        }
    }
}

/// The softmax of logits.
fn weights<T: Real>(logits: &[T]) -> Vec<f64> {
    let largest = logits.iter().map(|logit| logit.wide()).fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = logits.iter().map(|logit| (logit.wide() - largest).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

/// The weights and densities of z of all components; none of a single one.
pub(super) fn components<T: Real>(
    layout: &Layout,
    parameters: &[T],
) -> Result<Vec<(f64, Latent<f64>)>, NetworkError> {
    let all = weights(layout.logits(parameters)).into_iter().enumerate();
    all.map(|(k, weight)| {
        let (root, shift) = layout.head(parameters, k);
        let (root, shift) = (root.mapv(Real::wide), shift.mapv(Real::wide));
        let (_, inverse) = determinant_and_inverse(root.view());
        let d = shift.len();
        let mean: Array1<f64> =
            (0..d).map(|i| -(0..d).map(|j| inverse[(i, j)] * shift[j]).sum::<f64>()).collect();
        // One half is the other.
        let mut precision = root.t().dot(&root);
        for i in 0..d {
            for j in 0..i {
                precision[[i, j]] = precision[[j, i]];
            }
        }
        Ok((weight, Latent::new(mean, precision)?))
    })
    .collect()
}
