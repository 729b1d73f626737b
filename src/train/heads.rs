//! The components of a latent mixture as heads: a linear map of z for each, u_k = R_k z + c_k, which is a standard Gaussian in component k.

use faer::Mat;
use ndarray::Array1;

use super::inverse::determinant_and_inverse;
use super::layout::Layout;
use super::real::Real;
use crate::network::{Latent, NetworkError};
use crate::shares::shares;

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
    let mut found: Vec<f64> = logits.iter().map(|logit| logit.wide()).collect();
    shares(&mut found);
    found
}

/// A component that tells nothing of the data.
pub(super) struct Lost {
    pub(super) component: usize,
    pub(super) weight: f64,
    /// Whether it shrank to a point, rather than lost its samples.
    pub(super) is_flat: bool,
}

/// A component narrower than this share of the others in the geometric mean of its directions is a point.
const NARROW: f64 = 1e-3;

/// Components with less than d + 1 samples of so many rows, and those that are points beside the widest one.
pub(super) fn lost<T: Real>(layout: &Layout, parameters: &[T], rows: usize) -> Vec<Lost> {
    let found = Heads::new(layout, parameters);
    let d = layout.dimension as f64;
    // ln of the width: -ln |det R_k| / d.
    let widths: Vec<f64> =
        found.ln.iter().zip(&found.weights).map(|(ln, weight)| (weight.ln() - ln) / d).collect();
    let widest = widths.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let all = found.weights.iter().zip(widths).enumerate();
    all.filter_map(|(component, (&weight, width))| {
        let is_flat = width < widest + NARROW.ln();
        (is_flat || weight * (rows as f64) < d + 1.0).then_some(Lost { component, weight, is_flat })
    })
    .collect()
}

/// Sets a component to the Gaussian of unit width around a point of z, with an equal weight.
pub(super) fn reset<T: Real>(layout: &Layout, parameters: &mut [T], component: usize, z: &Array1<f64>) {
    let (mut root, mut shift) = layout.head_mut(parameters, component);
    root.fill(T::zero());
    root.diag_mut().fill(T::one());
    shift.assign(&z.mapv(|z| T::of(-z)));
    // The mean of exp over the others: as much as they have.
    let logits = layout.logits_mut(parameters);
    let others = logits.iter().enumerate().filter(|(k, _)| *k != component).map(|(_, logit)| logit.wide());
    let mut others: Vec<f64> = others.collect();
    logits[component] = T::of(shares(&mut others) - (others.len() as f64).ln());
}

/// Clears what stands in the place of a component.
pub(super) fn clear<T: Real>(layout: &Layout, vector: &mut [T], component: usize) {
    let (mut root, mut shift) = layout.head_mut(vector, component);
    root.fill(T::zero());
    shift.fill(T::zero());
    layout.logits_mut(vector)[component] = T::zero();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Couplings;

    #[test]
    fn lost_components_are_found_and_set_back() {
        let layout = Layout { dimension: 2, depth: 0, couplings: Couplings::Full, components: 3 };
        let mut parameters = vec![0.0; layout.len()];
        for (k, scale) in [1.0, 1e4, 1.0].into_iter().enumerate() {
            layout.head_mut(&mut parameters, k).0.diag_mut().fill(scale);
        }
        layout.logits_mut(&mut parameters).copy_from_slice(&[0.0, 0.0, -9.0]);
        let found: Vec<_> =
            lost(&layout, &parameters, 1000).iter().map(|lost| (lost.component, lost.is_flat)).collect();
        assert_eq!(found, [(1, true), (2, false)]);
        reset(&layout, &mut parameters, 1, &Array1::zeros(2));
        reset(&layout, &mut parameters, 2, &Array1::ones(2));
        assert_eq!(components(&layout, &parameters).unwrap()[2].1.mean(), Array1::<f64>::ones(2));
        assert!(lost(&layout, &parameters, 1000).is_empty());
        let weights = weights(layout.logits(&parameters));
        assert!((weights[2] - 1.0 / 3.0).abs() < 0.2, "{weights:?}");
    }
}
