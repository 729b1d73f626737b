//! A coupling χ, dense or as a sum of products.

use ndarray::{Array, Array1, Array2, ArrayD, ArrayView1, CowArray, Dimension, Ix3, IxDyn};

use super::low_rank::LowRank;
use super::{NetworkError, TensorName};
use crate::Scalar;

/// The highest supported number of lower indices of χ. A dense tensor of more would not fit into memory
/// for any d above 2, and deeper lists are refused by JSON readers.
pub const MAX_ARITY: usize = 32;

/// One term χ · (h ⊗ .. ⊗ h) of an activation: the non-zero block of χ_l with p lower indices, as a dense tensor
/// or, for two lower indices, as a sum of products ([`LowRank`]).
///
/// # Shape and index order
/// (d2, d1, .., d1) with p ≥ 2 lower indices: entry \[m, j, k, ..\] multiplies h_j h_k .. and adds to
/// component d1 + m. Entries are kept as they were given. They need not be symmetric in the lower
/// indices; only the symmetric part acts.
///
/// # Source
/// Eq. (23), and the paper's outlook for p > 2. For odd d the block has ⌊d/2⌋ × ⌈d/2⌉ × ⌈d/2⌉ entries, as
/// the footnote on the split implies. The sum of products is Appendix B.
#[derive(Clone, Debug, PartialEq)]
pub struct Coupling<T> {
    form: Form<T>,
}

