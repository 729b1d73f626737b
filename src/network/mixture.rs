//! Mixtures: one network whose latent variable has several Gaussian densities, each of which gives a component of its own.

use faer::linalg::triangular_solve::solve_upper_triangular_in_place;
use faer::{Mat, Par};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use rand::{Rng, RngExt};

use super::batch::{Batch, finite_rows};
use super::{EvaluationError, Latent, Linear, Network, NetworkError};
use crate::random::generator;
use crate::shares::shares;

/// p(x) = Σ_k w_k p_k(x): one action for each phase, ln p_k.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    network: Network<f64>,
    components: Vec<Component>,
}

#[derive(Clone, Debug, PartialEq)]
struct Component {
    weight: f64,
    latent: Latent<f64>,
    /// R of P = RᵀR, upper triangular.
    root: Array2<f64>,
    /// ln w + ln det P / 2.
    ln: f64,
}

impl Mixture {
    /// Of a network and the weights and densities of z of its components; none of a single one, whose z is a standard Gaussian.
    /// Weights are divided by their sum.
    ///
    /// # Errors
    /// Densities of another dimension.
    pub fn new(
        network: Network<f64>,
        mut components: Vec<(f64, Latent<f64>)>,
    ) -> Result<Mixture, NetworkError> {
        let d = network.dimension();
        if components.is_empty() {
            components.push((1.0, Latent::new(Array1::zeros(d), Array2::eye(d))?));
        }
        let sum: f64 = components.iter().map(|(weight, _)| weight).sum();
        let with_root = |(weight, latent): (f64, Latent<f64>)| {
            let root = latent.root();
            let ln = (weight / sum).ln() + root.diag().iter().map(|entry| entry.ln()).sum::<f64>();
            Component { weight: weight / sum, latent, root, ln }
        };
        let components: Vec<Component> = components.into_iter().map(with_root).collect();
        match components.iter().map(|component| component.latent.mean().len()).find(|&found| found != d) {
            Some(found) => Err(NetworkError::latent_length(found, d)),
            None => Ok(Mixture { network, components }),
        }
    }

    /// The number K of components.
    pub fn len(&self) -> usize {
        self.components.len()
    }

    /// Never: there is a component at least.
    pub fn is_empty(&self) -> bool {
        self.components.is_empty()
    }

    /// The network f that all components have in common.
    pub fn network(&self) -> &Network<f64> {
        &self.network
    }

    /// The same densities of z itself, without the network.
    ///
    /// # Errors
    /// As [`Mixture::new`].
    pub fn latent(&self) -> Result<Mixture, NetworkError> {
        let d = self.dimension();
        let identity = Linear { weight: Array2::eye(d), bias: Array1::zeros(d) };
        Mixture::new(Network::new(vec![identity], Vec::new())?, self.densities())
    }

    /// The weights w_k and the densities of z.
    pub fn densities(&self) -> Vec<(f64, Latent<f64>)> {
        self.components.iter().map(|component| (component.weight, component.latent.clone())).collect()
    }

    /// The weights w_k.
    pub fn weights(&self) -> Vec<f64> {
        self.components.iter().map(|component| component.weight).collect()
    }

    /// The most likely x of a component, f⁻¹(m_k).
    ///
    /// # Errors
    /// As [`Network::inverse`].
    ///
    /// # Panics
    /// When there is no such component.
    pub fn mode(&self, k: usize) -> Result<Array1<f64>, EvaluationError> {
        self.network.inverse(self.components[k].latent.mean().view())
    }

    /// A component as a network of its own, counted from 0.
    ///
    /// # Errors
    /// As [`Network::with_latent`].
    ///
    /// # Panics
    /// When there is no such component.
    pub fn component(&self, k: usize) -> Result<Network<f64>, NetworkError> {
        self.network.clone().with_latent(&self.components[k].latent)
    }

