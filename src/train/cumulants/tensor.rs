//! Rotations of tensors with all their entries.

use ndarray::{Array, Array2, Array3, Axis, RemoveAxis, Zip};

/// K_iii.
pub(super) fn diagonal(tensor: &Array3<f64>) -> Vec<f64> {
    (0..tensor.dim().0).map(|i| tensor[[i, i, i]]).collect()
}

/// Turns the coordinates p < q in every index: e_p ← c e_p + s e_q, e_q ← c e_q - s e_p.
pub(super) fn turn<D: RemoveAxis>(tensor: &mut Array<f64, D>, pair: (usize, usize), angle: (f64, f64)) {
    (0..tensor.ndim()).for_each(|axis| turn_along(tensor, Axis(axis), pair, angle));
}

/// The same for the rows of a matrix.
pub(super) fn turn_rows(matrix: &mut Array2<f64>, pair: (usize, usize), angle: (f64, f64)) {
    turn_along(matrix, Axis(0), pair, angle);
}

fn turn_along<D: RemoveAxis>(
    tensor: &mut Array<f64, D>,
    axis: Axis,
    (p, q): (usize, usize),
    (s, c): (f64, f64),
) {
    let (mut low, mut high) = tensor.view_mut().split_at(axis, q);
    let (low, high) = (low.index_axis_mut(axis, p), high.index_axis_mut(axis, 0));
    Zip::from(low).and(high).for_each(|x, y| (*x, *y) = (c * *x + s * *y, c * *y - s * *x));
}
