//! How alike the parameters of two networks are (Appendix C).

use crate::network::{Activation, Coupling, Linear, Network, NetworkError};
use ndarray::{Array1, Array2, Array3};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;

/// The cosine similarities of the parameters of two networks of one architecture, each averaged over the layers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Similarity {
    /// Of b_l.
    pub(super) bias: f64,
    /// Of W_l.
    pub(super) weight: f64,
    /// Of W_l - 1, which an identity start does not share.
    pub(super) weight_change: f64,
    /// Of χ_l, symmetric in its lower indices.
    pub(super) chi: f64,
    /// The average over all b_l, W_l and χ_l, as in Fig. 7.
    pub(super) average: f64,
}

impl Similarity {
    /// Cosines as in Eq. (30), with the sum over all entries. Parameters that vanish have the cosine 0.
    ///
    /// # Panics
    /// When the architectures differ.
    pub(super) fn of(a: &Network<f64>, b: &Network<f64>) -> Similarity {
        assert_eq!((a.dimension(), a.depth()), (b.dimension(), b.depth()), "networks of one architecture");
        let layers = 1..=a.depth() + 1;
        let linear = |parameter: fn(&Linear<f64>) -> Vec<f64>| -> Vec<f64> {
            let cosine = |layer| cosine(&parameter(a.linear(layer)), &parameter(b.linear(layer)));
            layers.clone().map(cosine).collect()
        };
        let bias = linear(|layer| layer.bias.to_vec());
        let weight = linear(|layer| layer.weight.iter().copied().collect());
        let weight_change =
            linear(|layer| (&layer.weight - &Array2::<f64>::eye(layer.bias.len())).into_iter().collect());
        let chi: Vec<f64> =
            (1..=a.depth()).map(|layer| cosine(&symmetric_chi(a, layer), &symmetric_chi(b, layer))).collect();
        let all: Vec<f64> = [&bias[..], &weight, &chi].concat();
        Similarity {
            bias: mean(&bias),
            weight: mean(&weight),
            weight_change: mean(&weight_change),
            chi: mean(&chi),
            average: mean(&all),
        }
    }

    /// In the order of the fields.
    pub(super) fn all(&self) -> [f64; 5] {
        [self.bias, self.weight, self.weight_change, self.chi, self.average]
    }
}

impl From<[f64; 5]> for Similarity {
    fn from([bias, weight, weight_change, chi, average]: [f64; 5]) -> Similarity {
        Similarity { bias, weight, weight_change, chi, average }
    }
}

/// The cosine of W_{L+1} of two networks, which a rotation of the latent space changes.
pub(super) fn last_weight(a: &Network<f64>, b: &Network<f64>) -> f64 {
    let weight = |network: &Network<f64>| -> Vec<f64> {
        network.linear(network.depth() + 1).weight.iter().copied().collect()
    };
    cosine(&weight(a), &weight(b))
}

/// χ_l with the mean over both orders of its lower indices: the other part does not act.
fn symmetric_chi(network: &Network<f64>, layer: usize) -> Vec<f64> {
    let chi = network.activation(layer).coupling(2).and_then(Coupling::quadratic);
    chi.map_or_else(Vec::new, |chi| {
        let mean = |((m, j, k), value): ((usize, usize, usize), &f64)| 0.5 * (value + chi[[m, k, j]]);
        chi.indexed_iter().map(mean).collect()
    })
}

/// |Σ a b| / sqrt(Σ a² Σ b²); 0 where one side vanishes.
fn cosine(a: &[f64], b: &[f64]) -> f64 {
    let sum = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let norms = (sum(a, a) * sum(b, b)).sqrt();
    if norms > 0.0 { sum(a, b).abs() / norms } else { 0.0 }
}

pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The standard deviation around the mean, with n - 1.
pub(super) fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (squares / values.len().saturating_sub(1).max(1) as f64).sqrt()
}

/// A network with standard normal parameters. Their size does not change a cosine.
pub(super) fn gaussian(dimension: usize, depth: usize, seed: u64) -> Result<Network<f64>, NetworkError> {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut normal = || rng.sample::<f64, _>(StandardNormal);
    let (upper, lower) = (dimension / 2, dimension.div_ceil(2));
    let (mut linear, mut activations) = (Vec::new(), Vec::new());
    for layer in 0..=depth {
        let weight = Array2::from_shape_simple_fn((dimension, dimension), &mut normal);
        let bias = Array1::from_shape_simple_fn(dimension, &mut normal);
        linear.push(Linear { weight, bias });
        if layer < depth {
            let chi = Array3::from_shape_simple_fn((upper, lower, lower), &mut normal);
            activations.push(Activation::new(vec![Coupling::new(chi)?])?);
        }
    }
    Network::new(linear, activations)
}

