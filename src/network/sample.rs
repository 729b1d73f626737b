use ndarray::Array2;
use rand::SeedableRng;
use rand::distr::Distribution;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::StandardNormal;

use super::{EvaluationError, Network};

impl Network<f64> {
    /// n samples of the learned distribution, shape (n, d): x = f⁻¹(z) of standard normal z.
    ///
    /// Draws come from xoshiro256++, seeded from `seed` by SplitMix64, and fill z row by row, so the
    /// same seed gives the same z everywhere. The inverse is a floating-point computation that may
    /// differ in the last digits between kinds of processors.
    ///
    /// # Errors
    /// The samples do not fit into memory, or the inverse of a draw is not finite.
    ///
    /// # Cost
    /// As [`Network::inverse_batch`].
    ///
    /// # Source
    /// Eqs. (2) and (24).
    ///
    /// ```
    /// use diagraction::network::{Linear, Network};
    /// use ndarray::array;
    ///
    /// let linear = Linear { weight: array![[1.0]], bias: array![0.0] };
    /// let network = Network::new(vec![linear], vec![])?;
    /// assert_eq!(network.sample(3, 7)?, network.sample(3, 7)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sample(&self, n: usize, seed: u64) -> Result<Array2<f64>, EvaluationError> {
        let mut samples = self.latent_sample(n, seed)?;
        self.invert_in_place(&mut samples)?;
        Ok(samples)
    }

    fn latent_sample(&self, n: usize, seed: u64) -> Result<Array2<f64>, EvaluationError> {
        let dimension = self.dimension();
        let too_many = || EvaluationError::Memory { count: n, dimension };
        let total = n.checked_mul(dimension).ok_or_else(too_many)?;
        let mut draws: Vec<f64> = Vec::new();
        draws.try_reserve_exact(total).map_err(|_| too_many())?;
        let generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        let normal = Distribution::<f64>::sample_iter(StandardNormal, generator);
        draws.extend(normal.take(total));
        Array2::from_shape_vec((n, dimension), draws).map_err(|_| too_many())
    }
}
