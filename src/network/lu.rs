//! LU factors of W_l, and when a pivot makes it singular.

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::lu::partial_pivoting::{factor, solve};
use faer::perm::Perm;
use faer::{Conj, Mat, MatMut, Par};
use ndarray::ArrayView2;

/// A W of dimension d is singular when a pivot is at most d times this, once rows and columns are
/// scaled to largest entries between 1 and 2.
///
/// A pivot of that size is what rounding leaves of an exact zero: elimination makes an error of about
/// one unit roundoff per step relative to the largest entry. Scaling comes first because the size of a
/// weight says nothing: diag(1, 1e-30) is regular.
pub const SINGULAR_PIVOT: f64 = f64::EPSILON;

/// Below d times this, a pivot may still be the rest of an exact zero that earlier small pivots have
/// made larger, and the exact determinant decides. Of products of random integer matrices of deficient rank,
/// one in ten leaves a pivot above [`SINGULAR_PIVOT`], and none a pivot above a thousandth of this.
pub(super) const DOUBTFUL_PIVOT: f64 = 1.5e-8;

/// LU factors, with partial pivoting, of a matrix A whose rows and columns are scaled by powers of two.
///
/// 2^-r_i A_ij 2^-c_j = (P^T L U)_ij; scaling by powers of two is exact. One thread does the work, so that
/// the result does not depend on how many there are.
#[derive(Clone, Debug)]
pub struct Lu {
    packed: Mat<f64>,
    rows_of: Perm<usize>,
    row_exponents: Vec<i32>,
    column_exponents: Vec<i32>,
}

impl Lu {
    /// The factors of a square matrix with finite entries, `None` when it is singular.
    pub(crate) fn new(matrix: ArrayView2<'_, f64>) -> Option<Lu> {
        let d = matrix.nrows();
        let (row_exponents, column_exponents) = equilibrate(matrix)?;
        let scaled = |i: usize, j: usize| scale(matrix[[i, j]], -row_exponents[i] - column_exponents[j]);
        let mut packed = Mat::from_fn(d, d, scaled);
        let rows_of = factor_in_place(packed.as_mut());
        let smallest = d as f64 * SINGULAR_PIVOT;
        // Written so that a NaN, which follows an exact zero, counts as singular.
        let regular = (0..d).all(|i| packed[(i, i)].abs() > smallest);
        regular.then_some(Lu { packed, rows_of, row_exponents, column_exponents })
    }

    /// Whether a pivot is so small that only the exact determinant tells if A is singular.
    pub(crate) fn is_doubtful(&self) -> bool {
        let d = self.packed.nrows();
        (0..d).any(|i| self.packed[(i, i)].abs() <= d as f64 * DOUBTFUL_PIVOT)
    }

    /// ln |det A|.
    pub(super) fn ln_abs_det(&self) -> f64 {
        let exponents = self.row_exponents.iter().chain(&self.column_exponents);
        let power: i64 = exponents.map(|&exponent| i64::from(exponent)).sum();
        let pivots = (0..self.packed.nrows()).map(|i| self.packed[(i, i)].abs().ln());
        pivots.sum::<f64>() + power as f64 * std::f64::consts::LN_2
    }

    /// Solves A x = b in place for every d consecutive numbers b of `rows`.
    pub(crate) fn solve(&self, rows: &mut [f64]) {
        let d = self.packed.nrows();
        rescale(rows, &self.row_exponents);
        let columns = MatMut::from_column_major_slice_mut(rows, d, rows.len() / d);
        let memory = solve::solve_in_place_scratch::<usize, f64>(d, columns.ncols(), Par::Seq);
        solve::solve_in_place_with_conj(
            self.packed.as_ref(),
            self.packed.as_ref(),
            self.rows_of.as_ref(),
            Conj::No,
            columns,
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(memory)),
        );
        rescale(rows, &self.column_exponents);
    }
}

fn factor_in_place(matrix: MatMut<'_, f64>) -> Perm<usize> {
    let d = matrix.nrows();
    let (mut forward, mut inverse) = (vec![0; d], vec![0; d]);
    let memory = factor::lu_in_place_scratch::<usize, f64>(d, d, Par::Seq, Default::default());
    let mut memory = MemBuffer::new(memory);
    let stack = MemStack::new(&mut memory);
    factor::lu_in_place(matrix, &mut forward, &mut inverse, Par::Seq, stack, Default::default());
    Perm::new_checked(forward.into(), inverse.into(), d)
}

/// Exponents r_i, c_j such that the largest entry of every row and column of 2^-r_i A_ij 2^-c_j is near 1;
/// `None` when a row or column is zero.
fn equilibrate(matrix: ArrayView2<'_, f64>) -> Option<(Vec<i32>, Vec<i32>)> {
    let rows: Option<Vec<_>> =
        matrix.rows().into_iter().map(|row| row.iter().filter_map(exponent).max()).collect();
    let rows = rows?;
    let largest = |column: ndarray::ArrayView1<'_, f64>| {
        column.iter().zip(&rows).filter_map(|(entry, row)| Some(exponent(entry)? - row)).max()
    };
    let columns: Option<Vec<_>> = matrix.columns().into_iter().map(largest).collect();
    Some((rows, columns?))
}

/// e with 2^e ≤ |x| < 2^(e+1), `None` for zero.
fn exponent(x: &f64) -> Option<i32> {
    const SUBNORMAL_SHIFT: i32 = 54;
    let biased = |x: f64| ((x.to_bits() >> 52) & 0x7ff) as i32;
    match biased(*x) {
        _ if *x == 0.0 => None,
        0 => Some(biased(scale(*x, SUBNORMAL_SHIFT)) - 1023 - SUBNORMAL_SHIFT),
        e => Some(e - 1023),
    }
}

/// x · 2^e, exact unless the result leaves the range of normal numbers.
fn scale(x: f64, e: i32) -> f64 {
    let step = e.clamp(-1022, 1023);
    let scaled = x * f64::from_bits(((step + 1023) as u64) << 52);
    if step == e { scaled } else { scale(scaled, e - step) }
}

fn rescale(rows: &mut [f64], exponents: &[i32]) {
    if exponents.iter().all(|&exponent| exponent == 0) {
        return;
    }
    for row in rows.chunks_exact_mut(exponents.len()) {
        for (entry, &exponent) in row.iter_mut().zip(exponents) {
            *entry = scale(*entry, -exponent);
        }
    }
}