/// The same network with its latent space rotated by a random orthogonal matrix, z → Q z. Its action is the same.
pub(super) fn rotated(network: &Network<f64>, seed: u64) -> Result<Network<f64>, NetworkError> {
    let last = network.depth() + 1;
    let rotation = orthogonal(network.dimension(), seed);
    let mut linear: Vec<Linear<f64>> = (1..=last).map(|layer| network.linear(layer).clone()).collect();
    if let Some(layer) = linear.last_mut() {
        *layer = Linear { weight: rotation.dot(&layer.weight), bias: rotation.dot(&layer.bias) };
    }
    Network::new(linear, (1..last).map(|layer| network.activation(layer).clone()).collect())
}

/// Normal rows made orthonormal one after the other, each twice against rounding.
fn orthogonal(dimension: usize, seed: u64) -> Array2<f64> {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut rows: Vec<Array1<f64>> = Vec::new();
    for _ in 0..dimension {
        let mut row = Array1::from_shape_simple_fn(dimension, || rng.sample::<f64, _>(StandardNormal));
        for other in rows.iter().chain(&rows) {
            let overlap = row.dot(other);
            row.scaled_add(-overlap, other);
        }
        rows.push(&row / row.dot(&row).sqrt());
    }
    Array2::from_shape_fn((dimension, dimension), |(i, j)| rows[i][j])
}

#[cfg(test)]
mod tests {
    use super::{Similarity, cosine, deviation, gaussian, mean, orthogonal, rotated};
    use crate::action::compare;
    use crate::evaluate::{Method, Request, extract};
    use crate::theory::Teacher;
    use ndarray::Array2;

    #[test]
    fn cosines_are_those_of_eq_30() {
        assert!((cosine(&[1.0, 1.0], &[-1.0, 0.0]) - 0.5f64.sqrt()).abs() < 1e-15);
        assert_eq!(cosine(&[0.0, 0.0], &[1.0, 2.0]), 0.0);
        assert_eq!((mean(&[1.0, 3.0]), deviation(&[1.0, 3.0])), (2.0, 2f64.sqrt()));
    }

    #[test]
    fn a_network_is_similar_to_itself_and_not_to_a_gaussian_one() {
        let teacher = Teacher { depth: 1, ..Teacher::new(6) }.network().expect("tame");
        let own = Similarity::of(&teacher, &teacher);
        for value in [own.bias, own.weight, own.weight_change, own.chi, own.average] {
            assert!((value - 1.0).abs() < 1e-14);
        }
        // |cos| with an isotropic vector of n entries is Γ(n/2) / (√π Γ((n+1)/2)) on average: n = 6 for b, 36 for W and
        // 18 for the symmetric part of χ.
        let expected = (2.0 * 0.3395 + 2.0 * 0.1339 + 0.1907) / 5.0;
        let others: Vec<f64> = (0..40)
            .map(|seed| Similarity::of(&teacher, &gaussian(6, 1, seed).expect("tame")).average)
            .collect();
        let error = deviation(&others) / 40f64.sqrt();
        assert!((mean(&others) - expected).abs() < 4.0 * error, "{} for {expected}", mean(&others));
    }

    #[test]
    fn a_rotation_of_the_latent_space_keeps_the_action_alone() {
        let q = orthogonal(5, 3);
        assert!((&q.dot(&q.t()) - &Array2::<f64>::eye(5)).iter().all(|entry| entry.abs() < 1e-14));
        let teacher = Teacher { depth: 1, ..Teacher::new(5) }.network().expect("tame");
        let other = rotated(&teacher, 3).expect("tame");
        let action = |network| extract(network, &Request::default(), Method::Factored).expect("tame");
        for rank in compare(&action(&teacher), &action(&other)).expect("tame") {
            assert!(rank.largest_deviation <= 1e-13 * rank.largest_entry.max(1.0), "{rank:?}");
        }
        assert!(Similarity::of(&teacher, &other).average < 0.9);
    }
}
