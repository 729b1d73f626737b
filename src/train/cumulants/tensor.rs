//! Dense symmetric tensors and their rotations.

use faer::Accum;
use ndarray::{Array, Array2, Array3, ArrayView2, Axis, Dimension, RemoveAxis, Zip};

use crate::Threads;
use crate::action::SymmetricTensor;
use crate::product::product;

/// All d³ entries.
pub(super) fn dense(packed: &SymmetricTensor<f64>) -> Array3<f64> {
    let d = packed.dimension();
    let mut full = Array3::zeros((d, d, d));
    for (index, value) in packed.iter() {
        let (i, j, k) = (index[0], index[1], index[2]);
        for place in [[i, j, k], [i, k, j], [j, i, k], [j, k, i], [k, i, j], [k, j, i]] {
            full[place] = *value;
        }
    }
    full
}

/// K'_ijk = Σ M_ia M_jb M_kc K_abc, and so for any number n of indices, with 2 n d^(n+1) operations.
pub(super) fn mapped<D: Dimension>(mut tensor: Array<f64, D>, map: ArrayView2<'_, f64>) -> Array<f64, D> {
    let (shape, d) = (tensor.raw_dim(), map.nrows());
    for _ in 0..tensor.ndim() {
        let columns = tensor.len() / d;
        let flat = tensor.into_shape_with_order((d, columns)).expect("as many entries");
        let mut out = Array2::zeros((d, columns));
        product(out.view_mut(), Accum::Replace, 1.0, map, flat.view(), Threads::All);
        // The next index comes first.
        let turned = out.t().as_standard_layout().into_owned();
        tensor = turned.into_shape_with_order(shape.clone()).expect("as many entries");
    }
    tensor
}

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
