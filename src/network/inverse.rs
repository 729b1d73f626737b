//! x = f⁻¹(z) for one point, in floats and exactly.

use ndarray::{Array1, Array2, ArrayView1};

use super::{EvaluationError, Network, Weight, exact};
use crate::{Rational, Scalar};

/// f(x) is known to this share of the sum of the absolute values of all its terms: 2^-53 with room for some hundred additions.
const ROUNDING: f64 = 1e-14;

impl Network<f64> {
    /// x = f⁻¹(z): the layers are undone from the last to the first.
    ///
    /// # Errors
    /// `z` has not d components, or the result is not finite.
    ///
    /// # Cost
    /// O(L d² + L d2 d1^p); the factors of the W_l are kept with the network.
    ///
    /// # Source
    /// Eq. (24).
    ///
    /// ```
    /// use diagraction::network::{Linear, Network};
    /// use ndarray::array;
    ///
    /// let linear = Linear { weight: array![[0.0, 2.0], [1.0, 0.0]], bias: array![1.0, 0.0] };
    /// let network = Network::new(vec![linear], vec![])?;
    /// assert_eq!(network.inverse(array![5.0, 3.0].view())?, array![3.0, 2.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn inverse(&self, z: ArrayView1<'_, f64>) -> Result<Array1<f64>, EvaluationError> {
        let x = self.undo(z, |layer, rhs| {
            let mut x = rhs.to_vec();
            self.factors[layer - 1].solve(&mut x);
            Ok(x.into())
        })?;
        match x.iter().all(|entry| entry.is_finite()) {
            true => Ok(x),
            false => Err(EvaluationError::NotFinite { operation: "inverse", row: 0 }),
        }
    }

    /// Whether f(x) vanishes as far as rounding errors tell, so that x is the mode and A^(1) around it vanishes.
    ///
    /// # Panics
    /// When `x` has not d components.
    pub fn is_mode(&self, x: ArrayView1<'_, f64>) -> bool {
        let sizes = self.over(|w| w.abs(), |chi| chi.abs()).forward(x.mapv(f64::abs).view());
        self.forward(x).iter().zip(&sizes).all(|(z, size)| z.abs() <= ROUNDING * size)
    }
}

impl Network<Rational> {
    /// x = f⁻¹(z), exactly.
    ///
    /// # Errors
    /// `z` has not d components.
    ///
    /// # Cost
    /// O(L d³) products of numbers that grow to about d times the length of the entries. Nothing is
    /// kept between calls.
    ///
    /// # Source
    /// Eq. (24); the linear systems are solved by fraction-free elimination.
    pub fn inverse(&self, z: ArrayView1<'_, Rational>) -> Result<Array1<Rational>, EvaluationError> {
        self.undo(z, |layer, rhs| {
            let x = exact::solve(self.linear(layer).weight.view(), rhs.view());
            x.map(Array1::from).ok_or(EvaluationError::Singular { layer })
        })
    }
}

impl<T: Weight> Network<T> {
    /// The transpose of W_l⁻¹, shape (d, d).
    ///
    /// # Panics
    /// When there is no such layer.
    pub(crate) fn inverse_transposed(&self, layer: usize) -> Array2<T> {
        T::solve_rows(self, layer, Array2::eye(self.dimension())).expect("a regular weight")
    }
}

impl<T: Scalar> Network<T> {
    /// Walks from z back to x. `solve(l, rhs)` solves W_l x = rhs.
    fn undo(
        &self,
        z: ArrayView1<'_, T>,
        solve: impl Fn(usize, Array1<T>) -> Result<Array1<T>, EvaluationError>,
    ) -> Result<Array1<T>, EvaluationError> {
        self.expect_length(z.len())?;
        let mut x = z.to_owned();
        for layer in (1..=self.depth() + 1).rev() {
            if layer <= self.depth() {
                x = self.activation(layer).inverse(x.view());
            }
            for (entry, bias) in x.iter_mut().zip(&self.linear(layer).bias) {
                *entry -= bias.clone();
            }
            x = solve(layer, x)?;
        }
        Ok(x)
    }

    pub(super) fn expect_length(&self, found: usize) -> Result<(), EvaluationError> {
        match found == self.dimension() {
            true => Ok(()),
            false => Err(EvaluationError::Length { found, expected: self.dimension() }),
        }
    }
}
