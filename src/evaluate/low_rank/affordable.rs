//! Norm and entries of a coefficient in factors, as far as they are affordable.

use super::cost::{AFFORDABLE, is_affordable};
use super::{LowRankAction, NormEstimate};
use crate::action::Summary;
use crate::evaluate::EvaluateError;

/// What can be said about a coefficient within reasonable time and memory.
#[derive(Debug)]
pub enum Affordable {
    /// All its entries were looked at.
    Entries(Summary),
    /// Its norm, from scalar products of the factors.
    Norm(f64),
    /// Its norm, from random samples.
    Estimate(NormEstimate),
    /// Nothing, and why.
    Nothing(EvaluateError),
}

impl LowRankAction<f64> {
    /// Norm and largest entries of A^(rank) where its entries are [`AFFORDABLE`] and fit into `memory` bytes; else the
    /// norm where that is; else, for rank 4, its estimate from samples.
    ///
    /// # Errors
    /// The rank is beyond four, an entry overflows, or fewer than two samples are allowed.
    pub fn affordable(
        &self,
        rank: usize,
        top: usize,
        samples: usize,
        seed: u64,
        memory: u64,
    ) -> Result<Affordable, EvaluateError> {
        if is_affordable(self.dimension(), self.terms(), rank, memory as f64) {
            let summary = self.tensor(rank, memory)?.summary(top);
            summary.check_finite()?;
            return Ok(Affordable::Entries(summary));
        }
        match self.norm(rank, AFFORDABLE, memory) {
            Ok(norm) => Ok(Affordable::Norm(norm)),
            Err(EvaluateError::Memory { .. } | EvaluateError::Operations { .. }) if rank == 4 => {
                self.norm_estimate(samples, seed).map(Affordable::Estimate)
            }
            Err(error @ (EvaluateError::Memory { .. } | EvaluateError::Operations { .. })) => {
                Ok(Affordable::Nothing(error))
            }
            Err(error) => Err(error),
        }
    }
}
