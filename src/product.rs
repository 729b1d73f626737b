//! The matrix product of floats.

use faer::linalg::matmul::matmul;
use faer::traits::RealField;
use faer::{Accum, Par};
use faer_ext::IntoFaer;
use ndarray::{ArrayView2, ArrayViewMut2, Axis};
use rayon::prelude::*;

use crate::Threads;

/// Products of fewer multiplications (about 0.1 ms) are not worth the threads.
const SMALL: usize = 1 << 22;

/// So many rows or columns of the result are one task. The tasks depend on the shapes alone, so the result does
/// not depend on the number of threads.
const ROWS: usize = 256;
const COLUMNS: usize = 1024;

/// out = factor · a · b, or out += factor · a · b, shapes (m, n), (m, k) and (k, n).
pub(crate) fn product(
    mut out: ArrayViewMut2<'_, f64>,
    accumulate: Accum,
    factor: f64,
    a: ArrayView2<'_, f64>,
    b: ArrayView2<'_, f64>,
    threads: Threads,
) {
    let (m, n) = out.dim();
    if m.saturating_mul(n).saturating_mul(a.ncols()) < SMALL {
        return on_one_thread(out, accumulate, factor, a, b);
    }
    let tasks: Vec<Task<'_>> = if m > n {
        let parts = out.axis_chunks_iter_mut(Axis(0), ROWS).zip(a.axis_chunks_iter(Axis(0), ROWS));
        parts.map(|(out, a)| (out, a, b)).collect()
    } else {
        let parts = out.axis_chunks_iter_mut(Axis(1), COLUMNS).zip(b.axis_chunks_iter(Axis(1), COLUMNS));
        parts.map(|(out, b)| (out, a, b)).collect()
    };
    let run = |(out, a, b): Task<'_>| on_one_thread(out, accumulate, factor, a, b);
    match threads {
        // In parts as well: a product packs what it reads, as a whole a copy of b.
        Threads::One => tasks.into_iter().for_each(run),
        Threads::All => tasks.into_par_iter().for_each(run),
    }
}

/// A part of the result and the factors that it is made of.
type Task<'a> = (ArrayViewMut2<'a, f64>, ArrayView2<'a, f64>, ArrayView2<'a, f64>);

/// The bytes in which all threads pack what they read of large products, of this inner length and with so many columns.
pub(crate) fn packed(inner: usize, columns: usize) -> usize {
    const DEPTH: usize = 512;
    let each = inner.min(DEPTH).saturating_mul(columns.min(COLUMNS));
    size_of::<f64>() * each * (rayon::current_num_threads() + 1)
}

/// The same on one thread, of floats of any width.
pub(crate) fn on_one_thread<T: RealField>(
    out: ArrayViewMut2<'_, T>,
    accumulate: Accum,
    factor: T,
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
) {
    matmul(out.into_faer(), accumulate, a.into_faer(), b.into_faer(), factor, Par::Seq);
}

#[cfg(test)]
mod tests {
    use super::SMALL;
    use crate::Threads;
    use faer::Accum;
    use ndarray::{Array2, ArrayView2, Axis, s};

    fn whole(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
        let mut out = Array2::from_elem((a.nrows(), b.ncols()), f64::NAN);
        super::product(out.view_mut(), Accum::Replace, 1.0, a, b, Threads::All);
        out
    }

    /// Integers, so that every order of additions gives the same.
    #[test]
    fn every_layout_gives_the_same_product() {
        let integer = |n: usize| ((n * n + 7 * n) % 23) as f64 - 11.0;
        for (m, k, n) in [(290, 131, 150), (50, 41, 2100)] {
            assert!(m * k * n > SMALL);
            let a = Array2::from_shape_fn((m, k), |(i, j)| integer(3 * i + j));
            let b = Array2::from_shape_fn((k, n), |(i, j)| integer(i + 5 * j));
            let expected =
                Array2::from_shape_fn((m, n), |(i, j)| (0..k).map(|l| a[[i, l]] * b[[l, j]]).sum::<f64>());
            assert_eq!(whole(a.view(), b.view()), expected);
            let by_columns = b.t().as_standard_layout().into_owned();
            assert_eq!(whole(a.view(), by_columns.t()), expected);
            let mut padded = Array2::zeros((m, 2 * k));
            padded.slice_mut(s![.., ..;2]).assign(&a);
            assert_eq!(whole(padded.slice(s![.., ..;2]), b.view()), expected);
            let (mut reversed, mut turned) = (b.clone(), a.clone());
            reversed.invert_axis(Axis(0));
            turned.invert_axis(Axis(1));
            assert_eq!(whole(turned.view(), reversed.view()), expected);
        }
    }
}
