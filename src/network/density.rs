//! ln p(x) of the network and its gradient.

use std::f64::consts::TAU;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::batch::{Batch, finite_rows};
use super::{EvaluationError, Network};

impl Network<f64> {
    /// Σ_l ln |det W_l|: the logarithm of the Jacobian determinant, the same at every x.
    pub fn ln_abs_det(&self) -> f64 {
        self.factors.iter().map(|factors| factors.ln_abs_det()).sum()
    }

    /// ln |det W_l| of one layer, 1 ≤ l ≤ L + 1.
    ///
    /// # Panics
    /// When there is no such layer.
    pub fn ln_abs_det_of(&self, layer: usize) -> f64 {
        assert!((1..=self.factors.len()).contains(&layer), "linear layers are 1 to L + 1");
        self.factors[layer - 1].ln_abs_det()
    }

    /// ln p(x) = S(x), the logarithm of the learned density:
    ///
    /// ```text
    /// S(x) = -|f(x)|²/2 - (d/2) ln 2π + Σ_l ln |det W_l|
    /// ```
    ///
    /// # Errors
    /// `x` has not d components, or the result is not finite.
    ///
    /// # Source
    /// Eqs. (2) and (3).
    ///
    /// ```
    /// use diagraction::network::{Linear, Network};
    /// use ndarray::array;
    ///
    /// // x = z / 2 has standard deviation 1/2.
    /// let linear = Linear { weight: array![[2.0]], bias: array![0.0] };
    /// let network = Network::new(vec![linear], vec![])?;
    /// let peak = (4.0 / std::f64::consts::TAU).sqrt();
    /// assert!((network.log_density(array![0.0].view())? - peak.ln()).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn log_density(&self, x: ArrayView1<'_, f64>) -> Result<f64, EvaluationError> {
        self.expect_length(x.len())?;
        let density = self.latent_log_density(self.forward(x).view()) + self.ln_abs_det();
        match density.is_finite() {
            true => Ok(density),
            false => Err(EvaluationError::NotFinite { operation: "log-density", row: 0 }),
        }
    }

    /// ln p(x) for every row of an (n, d) array; see [`Network::log_density`].
    ///
    /// # Errors
    /// The rows have not d components, or a result is not finite; the error names the row.
    pub fn log_density_batch(&self, x: ArrayView2<'_, f64>) -> Result<Array1<f64>, EvaluationError> {
        let jacobian = self.ln_abs_det();
        let z = self.forward_batch(x)?;
        let density: Array1<f64> = z.outer_iter().map(|z| self.latent_log_density(z) + jacobian).collect();
        finite_rows("log-density", density.view().insert_axis(ndarray::Axis(1)))?;
        Ok(density)
    }

    /// ∂ ln p/∂x for every row of an (n, d) array, shape (n, d), by one pass forward and one backward:
    ///
    /// ```text
    /// v = -z,    v_h = v + (∂χ(h, .., h)/∂h)ᵀ v    through φ_l,    v_x = W_lᵀ v_h    through W_l
    /// ```
    ///
    /// # Errors
    /// The rows have not d components, or a result is not finite; the error names the row.
    ///
    /// # Cost
    /// About three times that of [`Network::forward_batch`].
    ///
    /// ```
    /// use diagraction::network::{Linear, Network};
    /// use ndarray::array;
    ///
    /// let linear = Linear { weight: array![[2.0]], bias: array![1.0] };
    /// let network = Network::new(vec![linear], vec![])?;
    /// assert_eq!(network.log_density_gradient(array![[3.0]].view())?, array![[-14.0]]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn log_density_gradient(&self, x: ArrayView2<'_, f64>) -> Result<Array2<f64>, EvaluationError> {
        self.expect_length(x.ncols())?;
        let mut values = x.as_standard_layout().into_owned();
        Batch::new(self).pull_back(&mut values, |z| z.iter_mut().for_each(|z| *z = -*z));
        finite_rows("gradient of the log-density", values.view())?;
        Ok(values)
    }

    /// ∂f_a/∂x_i at a point, shape (d, d).
    ///
    /// # Errors
    /// The point has not d components, or a derivative is not finite.
    ///
    /// # Cost
    /// About that of [`Network::log_density_gradient`] at d points.
    ///
    /// ```
    /// use diagraction::network::file;
    /// use ndarray::Array1;
    ///
    /// // ln|det| of the Jacobian is the same everywhere; here d = 2 and W = 1.
    /// let network = file::load("tests/cases/d2_L1.model.json")?.into_f64()?;
    /// let jacobian = network.jacobian(Array1::from(vec![0.3, -0.7]).view())?;
    /// let det = jacobian[[0, 0]] * jacobian[[1, 1]] - jacobian[[0, 1]] * jacobian[[1, 0]];
    /// assert!((det.abs().ln() - network.ln_abs_det()).abs() < 1e-14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn jacobian(&self, x: ArrayView1<'_, f64>) -> Result<Array2<f64>, EvaluationError> {
        self.expect_length(x.len())?;
        let d = self.dimension();
        let mut values = Array2::from_shape_fn((d, d), |(_, i)| x[i]);
        let mut component = 0;
        Batch::new(self).pull_back(&mut values, |z| {
            for row in z.chunks_exact_mut(d) {
                row.fill(0.0);
                row[component] = 1.0;
                component += 1;
            }
        });
        finite_rows("Jacobian", values.view())?;
        Ok(values)
    }

    /// ln p_Z(z), Eq. (2).
    pub(super) fn latent_log_density(&self, z: ArrayView1<'_, f64>) -> f64 {
        -0.5 * z.dot(&z) - 0.5 * self.dimension() as f64 * TAU.ln()
    }
}
