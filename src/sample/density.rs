//! An action as the density that nuts-rs samples.

use std::collections::HashMap;

use nuts_rs::rand::Rng;
use nuts_rs::{CpuLogpFunc, CpuMathError, HasDims, LogpError};
use thiserror::Error;

use crate::action::Kernel;

/// exp S(x), not normalised.
#[derive(Debug)]
pub(super) struct Density(pub(super) Kernel);

/// S or its gradient overflowed; the trajectory ends there.
#[derive(Debug, Error)]
#[error("S(x) overflows")]
pub(super) struct Overflow;

impl LogpError for Overflow {
    fn is_recoverable(&self) -> bool {
        true
    }
}

impl HasDims for Density {
    fn dim_sizes(&self) -> HashMap<String, u64> {
        HashMap::from([("unconstrained_parameter".to_string(), self.dim() as u64)])
    }
}

impl CpuLogpFunc for Density {
    type LogpError = Overflow;
    type FlowParameters = ();
    type ExpandedVector = Vec<f64>;

    fn dim(&self) -> usize {
        self.0.dimension()
    }

    fn logp(&mut self, x: &[f64], gradient: &mut [f64]) -> Result<f64, Overflow> {
        let value = self.0.value_and_gradient(x, gradient);
        match value.is_finite() && gradient.iter().all(|slope| slope.is_finite()) {
            true => Ok(value),
            false => Err(Overflow),
        }
    }

    /// Draws are taken as they are.
    fn expand_vector<R: Rng + ?Sized>(&mut self, _: &mut R, _: &[f64]) -> Result<Vec<f64>, CpuMathError> {
        Ok(Vec::new())
    }
}
