//! Actions: the coefficient tensors A^(k) of S(x) = Σ_k A^(k) · x^{⊗k}, Eq. (1).
//!
//! - [`SymmetricTensor`] holds the independent entries of one A^(k), packed.
//! - [`Action`] holds all ranks, packed; [`SparseAction`] holds the entries that are not zero, for lattices of any size.
//! - [`Kernel`] evaluates S and its gradient many times, fast.
//! - [`SparseAction::normalisability`] says whether exp(S) can be normalised.
//! - [`compare`] sets two actions side by side, Eq. (30); [`compare_groups`] tells groups of entries apart.
//! - [`mod@file`] reads and writes them.

mod calculus;
mod combine;
mod comparison;
mod domain;
mod error;
pub mod file;
pub mod formula;
mod kernel;
mod normalisable;
mod pairs;
mod rows;
mod sparse;
mod spread;
mod summary;
mod taylor;
mod triangle;

pub(crate) use calculus::homogeneous;
pub use combine::{combine, combined_errors, predicted};
pub use comparison::compare_tensors;
pub use comparison::{
    Comparison, Group, GroupComparison, Held, RankComparison, Side, compare, compare_groups,
};
pub(crate) use comparison::{groups_of_rank, pairs_of_rank};
pub use domain::Domain;
pub use error::ActionError;
pub use kernel::Kernel;
pub use normalisable::{Certain, Normalisability};
pub use pairs::Pairs;
pub(crate) use pairs::{memory_together, tile_memory};
pub use rows::Row;
use sparse::MAX_ENTRIES;
pub use sparse::SparseAction;
pub(crate) use sparse::without;
pub(crate) use spread::spread;
pub use summary::Summary;
pub(crate) use triangle::Triangle;

use num_traits::Zero;

#[doc(hidden)]
pub use crate::tensor::unpack;
pub use crate::tensor::{Indices, SymmetricTensor, independent_entries, multiplicity};
pub(crate) use crate::tensor::{Places, estimated_entries, permutations, position};
use crate::{Rational, Scalar};

/// A polynomial action S(x) = Σ_k A^(k) · x^{⊗k} in d variables.
///
/// # Example
/// ```
/// use diagraction::action::{Action, Truncation};
///
/// // The standard Gaussian in two dimensions, without its normalisation.
/// let mut action = Action::<f64>::zero(2, 2, Truncation::none());
/// action.tensor_mut(2).set(&[0, 0], -0.5);
/// action.tensor_mut(2).set(&[1, 1], -0.5);
/// assert_eq!(action.value(&[1.0, 2.0]), -2.5);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Action<T> {
    dimension: usize,
    tensors: Vec<SymmetricTensor<T>>,
    /// Which part of the full action this is.
    pub truncation: Truncation,
    /// The point x* around which S is expanded, S(x) = Σ_k A^(k) · (x - x*)^{⊗k}; `None` for the origin.
    pub around: Option<Vec<T>>,
    /// In an exact action, the irrational part of A^(0), kept apart.
    pub constants: Option<Constants>,
}

/// The cutoffs under which an action was computed; `None` where nothing was left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Truncation {
    /// The highest rank kept.
    pub max_rank: Option<usize>,
    /// The largest number of factors of χ.
    pub max_chi: Option<usize>,
}

impl Truncation {
    /// The full action.
    pub fn none() -> Truncation {
        Truncation::default()
    }
}

/// The part of A^(0) that is not rational: ln|Π det W_l| + ln det P / 2 - (d/2) ln 2π.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constants {
    /// |Π det W_l|, whose logarithm is meant.
    pub abs_det: Rational,
    /// det P of the precision of the latent Gaussian, one for the standard one.
    pub precision_det: Rational,
    /// The dimension d of the latent Gaussian.
    pub gaussian_dimension: usize,
}

impl Constants {
    /// The value as a float.
    pub fn value(&self) -> f64 {
        ln(&self.abs_det) + ln(&self.precision_det) / 2.0 + gaussian_normalisation(self.gaussian_dimension)
    }
}

/// -(d/2) ln 2π, the normalisation of the latent Gaussian, Eq. (2).
pub(crate) fn gaussian_normalisation(dimension: usize) -> f64 {
    let d = dimension as f64;
    -0.5 * d * std::f64::consts::TAU.ln()
}

/// The logarithm of a positive rational, also where its parts overflow an `f64`.
pub(crate) fn ln(value: &Rational) -> f64 {
    ln_integer(value.numer().magnitude()) - ln_integer(value.denom().magnitude())
}

