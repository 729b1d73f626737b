use std::f64::consts::TAU;

use ndarray::{Array1, ArrayView1, ArrayView2};

use super::batch::finite_rows;
use super::{EvaluationError, Network};

impl Network<f64> {
    /// Σ_l ln |det W_l|: the logarithm of the Jacobian determinant, the same at every x.
    #[must_use]
    pub fn ln_abs_det(&self) -> f64 {
        self.factors.iter().map(|factors| factors.ln_abs_det()).sum()
    }

    /// ln |det W_l| of one layer, 1 ≤ l ≤ L + 1.
    ///
    /// # Panics
    /// When there is no such layer.
    #[must_use]
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

    /// ln p_Z(z), Eq. (2).
    fn latent_log_density(&self, z: ArrayView1<'_, f64>) -> f64 {
        -0.5 * z.dot(&z) - 0.5 * self.dimension() as f64 * TAU.ln()
    }
}