    /// The share of each component in each row, shape (n, K).
    ///
    /// # Errors
    /// As [`Network::log_density_batch`].
    pub fn shares(&self, x: ArrayView2<'_, f64>) -> Result<Array2<f64>, EvaluationError> {
        let mut parts = self.log_parts(x)?;
        finite_rows("log-density", parts.view())?;
        for row in parts.as_slice_mut().expect("rows in standard layout").chunks_exact_mut(self.len()) {
            shares(row);
        }
        Ok(parts)
    }

    /// For each component that of another mixture which is the same phase, and the cosine of their shares of the rows, 1 where they
    /// have the same. Pairs are taken by this cosine, the largest first.
    ///
    /// # Errors
    /// As [`Network::log_density_batch`].
    ///
    /// # Panics
    /// When the other has another number of components.
    pub fn matched(
        &self,
        other: &Mixture,
        x: ArrayView2<'_, f64>,
    ) -> Result<Vec<(usize, f64)>, EvaluationError> {
        assert_eq!(self.len(), other.len(), "as many components");
        let (own, theirs) = (self.shares(x)?, other.shares(x)?);
        let norms = |shares: &Array2<f64>| shares.map_axis(Axis(0), |column| column.dot(&column).sqrt());
        let cosines = own.t().dot(&theirs) / norms(&own).insert_axis(Axis(1)) / norms(&theirs);
        let mut pairs: Vec<((usize, usize), f64)> = cosines
            .indexed_iter()
            .map(|(pair, cosine)| (pair, if cosine.is_nan() { 0.0 } else { *cosine }))
            .collect();
        pairs.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut matched = vec![None; self.len()];
        for ((place, partner), cosine) in pairs {
            let is_taken = matched.iter().flatten().any(|(taken, _)| *taken == partner);
            if matched[place].is_none() && !is_taken {
                matched[place] = Some((partner, cosine));
            }
        }
        Ok(matched.into_iter().flatten().collect())
    }

    /// The dimension d of x.
    pub fn dimension(&self) -> usize {
        self.network.dimension()
    }

