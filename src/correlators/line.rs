//! The propagator, and the basis in which it is diagonal.

use ndarray::{Array2, ArrayView2};

use super::CorrelatorsError;
use crate::Scalar;
use crate::symmetric::ldl;

/// The line Δ = (-V_2)^{-1} as Δ = L D Lᵀ with a diagonal D: in the basis of L every line of a diagram is diagonal.
///
/// No square root is taken, so that it is exact in exact numbers.
#[derive(Clone, Debug)]
pub struct Line<T> {
    /// L, shape (d, d), an upper triangle with ones on the diagonal.
    factor: Array2<T>,
    /// The diagonal of D.
    weights: Vec<T>,
    /// Δ.
    matrix: Array2<T>,
}

impl<T: Scalar> Line<T> {
    /// The line of a quadratic part, from -V_2 = -2 A^(2).
    pub(super) fn new(precision: ArrayView2<'_, T>) -> Result<Line<T>, CorrelatorsError> {
        let d = precision.nrows();
        let (lower, pivots) = ldl(precision);
        if let Some(direction) = pivots.iter().position(|pivot| !is_positive(pivot)) {
            return Err(CorrelatorsError::NotNegative { direction });
        }
        // The columns of M^{-T} from -V_2 = M E Mᵀ, by substitution.
        let mut factor: Array2<T> = Array2::eye(d);
        for column in 0..d {
            for row in (0..column).rev() {
                let known = (row + 1..=column)
                    .fold(T::zero(), |sum, k| sum + lower[[k, row]].clone() * factor[[k, column]].clone());
                factor[[row, column]] = -known;
            }
        }
        let weights: Vec<T> = pivots.into_iter().map(|pivot| T::one() / pivot).collect();
        let mut line = Line { factor, weights, matrix: Array2::zeros((0, 0)) };
        line.matrix = T::matrix_product(line.weighted().view(), line.factor.t());
        match line.matrix.iter().all(is_finite) {
            true => Ok(line),
            false => Err(CorrelatorsError::NotFinite),
        }
    }

    /// L.
    pub fn factor(&self) -> ArrayView2<'_, T> {
        self.factor.view()
    }

    /// The diagonal of D.
    pub fn weights(&self) -> &[T] {
        &self.weights
    }

    /// Δ, shape (d, d).
    pub fn matrix(&self) -> ArrayView2<'_, T> {
        self.matrix.view()
    }

    /// L D.
    fn weighted(&self) -> Array2<T> {
        let mut weighted = self.factor.clone();
        for mut row in weighted.rows_mut() {
            row.iter_mut().zip(&self.weights).for_each(|(entry, weight)| *entry *= weight.clone());
        }
        weighted
    }
}

fn is_positive<T: Scalar>(number: &T) -> bool {
    let float = number.to_f64();
    // An exact number may be too small for a float.
    float > 0.0 || float == 0.0 && !number.is_zero() && !number.to_string().starts_with('-')
}

/// Exact numbers always are, also where no float holds them.
pub(super) fn is_finite<T: Scalar>(number: &T) -> bool {
    (number.clone() - number.clone()).is_zero()
}
