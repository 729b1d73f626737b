//! z carried back to x, layer by layer.

use ndarray::{Array2, Axis, s};

use super::product::Quadratic;
use super::{Grade, Powers, WickError, Window};
use crate::network::{Network, Weight};
use crate::{Progress, Scalar};

impl<T: Weight> Powers<T> {
    /// x = f⁻¹(z) in powers of z.
    ///
    /// # Formula
    /// From the last layer to the first, x -> W⁻¹ (x - b) and h_second -> h_second - χ(h, h), with products of Wick-ordered powers.
    ///
    /// # Errors
    /// When a coupling has more than two lower indices, or a coefficient is beyond the range of floats.
    ///
    /// # Cost
    /// That of [`Plan`](super::Plan).
    ///
    /// # Source
    /// Eq. (24).
    ///
    /// # Example
    /// ```
    /// use diagraction::network::file;
    /// use diagraction::wick::{Grade, Powers, Window};
    ///
    /// let network = file::load("examples/models/lattice16.safetensors")?.into_f64()?;
    /// let powers = Powers::inverse(&network, Window::new(2, Some(1)), &())?;
    /// // The mean of x to one loop.
    /// let of = |loops| powers.part(Grade { legs: 0, loops }).expect("a mean")[[0, 0]];
    /// assert!((of(0) + of(1) - 0.0562783).abs() < 1e-4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn inverse(
        network: &Network<T>,
        window: Window,
        progress: &dyn Progress,
    ) -> Result<Powers<T>, WickError> {
        if network.latent().is_some() {
            return Err(WickError::Latent);
        }
        let couplings = quadratic(network)?;
        progress.start("inverting layers", network.depth() as u64 + 1);
        let mut powers = Powers::latent(network.dimension());
        for layer in (1..=network.depth() + 1).rev() {
            if let Some(coupling) = couplings.get(layer - 1) {
                powers.subtract(coupling, window);
            }
            powers.subtract_constant(network.linear(layer).bias.as_slice().expect("a vector"));
            let inverse = network.inverse_transposed(layer);
            powers.parts.values_mut().for_each(|part| *part = T::matrix_product(part.view(), inverse.view()));
            progress.advance(1);
        }
        let is_finite = |part: &Array2<T>| part.iter().all(|entry| (entry.clone() - entry.clone()).is_zero());
        match powers.parts.values().all(is_finite) {
            true => Ok(powers),
            false => Err(WickError::NotFinite),
        }
    }
}

impl<T: Scalar> Powers<T> {
    /// h_second - χ(h, h).
    fn subtract(&mut self, coupling: &Quadratic<T>, window: Window) {
        let half = self.dimension.div_ceil(2);
        for (grade, square) in coupling.square(self, window) {
            let rows = square.nrows();
            let part = self.parts.entry(grade).or_insert_with(|| Array2::zeros((rows, self.dimension)));
            let mut second = part.slice_mut(s![.., half..]);
            second.zip_mut_with(&square, |entry, square| *entry -= square.clone());
        }
    }

    fn subtract_constant(&mut self, constant: &[T]) {
        let mean = self.parts.get_mut(&Grade { legs: 0, loops: 0 }).expect("a constant part");
        mean.index_axis_mut(Axis(0), 0).iter_mut().zip(constant).for_each(|(entry, b)| *entry -= b.clone());
    }
}

/// The couplings, ready for products.
fn quadratic<T: Scalar>(network: &Network<T>) -> Result<Vec<Quadratic<T>>, WickError> {
    (1..=network.depth())
        .map(|layer| match network.activation(layer).couplings() {
            [coupling] if coupling.arity() == 2 => Ok(Quadratic::new(coupling)),
            couplings => {
                let arity = couplings.iter().map(|coupling| coupling.arity()).max().unwrap_or(0);
                Err(WickError::Arity { layer, arity })
            }
        })
        .collect()
}
