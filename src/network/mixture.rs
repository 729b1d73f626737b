//! Mixtures: several components, each a network with a Gaussian latent density of its own.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use rand::RngExt;

use super::{EvaluationError, Network};
use crate::random::generator;

/// p(x) = Σ_k w_k p_k(x): one action for each phase, ln p_k.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    components: Vec<(f64, Network<f64>)>,
}

impl Mixture {
    /// Of weights w_k and networks, at least one, all of one dimension.
    ///
    /// # Panics
    /// When there is none, or dimensions differ.
    pub fn new(components: Vec<(f64, Network<f64>)>) -> Mixture {
        let dimension = components.first().expect("a component").1.dimension();
        assert!(components.iter().all(|(_, network)| network.dimension() == dimension), "of one dimension");
        Mixture { components }
    }

    /// Weights and networks.
    pub fn components(&self) -> &[(f64, Network<f64>)] {
        &self.components
    }

    /// The dimension d of x.
    pub fn dimension(&self) -> usize {
        self.components[0].1.dimension()
    }

    /// ln w_k + ln p_k(x) of every row, shape (n, K).
    ///
    /// # Errors
    /// As [`Network::log_density_batch`].
    pub fn log_parts(&self, x: ArrayView2<'_, f64>) -> Result<Array2<f64>, EvaluationError> {
        let mut parts = Array2::zeros((x.nrows(), self.components.len()));
        for ((weight, network), mut column) in self.components.iter().zip(parts.columns_mut()) {
            column.assign(&(network.log_density_batch(x)? + weight.ln()));
        }
        Ok(parts)
    }

    /// ln p(x) of every row.
    ///
    /// # Errors
    /// As [`Network::log_density_batch`].
    ///
    /// ```
    /// use diagraction::network::{Latent, Linear, Mixture, Network};
    /// use ndarray::array;
    ///
    /// let network = Network::new(vec![Linear { weight: array![[1.0]], bias: array![0.0] }], vec![])?;
    /// let at = |mean: f64| network.clone().with_latent(&Latent::new(array![mean], array![[4.0]]).unwrap());
    /// let mixture = Mixture::new(vec![(0.5, at(-1.0)?), (0.5, at(1.0)?)]);
    /// let peak = (4.0 / std::f64::consts::TAU).sqrt();
    /// let found = mixture.log_density_batch(array![[0.0]].view())?;
    /// assert!((found[0] - (peak.ln() - 2.0)).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn log_density_batch(&self, x: ArrayView2<'_, f64>) -> Result<Array1<f64>, EvaluationError> {
        Ok(self.log_parts(x)?.map_axis(Axis(1), |parts| {
            let largest = parts.fold(f64::NEG_INFINITY, |largest, part| largest.max(*part));
            largest + parts.iter().map(|part| (part - largest).exp()).sum::<f64>().ln()
        }))
    }

    /// n samples, shape (n, d): a component for each by its weight, and a sample of that.
    ///
    /// # Errors
    /// As [`Network::sample`].
    pub fn sample(&self, n: usize, seed: u64) -> Result<Array2<f64>, EvaluationError> {
        let mut choice = generator(seed, 0);
        let total: f64 = self.components.iter().map(|(weight, _)| weight).sum();
        let chosen: Vec<usize> = (0..n)
            .map(|_| {
                let mut left = choice.random_range(0.0..total);
                let found = self.components.iter().position(|(weight, _)| {
                    left -= weight;
                    left < 0.0
                });
                found.unwrap_or(self.components.len() - 1)
            })
            .collect();
        let mut samples = Array2::zeros((n, self.dimension()));
        for (k, (_, network)) in self.components.iter().enumerate() {
            let rows: Vec<usize> = (0..n).filter(|&row| chosen[row] == k).collect();
            let own = network.sample(rows.len(), seed.wrapping_add(1 + k as u64))?;
            rows.iter().zip(own.outer_iter()).for_each(|(&row, x)| samples.row_mut(row).assign(&x));
        }
        Ok(samples)
    }

    /// The bytes of all weights, couplings and factors.
    pub fn bytes(&self) -> u64 {
        self.components.iter().map(|(_, network)| network.bytes()).sum()
    }
}
