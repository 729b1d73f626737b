//! A fitted action with its standard errors.

use ndarray::Array1;

use super::{FitError, Monomials};
use crate::action::{SparseAction, permutations};

/// The largest ratio to a standard error.
pub(super) fn largest(bias: &Array1<f64>, errors: &Array1<f64>) -> f64 {
    let ratios =
        bias.iter().zip(errors).filter(|(_, error)| **error > 0.0).map(|(bias, error)| (bias / error).abs());
    ratios.fold(0.0, f64::max)
}

/// A fitted action with its standard errors.
#[derive(Clone, Debug)]
pub struct Fit {
    pub(super) monomials: Monomials,
    /// Of the monomials, so with the number of permutations in them.
    pub(super) coefficients: Array1<f64>,
    pub(super) errors: Array1<f64>,
    /// The number of samples.
    pub rows: usize,
    /// What was added to the diagonal of the scaled normal equations.
    pub ridge: f64,
    /// The condition number of the scaled normal equations in the 1-norm, estimated.
    pub condition: f64,
    /// J at its minimum. It has a meaning beside that of another action on the same samples only.
    pub objective: f64,
    /// Whether the origin was moved to the mean of the samples while solving.
    pub centred: bool,
    /// The number of blocks that the errors are from.
    pub blocks: usize,
    /// The number of samples of the shortest and of the longest block.
    pub block_lengths: (usize, usize),
    /// The largest bias that was taken off, in standard errors.
    pub largest_bias: f64,
    /// By how much blocks of twice the length make the errors larger; clearly above one, blocks are too short.
    pub longer_blocks: f64,
}

/// An entry of a coefficient A^(k) with its standard error.
#[derive(Clone, Debug, PartialEq)]
pub struct Coupling<'a> {
    /// The non-decreasing multi-index.
    pub index: &'a [usize],
    /// The entry of the symmetric tensor.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
}

impl Coupling<'_> {
    /// The distance from zero in standard errors.
    pub fn significance(&self) -> f64 {
        if self.error > 0.0 { self.value.abs() / self.error } else { 0.0 }
    }
}

impl Fit {
    /// The monomials that were fitted.
    pub fn monomials(&self) -> &Monomials {
        &self.monomials
    }

    /// All entries in the order of the monomials.
    pub fn couplings(&self) -> impl DoubleEndedIterator<Item = Coupling<'_>> + ExactSizeIterator {
        self.monomials.indices().iter().zip(self.coefficients.iter().zip(&self.errors)).map(
            |(index, numbers)| {
                let ways = permutations::<f64>(index);
                Coupling { index, value: numbers.0 / ways, error: numbers.1 / ways }
            },
        )
    }

    /// The fitted action. A^(0), which samples do not tell, is zero.
    pub fn action(&self) -> SparseAction<f64> {
        self.collect(|coupling| coupling.value)
    }

    /// The standard errors of the entries, in the same shape.
    pub fn errors(&self) -> SparseAction<f64> {
        self.collect(|coupling| coupling.error)
    }

    fn collect(&self, number: impl Fn(&Coupling<'_>) -> f64) -> SparseAction<f64> {
        let mut action = SparseAction::zero(self.monomials.dimension());
        action.truncation.max_rank = Some(self.monomials.max_rank());
        for coupling in self.couplings() {
            action.add(coupling.index, number(&coupling));
        }
        action
    }

    pub(super) fn check_finite(&self) -> Result<(), FitError> {
        let broken = self.couplings().find(|one| !(one.value.is_finite() && one.error.is_finite()));
        broken.map_or(Ok(()), |one| Err(FitError::NotFinite { index: one.index.to_vec() }))
    }
}
