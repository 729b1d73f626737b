//! Dense symmetric tensors and their rotations.

use faer::Accum;
use ndarray::{Array, Array2, Array3, ArrayView2, Axis, RemoveAxis, Zip};

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

/// K'_ijk = Σ M_ia M_jb M_kc K_abc, with 6 d⁴ operations.
pub(super) fn mapped(mut tensor: Array3<f64>, map: ArrayView2<'_, f64>) -> Array3<f64> {
    let d = map.nrows();
    for _ in 0..3 {
        let flat = tensor.into_shape_with_order((d, d * d)).expect("d³ entries");
        let mut out = Array2::zeros((d, d * d));
        product(out.view_mut(), Accum::Replace, 1.0, map, flat.view(), Threads::All);
        // The next index comes first.
        let turned = out.t().as_standard_layout().into_owned();
        tensor = turned.into_shape_with_order((d, d, d)).expect("d³ entries");
    }
    tensor
}

/// K_iii.
pub(super) fn diagonal(tensor: &Array3<f64>) -> Vec<f64> {
    (0..tensor.dim().0).map(|i| tensor[[i, i, i]]).collect()
}

/// Turns the coordinates p < q in every index: e_p ← c e_p + s e_q, e_q ← c e_q - s e_p.
pub(super) fn turn<D: RemoveAxis>(tensor: &mut Array<f64, D>, (p, q): (usize, usize), (s, c): (f64, f64)) {
    for axis in (0..tensor.ndim()).map(Axis) {
        let (mut low, mut high) = tensor.view_mut().split_at(axis, q);
        let (low, high) = (low.index_axis_mut(axis, p), high.index_axis_mut(axis, 0));
        Zip::from(low).and(high).for_each(|x, y| (*x, *y) = (c * *x + s * *y, c * *y - s * *x));
    }
}

/// The same for the rows of a matrix.
pub(super) fn turn_rows(matrix: &mut Array2<f64>, (p, q): (usize, usize), (s, c): (f64, f64)) {
    let (mut low, mut high) = matrix.view_mut().split_at(Axis(0), q);
    Zip::from(low.row_mut(p)).and(high.row_mut(0)).for_each(|x, y| {
        (*x, *y) = (c * *x + s * *y, c * *y - s * *x);
    });
}
