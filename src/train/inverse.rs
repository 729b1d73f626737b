//! ln |det W| and W⁻¹ of one layer.

use faer::dyn_stack::{MemBuffer, MemStack, StackReq};
use faer::linalg::lu::partial_pivoting::{factor, inverse};
use faer::{Mat, Par};
use ndarray::ArrayView2;

use super::real::Real;

/// ln |det W| and W^-1. Where W is singular they are not finite.
pub(super) fn determinant_and_inverse<T: Real>(weight: ArrayView2<'_, T>) -> (f64, Mat<T>) {
    let d = weight.nrows();
    let mut packed = Mat::from_fn(d, d, |i, j| weight[[i, j]]);
    let (mut rows, mut rows_back) = (vec![0usize; d], vec![0usize; d]);
    let factors = factor::lu_in_place_scratch::<usize, T>(d, d, Par::Seq, Default::default());
    let solution = inverse::inverse_scratch::<usize, T>(d, Par::Seq);
    let mut memory = MemBuffer::new(StackReq::any_of(&[factors, solution]));
    let stack = MemStack::new(&mut memory);
    let (_, permutation) =
        factor::lu_in_place(packed.as_mut(), &mut rows, &mut rows_back, Par::Seq, stack, Default::default());
    let ln_abs_det = (0..d).map(|i| packed[(i, i)].wide().abs().ln()).sum();
    let mut out = Mat::zeros(d, d);
    inverse::inverse(out.as_mut(), packed.as_ref(), packed.as_ref(), permutation, Par::Seq, stack);
    (ln_abs_det, out)
}
