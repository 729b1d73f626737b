use ndarray::{Array, Array1, ArrayD, ArrayView1, ArrayViewD, Dimension, Ix3};

use super::NetworkError;
use crate::Scalar;

/// The highest supported number of lower indices of χ. A dense tensor of more would not fit into memory
/// for any d above 2, and deeper lists are refused by JSON readers.
pub const MAX_ARITY: usize = 32;

/// One term χ · (h ⊗ .. ⊗ h) of an activation: the non-zero block of χ_l with p lower indices.
///
/// # Shape and index order
/// (d2, d1, .., d1) with p ≥ 2 lower indices: entry \[m, j, k, ..\] multiplies h_j h_k .. and adds to
/// component d1 + m. Entries are kept as they were given. They need not be symmetric in the lower
/// indices; only the symmetric part acts.
///
/// # Source
/// Eq. (23), and the paper's outlook for p > 2. For odd d the block has ⌊d/2⌋ × ⌈d/2⌉ × ⌈d/2⌉ entries, as
/// the footnote on the split implies.
#[derive(Clone, Debug, PartialEq)]
pub struct Coupling<T> {
    tensor: ArrayD<T>,
}

impl<T: Scalar> Coupling<T> {
    /// A coupling from its tensor.
    ///
    /// # Errors
    /// [`NetworkError::CouplingShape`] when the shape is not (d2, d1, .., d1).
    pub fn new<D: Dimension>(tensor: Array<T, D>) -> Result<Coupling<T>, NetworkError> {
        if !is_coupling_shape(tensor.shape()) {
            return Err(NetworkError::CouplingShape { found: tensor.shape().to_vec() });
        }
        Ok(Coupling { tensor: tensor.into_dyn().as_standard_layout().into_owned() })
    }

    /// The number p of lower indices.
    #[must_use]
    pub fn arity(&self) -> usize {
        self.tensor.ndim() - 1
    }

    /// The entries, shape (d2, d1, .., d1), in row-major order.
    #[must_use]
    pub fn tensor(&self) -> ArrayViewD<'_, T> {
        self.tensor.view()
    }

    /// The entries of a coupling with two lower indices, shape (d2, d1, d1); `None` for more.
    #[must_use]
    pub fn quadratic(&self) -> Option<ndarray::ArrayView3<'_, T>> {
        self.tensor.view().into_dimensionality::<Ix3>().ok()
    }

    /// χ · (h ⊗ .. ⊗ h), the addition to the last d2 components. `h` holds the first d1 components.
    ///
    /// # Panics
    /// When `h` does not have d1 components.
    ///
    /// # Cost
    /// d2 d1^p multiplications: the last index is contracted first, then the one before.
    #[must_use]
    pub fn contract(&self, h: ArrayView1<'_, T>) -> Array1<T> {
        assert_eq!(h.len(), self.tensor.shape()[1], "components of the first half");
        let h = h.to_vec();
        let rows = |entries: &[T]| entries.chunks_exact(h.len()).map(|row| dot(row, &h)).collect::<Vec<_>>();
        let mut partial = rows(self.tensor.as_slice().expect("a tensor in standard layout"));
        for _ in 1..self.arity() {
            partial = rows(&partial);
        }
        partial.into()
    }

    pub(super) fn map<U: Scalar>(&self, convert: impl Fn(&T) -> U) -> Coupling<U> {
        Coupling { tensor: self.tensor.map(convert) }
    }
}

fn is_coupling_shape(shape: &[usize]) -> bool {
    let [second, lower @ ..] = shape else { return false };
    let [first, others @ ..] = lower else { return false };
    (2..=MAX_ARITY).contains(&lower.len())
        && *first > 0
        && others.iter().all(|length| length == first)
        && (second == first || second + 1 == *first)
}

/// The scalar product. Zeros of numbers that own memory, the exact ones, are skipped, which saves much; the question
/// alone would slow down machine numbers by a factor of three.
pub(super) fn dot<T: Scalar>(a: &[T], b: &[T]) -> T {
    let mut sum = T::zero();
    for (a, b) in a.iter().zip(b) {
        if std::mem::needs_drop::<T>() && a.is_zero() {
            continue;
        }
        sum += a.clone() * b.clone();
    }
    sum
}
