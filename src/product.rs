//! The matrix product of floats.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use ndarray::{Array2, ArrayView2, CowArray, Ix2};
use rayon::prelude::*;

/// Products of fewer multiplications are not worth the threads.
const SMALL: usize = 1 << 22;

/// So many rows of the result are one task. The tasks depend on the shapes alone, so the result does not depend on
/// the number of threads.
const ROWS: usize = 128;

/// a · b, shapes (m, k) and (k, n).
pub(crate) fn product(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    let (rows, columns) = (a.nrows(), b.ncols());
    if rows.saturating_mul(columns).saturating_mul(a.ncols()) < SMALL {
        return a.dot(&b);
    }
    assert_eq!(a.ncols(), b.nrows(), "inner lengths of a matrix product");
    let (a, b) = (contiguous(a), contiguous(b));
    let (a, b) = (matrix(&a), matrix(&b));
    let mut entries = vec![0.0; rows * columns];
    entries.par_chunks_mut(ROWS * columns).enumerate().for_each(|(task, chunk)| {
        let count = chunk.len() / columns;
        let out = MatMut::from_row_major_slice_mut(chunk, count, columns);
        matmul(out, Accum::Replace, a.subrows(task * ROWS, count), b, 1.0, Par::Seq);
    });
    Array2::from_shape_vec((rows, columns), entries).expect("rows times columns entries")
}

/// The matrix with its rows, or its columns, one after the other.
fn contiguous(matrix: ArrayView2<'_, f64>) -> CowArray<'_, f64, Ix2> {
    match matrix.is_standard_layout() || matrix.t().is_standard_layout() {
        true => CowArray::from(matrix),
        false => CowArray::from(matrix.as_standard_layout().into_owned()),
    }
}

fn matrix<'a>(matrix: &'a CowArray<'_, f64, Ix2>) -> MatRef<'a, f64> {
    let (rows, columns) = matrix.dim();
    match matrix.as_slice() {
        Some(entries) => MatRef::from_row_major_slice(entries, rows, columns),
        None => {
            let entries = matrix.t().to_slice().expect("contiguous columns");
            MatRef::from_column_major_slice(entries, rows, columns)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SMALL, product};
    use ndarray::{Array2, s};

    /// Integers, so that every order of additions gives the same.
    #[test]
    fn every_layout_gives_the_same_product() {
        let integer = |n: usize| ((n * n + 7 * n) % 23) as f64 - 11.0;
        let (m, k, n) = (290, 131, 150);
        assert!(m * k * n > SMALL);
        let a = Array2::from_shape_fn((m, k), |(i, j)| integer(3 * i + j));
        let b = Array2::from_shape_fn((k, n), |(i, j)| integer(i + 5 * j));
        let expected =
            Array2::from_shape_fn((m, n), |(i, j)| (0..k).map(|l| a[[i, l]] * b[[l, j]]).sum::<f64>());
        assert_eq!(product(a.view(), b.view()), expected);
        let by_columns = b.t().as_standard_layout().into_owned();
        assert_eq!(product(a.view(), by_columns.t()), expected);
        let mut padded = Array2::zeros((m, 2 * k));
        padded.slice_mut(s![.., ..;2]).assign(&a);
        assert_eq!(product(padded.slice(s![.., ..;2]), b.view()), expected);
        let mut reversed = b.clone();
        reversed.invert_axis(ndarray::Axis(0));
        let mut turned = a.clone();
        turned.invert_axis(ndarray::Axis(1));
        assert_eq!(product(turned.view(), reversed.view()), expected);
    }
}