#[derive(Clone, Debug, PartialEq)]
enum Form<T> {
    Dense(ArrayD<T>),
    LowRank(LowRank<T>),
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
        Ok(Coupling { form: Form::Dense(standard(tensor.into_dyn())) })
    }

    /// A coupling with two lower indices as a sum of R ≥ 1 products, χ_mjk = Σ_r out_mr in_rj in_rk.
    ///
    /// # Shapes
    /// `output` (d2, R), `input` (R, d1).
    ///
    /// # Errors
    /// [`NetworkError::LowRankShape`] when the shapes are others.
    ///
    /// ```
    /// use diagraction::network::Coupling;
    /// use ndarray::array;
    ///
    /// let coupling = Coupling::low_rank(array![[2.0, -1.0]], array![[1.0, 3.0], [0.0, 1.0]])?;
    /// assert_eq!(coupling.tensor(), array![[[2.0, 6.0], [6.0, 17.0]]].into_dyn());
    /// # Ok::<(), diagraction::network::NetworkError>(())
    /// ```
    pub fn low_rank(output: Array2<T>, input: Array2<T>) -> Result<Coupling<T>, NetworkError> {
        LowRank::new(output, input).map(|factors| Coupling { form: Form::LowRank(factors) })
    }

    /// The number p of lower indices.
    pub fn arity(&self) -> usize {
        self.shape().len() - 1
    }

    /// The shape (d2, d1, .., d1) of the tensor.
    pub fn shape(&self) -> Vec<usize> {
        match &self.form {
            Form::Dense(tensor) => tensor.shape().to_vec(),
            Form::LowRank(factors) => factors.shape().to_vec(),
        }
    }

    /// The factors of a coupling in low-rank form; `None` for a dense one.
    pub fn factors(&self) -> Option<&LowRank<T>> {
        match &self.form {
            Form::Dense(_) => None,
            Form::LowRank(factors) => Some(factors),
        }
    }

    /// The number R of terms of a coupling in low-rank form; `None` for a dense one.
    pub fn chi_rank(&self) -> Option<usize> {
        self.factors().map(LowRank::terms)
    }

    /// The entries, shape (d2, d1, .., d1), in row-major order.
    ///
    /// # Cost
    /// Nothing for a dense coupling. One in low-rank form is multiplied out, which takes memory for d2 d1² numbers
    /// and d2 d1² R operations: estimate it with [`Coupling::entries`] first.
    pub fn tensor(&self) -> CowArray<'_, T, IxDyn> {
        match &self.form {
            Form::Dense(tensor) => CowArray::from(tensor.view()),
            Form::LowRank(factors) => CowArray::from(factors.tensor().into_dyn()),
        }
    }

    /// The entries of a coupling with two lower indices, shape (d2, d1, d1); `None` for more. See
    /// [`Coupling::tensor`] for the cost.
    pub fn quadratic(&self) -> Option<CowArray<'_, T, Ix3>> {
        (self.arity() == 2).then(|| self.tensor().into_dimensionality::<Ix3>().ok()).flatten()
    }

    /// The number of entries of the dense tensor, d2 d1^p, for estimates.
    pub fn entries(&self) -> f64 {
        self.shape().iter().map(|&length| length as f64).product()
    }

    /// χ · (h ⊗ .. ⊗ h), the addition to the last d2 components. `h` holds the first d1 components.
    ///
    /// # Panics
    /// When `h` does not have d1 components.
    ///
    /// # Cost
    /// d2 d1^p multiplications: the last index is contracted first, then the one before. R (d1 + d2) in low-rank form.
    pub fn contract(&self, h: ArrayView1<'_, T>) -> Array1<T> {
        assert_eq!(h.len(), self.shape()[1], "components of the first half");
        match &self.form {
            Form::Dense(tensor) => contract(tensor, &h.to_vec()),
            Form::LowRank(factors) => factors.contract(h),
        }
    }

    /// The coupling with every entry multiplied by a factor, in the same form.
    pub(crate) fn scaled(&self, factor: &T) -> Coupling<T> {
        let form = match &self.form {
            Form::Dense(tensor) => Form::Dense(tensor.mapv(|entry| entry * factor.clone())),
            Form::LowRank(factors) => Form::LowRank(factors.scaled(factor)),
        };
        Coupling { form }
    }

    /// The arrays that the coupling of a layer is stored as.
    pub(super) fn stored(&self, layer: usize) -> Vec<(TensorName, ndarray::ArrayViewD<'_, T>)> {
        match &self.form {
            Form::Dense(tensor) => vec![(TensorName::Coupling { layer, arity: self.arity() }, tensor.view())],
            Form::LowRank(factors) => vec![
                (TensorName::CouplingOutput { layer }, factors.output().into_dyn()),
                (TensorName::CouplingInput { layer }, factors.input().into_dyn()),
            ],
        }
    }

    pub(super) fn map<U: Scalar>(&self, convert: impl Fn(&T) -> U) -> Coupling<U> {
        let form = match &self.form {
            Form::Dense(tensor) => Form::Dense(tensor.map(convert)),
            Form::LowRank(factors) => Form::LowRank(factors.map(convert)),
        };
        Coupling { form }
    }
}

fn contract<T: Scalar>(tensor: &ArrayD<T>, h: &[T]) -> Array1<T> {
    let rows = |entries: &[T]| entries.chunks_exact(h.len()).map(|row| dot(row, h)).collect::<Vec<_>>();
    let mut partial = rows(tensor.as_slice().expect("a tensor in standard layout"));
    for _ in 2..tensor.ndim() {
        partial = rows(&partial);
    }
    partial.into()
}

/// The same array row by row.
pub(super) fn standard<T: Clone, D: Dimension>(array: Array<T, D>) -> Array<T, D> {
    if array.is_standard_layout() { array } else { array.as_standard_layout().into_owned() }
}

fn is_coupling_shape(shape: &[usize]) -> bool {
    let [second, lower @ ..] = shape else { return false };
    let [first, others @ ..] = lower else { return false };
    (2..=MAX_ARITY).contains(&lower.len())
        && others.iter().all(|length| length == first)
        && is_split(*first, *second)
}

/// Whether these are the two halves of some dimension.
pub(super) fn is_split(first: usize, second: usize) -> bool {
    first > 0 && (second == first || second + 1 == first)
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
