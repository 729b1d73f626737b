//! What climbs go up: an action, or ln p of a mixture.

use ndarray::{Array2, ArrayView1, ArrayView2};

use crate::action::Kernel;
use crate::network::Mixture;

/// A function of d variables with its slope and, where this vanishes, its curvature.
pub trait Landscape: Clone + Send + Sync {
    /// The number of variables d.
    fn dimension(&self) -> usize;

    /// The value at a point, not a number where it is beyond the range of floats, and its gradient.
    fn value_and_gradient(&mut self, x: &[f64], gradient: &mut [f64]) -> f64;

    /// The matrix of second derivatives, exact where the gradient vanishes.
    fn hessian(&self, x: &[f64]) -> Array2<f64>;
}

impl Landscape for Kernel {
    fn dimension(&self) -> usize {
        Kernel::dimension(self)
    }

    fn value_and_gradient(&mut self, x: &[f64], gradient: &mut [f64]) -> f64 {
        Kernel::value_and_gradient(self, x, gradient)
    }

    fn hessian(&self, x: &[f64]) -> Array2<f64> {
        Kernel::hessian(self, x)
    }
}

impl Landscape for &Mixture {
    fn dimension(&self) -> usize {
        Mixture::dimension(self)
    }

    fn value_and_gradient(&mut self, x: &[f64], gradient: &mut [f64]) -> f64 {
        let row = ArrayView2::from_shape((1, x.len()), x).expect("one row");
        match (self.log_density_batch(row), self.log_density_gradient(row)) {
            (Ok(value), Ok(found)) => {
                gradient.iter_mut().zip(&found).for_each(|(place, slope)| *place = *slope);
                value[0]
            }
            _ => {
                gradient.fill(f64::NAN);
                f64::NAN
            }
        }
    }

    fn hessian(&self, x: &[f64]) -> Array2<f64> {
        self.curvature(ArrayView1::from(x))
    }
}
