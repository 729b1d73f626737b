//! Draws of the learned distribution, by the inverse.

use ndarray::Array2;
use rand::distr::Distribution;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rayon::prelude::*;

use super::batch::FEATURES_PER_CHUNK;
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

    /// The same draws as [`Network::sample`] in pieces of `rows` rows (fewer in the last), so that any number of them
    /// can be written to a file. Pieces are inverted on all threads; what comes out does not depend on how many there
    /// are.
    ///
    /// # Errors
    /// The iterator ends with an error when the inverse of a draw is not finite; it names the row within the piece.
    ///
    /// # Panics
    /// When `rows` is 0.
    pub fn sample_pieces(
        &self,
        n: usize,
        rows: usize,
        seed: u64,
    ) -> impl Iterator<Item = Result<Array2<f64>, EvaluationError>> {
        assert!(rows > 0, "rows in a piece");
        let d = self.dimension();
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        let together = rayon::current_num_threads();
        (0..n).step_by(rows * together).flat_map(move |start| {
            let starts = (start..n.min(start + rows * together)).step_by(rows);
            let mut latent: Vec<Array2<f64>> = starts
                .map(|start| {
                    let shape = (rows.min(n - start), d);
                    Array2::from_shape_simple_fn(shape, || generator.sample(StandardNormal))
                })
                .collect();
            let inverted = |piece: &mut Array2<f64>| self.invert_in_place(piece);
            let results: Vec<_> = latent.par_iter_mut().map(inverted).collect();
            latent.into_iter().zip(results).map(|(piece, result)| result.map(|()| piece))
        })
    }

    /// The bytes that [`sample_pieces`](Network::sample_pieces) takes at most, and the gradients of one piece.
    #[doc(hidden)]
    pub fn pieces_bytes(&self, rows: usize) -> u64 {
        // Every thread has couplings of its own, and the features of some samples.
        let numbers = rows.saturating_mul(self.dimension()).saturating_add(FEATURES_PER_CHUNK);
        let each = self.bytes().saturating_add((size_of::<f64>() as u64).saturating_mul(numbers as u64));
        self.bytes().saturating_add(each.saturating_mul(rayon::current_num_threads() as u64 + 1))
    }

    /// n draws of z, those that [`Network::sample`] inverts.
    pub(crate) fn latent_sample(&self, n: usize, seed: u64) -> Result<Array2<f64>, EvaluationError> {
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
