//! A^(4) with a matrix at every index, pair by pair.

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use super::Pairs;
use crate::Scalar;
use crate::action::Triangle;
use crate::dense::mapped;

impl<T: Scalar> Pairs<T> {
    /// The pairs of Σ_abcd N_ia N_jb N_kc N_ld A^(4)_abcd: every matrix M becomes N M Nᵀ. N has shape (m, d).
    ///
    /// # Cost
    /// m d (d + m) multiplications for each matrix; memory for the result.
    pub(crate) fn mapped(&self, map: ArrayView2<'_, T>) -> Pairs<T> {
        let triangle = Triangle::new(map.nrows());
        let mut matrices = Array2::zeros((self.matrices.nrows(), triangle.len()));
        let images =
            matrices.as_slice_mut().expect("in standard layout").par_chunks_exact_mut(triangle.len().max(1));
        images.enumerate().for_each(|(row, image)| {
            let whole = mapped(self.triangle.whole(self.matrices.row(row)), map);
            image.clone_from_slice(&triangle.packed(whole.view()));
        });
        Pairs { triangle, weights: self.weights.clone(), matrices }
    }
}