fn ln_integer(value: &num_bigint::BigUint) -> f64 {
    let shift = value.bits().saturating_sub(1000);
    let exponent = shift as f64;
    num_traits::ToPrimitive::to_f64(&(value >> shift)).unwrap_or(f64::INFINITY).ln()
        + exponent * std::f64::consts::LN_2
}

impl<T: Scalar> Action<T> {
    /// An action of the given ranks whose coefficients are all zero.
    pub fn zero(dimension: usize, max_rank: usize, truncation: Truncation) -> Action<T> {
        let tensors = (0..=max_rank).map(|rank| SymmetricTensor::zero(dimension, rank)).collect();
        Action { dimension, tensors, truncation, around: None, constants: None }
    }

    /// An action from its tensors of rank 0, 1, .. in this order.
    ///
    /// # Errors
    /// When a tensor has another dimension, or another rank than its place.
    pub fn new(
        dimension: usize,
        tensors: Vec<SymmetricTensor<T>>,
        truncation: Truncation,
    ) -> Result<Action<T>, ActionError> {
        for (rank, tensor) in tensors.iter().enumerate() {
            if tensor.rank() != rank || tensor.dimension() != dimension {
                return Err(ActionError::Misplaced { rank, dimension });
            }
        }
        Ok(Action { dimension, tensors, truncation, around: None, constants: None })
    }

    /// The coefficients up to a rank.
    pub fn up_to(&self, rank: usize) -> Action<T> {
        let mut lower = self.clone();
        lower.tensors.truncate(rank + 1);
        lower
    }

    /// The action with the coefficient of the next rank.
    ///
    /// # Panics
    /// When the tensor has another rank or dimension.
    #[doc(hidden)]
    #[must_use]
    pub fn with_next(mut self, tensor: SymmetricTensor<T>) -> Action<T> {
        assert_eq!((tensor.dimension(), tensor.rank()), (self.dimension, self.tensors.len()));
        self.tensors.push(tensor);
        self
    }

    /// The number of variables d.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// The highest rank that is held.
    pub fn max_rank(&self) -> usize {
        self.tensors.len().saturating_sub(1)
    }

    /// The bytes of all entries as 64-bit floats.
    pub fn bytes(&self) -> u64 {
        self.tensors.iter().map(|tensor| (size_of::<f64>() * tensor.entries().len()) as u64).sum()
    }

    /// The coefficients A^(0), A^(1), ..
    pub fn tensors(&self) -> &[SymmetricTensor<T>] {
        &self.tensors
    }

    /// The coefficient A^(rank), where it is held.
    pub fn tensor(&self, rank: usize) -> Option<&SymmetricTensor<T>> {
        self.tensors.get(rank)
    }

    /// The coefficient A^(rank).
    ///
    /// # Panics
    /// When the rank is beyond [`Action::max_rank`].
    pub fn tensor_mut(&mut self, rank: usize) -> &mut SymmetricTensor<T> {
        &mut self.tensors[rank]
    }
}

impl Action<Rational> {
    /// The nearest action in floating point, with the constants added to A^(0).
    ///
    /// # Errors
    /// When a coefficient is beyond the range of an `f64`.
    pub fn to_f64(&self) -> Result<Action<f64>, ActionError> {
        let mut tensors: Vec<SymmetricTensor<f64>> =
            self.tensors.iter().map(SymmetricTensor::to_f64).collect();
        for (exact, float) in self.tensors.iter().zip(&tensors) {
            let mut pairs = exact.entries().iter().zip(float.entries());
            if let Some(place) = pairs.position(|(exact, float)| !exact.is_zero() && *float == 0.0) {
                let index = unpack(self.dimension, exact.rank(), place);
                return Err(ActionError::Vanishes { rank: exact.rank(), index });
            }
        }
        if let (Some(constants), Some(scalar)) = (&self.constants, tensors.first_mut()) {
            scalar.entries_mut()[0] += constants.value();
        }
        let around = self.around.as_ref().map(|point| point.iter().map(Scalar::to_f64).collect());
        let Action { dimension, truncation, .. } = *self;
        let action = Action { dimension, tensors, truncation, around, constants: None };
        action.check_finite()?;
        Ok(action)
    }
}

impl Action<f64> {
    /// Refuses coefficients that are not finite.
    ///
    /// # Errors
    /// Names the first entry that is not finite.
    pub fn check_finite(&self) -> Result<(), ActionError> {
        for tensor in &self.tensors {
            if let Some(place) = tensor.entries().iter().position(|value| !value.is_finite()) {
                let index = unpack(self.dimension, tensor.rank(), place);
                return Err(ActionError::NotFinite { rank: tensor.rank(), index });
            }
        }
        Ok(())
    }
}
