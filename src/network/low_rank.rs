//! A quadratic coupling as a sum of products.

use ndarray::{Array1, Array2, Array3, ArrayView1, ArrayView2};

use super::NetworkError;
use super::coupling::{dot, is_split, standard};
use crate::Scalar;

/// A coupling with two lower indices as a sum of R products:
///
/// ```text
/// χ_mjk = Σ_r out_mr in_rj in_rk
/// ```
///
/// It is symmetric in j, k, and acts with R (d1 + d2) multiplications, so that large d need no array of d³ numbers.
///
/// # Source
/// Eq. (B2), with the vectors γ^r as columns of `out` and β^r as rows of `in`.
#[derive(Clone, Debug, PartialEq)]
pub struct LowRank<T> {
    output: Array2<T>,
    input: Array2<T>,
}

impl<T: Scalar> LowRank<T> {
    pub(super) fn new(output: Array2<T>, input: Array2<T>) -> Result<LowRank<T>, NetworkError> {
        let (second, terms) = output.dim();
        let (others, first) = input.dim();
        if terms == 0 || terms != others || !is_split(first, second) {
            return Err(NetworkError::LowRankShape {
                output: output.shape().to_vec(),
                input: input.shape().to_vec(),
            });
        }
        Ok(LowRank { output: standard(output), input: standard(input) })
    }

    /// The number R of terms, at least one.
    pub fn terms(&self) -> usize {
        self.input.nrows()
    }

    /// `out`, shape (d2, R): column r is what term r adds.
    pub fn output(&self) -> ArrayView2<'_, T> {
        self.output.view()
    }

    /// `in`, shape (R, d1): row r is what term r reads.
    pub fn input(&self) -> ArrayView2<'_, T> {
        self.input.view()
    }

    pub(super) fn shape(&self) -> [usize; 3] {
        [self.output.nrows(), self.input.ncols(), self.input.ncols()]
    }

    pub(super) fn tensor(&self) -> Array3<T> {
        let [second, first, _] = self.shape();
        let mut tensor = Array3::zeros((second, first, first));
        for (out, mut slice) in self.output.outer_iter().zip(tensor.outer_iter_mut()) {
            let scaled = &self.input.t() * &out;
            slice.assign(&T::matrix_product(scaled.view(), self.input.view()));
        }
        tensor
    }

    /// Σ_r out_r (in_r · h)².
    pub(super) fn contract(&self, h: ArrayView1<'_, T>) -> Array1<T> {
        let h = h.to_vec();
        let squares: Vec<T> = rows(&self.input).map(|row| dot(row, &h)).map(|a| a.clone() * a).collect();
        rows(&self.output).map(|row| dot(row, &squares)).collect()
    }

    pub(super) fn scaled(&self, factor: &T) -> LowRank<T> {
        LowRank { output: self.output.mapv(|entry| entry * factor.clone()), input: self.input.clone() }
    }

    pub(super) fn map<U: Scalar>(&self, convert: impl Fn(&T) -> U) -> LowRank<U> {
        LowRank { output: self.output.map(&convert), input: self.input.map(&convert) }
    }
}

fn rows<T>(matrix: &Array2<T>) -> impl Iterator<Item = &[T]> {
    matrix.rows().into_iter().map(|row| row.to_slice().expect("a matrix in standard layout"))
}
