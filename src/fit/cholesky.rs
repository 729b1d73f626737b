//! The Cholesky factor of a large matrix, in place and on all threads.

use faer::linalg::triangular_solve::{solve_lower_triangular_in_place, solve_upper_triangular_in_place};
use faer::{Mat, MatRef, Par};
use faer_ext::IntoFaer;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, s};
use rayon::prelude::*;

use crate::{Scalar, Threads, symmetric};

/// Columns that are factored at once.
pub(super) const BLOCK: usize = 384;

/// Rows of one task. The tasks depend on the shape alone, so the result does not depend on the number of threads.
const ROWS: usize = 256;

/// Right-hand sides of one task.
pub(super) const SIDES: usize = 52;

/// The factor L of a symmetric positive definite matrix A = L L^T, in its lower triangle.
#[derive(Debug)]
pub(super) struct Cholesky {
    lower: Array2<f64>,
}

impl Cholesky {
    /// From the lower triangle of A. The first pivot that is not positive is the error.
    pub(super) fn new(mut matrix: Array2<f64>) -> Result<Cholesky, usize> {
        let n = matrix.nrows();
        let mut panel = Array2::zeros((n.saturating_sub(BLOCK), BLOCK));
        for start in (0..n).step_by(BLOCK) {
            let end = (start + BLOCK).min(n);
            let diagonal = factor(matrix.slice(s![start..end, start..end])).map_err(|place| start + place)?;
            store(&diagonal, matrix.slice_mut(s![start..end, start..end]));
            let below = matrix.slice_mut(s![end.., start..]);
            let (stored, rest) = below.split_at(Axis(1), end - start);
            let mut panel = panel.slice_mut(s![..n - end, ..end - start]);
            divide(stored, panel.view_mut(), diagonal.as_ref());
            subtract_square(rest, panel.view());
        }
        Ok(Cholesky { lower: matrix })
    }

    /// Solves A x = b for every row b.
    pub(super) fn solve(&self, mut rows: ArrayViewMut2<'_, f64>) {
        let lower = self.lower.view().into_faer();
        let chunks: Vec<_> = rows.axis_chunks_iter_mut(Axis(0), SIDES).collect();
        chunks.into_par_iter().for_each(|mut chunk| {
            let mut sides = Mat::from_fn(chunk.ncols(), chunk.nrows(), |i, j| chunk[[j, i]]);
            solve_lower_triangular_in_place(lower, sides.as_mut(), Par::Seq);
            solve_upper_triangular_in_place(lower.transpose(), sides.as_mut(), Par::Seq);
            for (j, mut row) in chunk.outer_iter_mut().enumerate() {
                row.iter_mut().enumerate().for_each(|(i, value)| *value = sides[(i, j)]);
            }
        });
    }

    /// The unknown with the smallest pivot, and the pivot.
    pub(super) fn smallest_pivot(&self) -> (usize, f64) {
        let pivots = self.lower.diag().into_iter().map(|entry| entry * entry);
        let smaller = |best: (usize, f64), one: (usize, f64)| if one.1 < best.1 { one } else { best };
        pivots.enumerate().fold((0, f64::INFINITY), smaller)
    }
}

/// The factor of a diagonal block.
fn factor(block: ArrayView2<'_, f64>) -> Result<Mat<f64>, usize> {
    let n = block.nrows();
    symmetric::cholesky(Mat::from_fn(n, n, |i, j| if i < j { 0.0 } else { block[[i, j]] }))
}

fn store(factor: &Mat<f64>, mut block: ArrayViewMut2<'_, f64>) {
    for ((i, j), entry) in block.indexed_iter_mut().filter(|((i, j), _)| j <= i) {
        *entry = factor[(i, j)];
    }
}

/// The rows P of a panel become P L^-T, where they are stored and in a panel whose rows lie close together.
fn divide(mut stored: ArrayViewMut2<'_, f64>, mut panel: ArrayViewMut2<'_, f64>, diagonal: MatRef<'_, f64>) {
    let rows = stored.axis_chunks_iter_mut(Axis(0), ROWS).zip(panel.axis_chunks_iter_mut(Axis(0), ROWS));
    let tasks: Vec<_> = rows.collect();
    tasks.into_par_iter().for_each(|(mut stored, mut panel)| {
        panel.assign(&stored);
        solve_lower_triangular_in_place(diagonal, panel.view_mut().reversed_axes().into_faer(), Par::Seq);
        stored.assign(&panel);
    });
}

/// The lower triangle of the rest, minus P P^T; the longest tasks first, so that threads end together.
fn subtract_square(mut rest: ArrayViewMut2<'_, f64>, panel: ArrayView2<'_, f64>) {
    let rows = rest.axis_chunks_iter_mut(Axis(0), ROWS).zip(panel.axis_chunks_iter(Axis(0), ROWS));
    let tasks: Vec<_> = rows.enumerate().collect();
    tasks.into_par_iter().rev().with_max_len(1).for_each(|(place, (mut out, own))| {
        let end = place * ROWS + out.nrows();
        let others = panel.slice(s![..end, ..]);
        f64::add_product(out.slice_mut(s![.., ..end]), &-1.0, own, others.t(), Threads::One);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    fn positive(n: usize) -> Array2<f64> {
        let a = Array2::from_shape_fn((n, n), |(i, j)| (((i * 31 + j * j * 17) % 29) as f64 - 14.0) / 29.0);
        a.dot(&a.t()) + Array2::<f64>::eye(n)
    }

    #[test]
    fn solves_what_it_factored() {
        for n in [1, 5, BLOCK, 2 * BLOCK + 70] {
            let matrix = positive(n);
            let factor = Cholesky::new(matrix.clone()).unwrap();
            let expected = Array2::from_shape_fn((3, n), |(i, j)| (i + j % 7) as f64);
            let mut rows = expected.dot(&matrix);
            factor.solve(rows.view_mut());
            let deviation =
                (&rows - &expected).iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
            assert!(deviation < 1e-9 * n as f64, "{n}: {deviation}");
        }
    }

    #[test]
    fn names_the_pivot_that_is_not_positive() {
        let mut matrix = positive(2 * BLOCK);
        matrix[[BLOCK + 3, BLOCK + 3]] = -1.0;
        assert_eq!(Cholesky::new(matrix).unwrap_err(), BLOCK + 3);
    }
}