    /// ln w_k + ln p_k(x) of every row, shape (n, K).
    ///
    /// # Errors
    /// As [`Network::log_density_batch`].
    ///
    /// # Cost
    /// One pass through the network, and d² multiplications for each component.
    pub fn log_parts(&self, x: ArrayView2<'_, f64>) -> Result<Array2<f64>, EvaluationError> {
        let z = self.network.forward_batch(x)?;
        let peak = self.network.latent_log_density(Array1::zeros(self.dimension()).view());
        let constant = self.network.ln_abs_det() + peak;
        let mut parts = Array2::zeros((x.nrows(), self.len()));
        for (component, mut column) in self.components.iter().zip(parts.columns_mut()) {
            let u = (&z - component.latent.mean()).dot(&component.root.t());
            column.assign(&u.map_axis(Axis(1), |u| component.ln + constant - u.dot(&u) / 2.0));
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
    /// let at = |mean: f64| Latent::new(array![mean], array![[4.0]]);
    /// let mixture = Mixture::new(network, vec![(0.5, at(-1.0)?), (0.5, at(1.0)?)])?;
    /// let peak = (4.0 / std::f64::consts::TAU).sqrt();
    /// let found = mixture.log_density_batch(array![[0.0]].view())?;
    /// assert!((found[0] - (peak.ln() - 2.0)).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn log_density_batch(&self, x: ArrayView2<'_, f64>) -> Result<Array1<f64>, EvaluationError> {
        let found = self.log_parts(x)?.map_axis(Axis(1), |parts| shares(&mut parts.to_vec()));
        finite_rows("log-density", found.view().insert_axis(Axis(1)))?;
        Ok(found)
    }

    /// ∂ ln p/∂x for every row of an (n, d) array, shape (n, d).
    ///
    /// # Errors
    /// As [`Network::log_density_gradient`].
    pub fn log_density_gradient(&self, x: ArrayView2<'_, f64>) -> Result<Array2<f64>, EvaluationError> {
        self.network.expect_length(x.ncols())?;
        let mut values = x.as_standard_layout().into_owned();
        Batch::new(&self.network).pull_back(&mut values, |z| {
            for row in z.chunks_exact_mut(self.dimension()) {
                let slopes = self.slopes(ArrayView1::from(&*row));
                row.fill(0.0);
                for (share, slope) in slopes {
                    row.iter_mut().zip(&slope).for_each(|(sum, slope)| *sum += share * slope);
                }
            }
        });
        finite_rows("gradient of the log-density", values.view())?;
        Ok(values)
    }

    /// The share r_k of each component at z, and the gradient of its ln p.
    fn slopes(&self, z: ArrayView1<'_, f64>) -> Vec<(f64, Array1<f64>)> {
        let parts = self.components.iter().map(|component| {
            let u = component.root.dot(&(&z - component.latent.mean()));
            (component.ln - u.dot(&u) / 2.0, -component.root.t().dot(&u))
        });
        let (mut ln, slopes): (Vec<f64>, Vec<Array1<f64>>) = parts.unzip();
        shares(&mut ln);
        ln.into_iter().zip(slopes).collect()
    }

    /// The second derivatives of ln p at a point where its gradient vanishes, shape (d, d); elsewhere without the curvature of f.
    /// Not numbers where the point is beyond the range of floats.
    ///
    /// # Formula
    /// Jᵀ (Σ_k r_k (g_k g_kᵀ - P_k) - g gᵀ) J with the Jacobian J of f, the gradients g_k of components in z, and g = Σ_k r_k g_k.
    pub fn curvature(&self, x: ArrayView1<'_, f64>) -> Array2<f64> {
        let d = self.dimension();
        let Ok(jacobian) = self.network.jacobian(x) else { return Array2::from_elem((d, d), f64::NAN) };
        let outer = |slope: &Array1<f64>| {
            let column = slope.view().insert_axis(Axis(1));
            column.dot(&column.t())
        };
        let (mut hessian, mut mean) = (Array2::zeros((d, d)), Array1::zeros(d));
        let slopes = self.slopes(self.network.forward(x).view());
        for ((share, slope), component) in slopes.into_iter().zip(&self.components) {
            hessian.scaled_add(share, &(outer(&slope) - component.latent.precision()));
            mean.scaled_add(share, &slope);
        }
        hessian -= &outer(&mean);
        jacobian.t().dot(&hessian).dot(&jacobian)
    }

    /// n samples, shape (n, d): a component for each by its weight, z of that, and x = f⁻¹(z). Those of a single component are
    /// those of [`Network::sample`].
    ///
    /// # Errors
    /// As [`Network::sample`].
    pub fn sample(&self, n: usize, seed: u64) -> Result<Array2<f64>, EvaluationError> {
        if self.len() == 1
            && let Ok(network) = self.component(0)
        {
            return network.sample(n, seed);
        }
        let factor = |component: &Component| {
            let root = &component.root;
            Mat::from_fn(root.nrows(), root.ncols(), |i, j| root[[i, j]])
        };
        let factors: Vec<Mat<f64>> = self.components.iter().map(factor).collect();
        let mut choice = generator(seed, 0);
        // Another seed, which shares no stream with those that draw single components.
        let mut z = self.network.latent_sample(n, generator(seed, 1).next_u64())?;
        for mut row in z.outer_iter_mut() {
            let mut left = choice.random_range(0.0..1.0);
            let chosen = self.components.iter().position(|component| {
                left -= component.weight;
                left < 0.0
            });
            let chosen = chosen.unwrap_or(self.len() - 1);
            let mean = self.components[chosen].latent.mean();
            let mut solved = Mat::from_fn(row.len(), 1, |i, _| row[i]);
            solve_upper_triangular_in_place(factors[chosen].as_ref(), solved.as_mut(), Par::Seq);
            row.iter_mut().enumerate().for_each(|(i, z)| *z = solved[(i, 0)] + mean[i]);
        }
        self.network.inverse_batch(z.view())
    }

    /// The bytes of all weights, couplings, factors and densities.
    pub fn bytes(&self) -> u64 {
        let d = self.dimension() as u64;
        self.network.bytes().saturating_add((self.len() as u64).saturating_mul(16 * d * (d + 1)))
    }
}
