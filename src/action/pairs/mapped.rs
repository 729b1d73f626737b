//! A^(4) with a matrix at every index, pair by pair.

use ndarray::{Array2, Array3, ArrayView2, Axis};

use super::{Pairs, TOGETHER};
use crate::Scalar;
use crate::action::Triangle;

impl<T: Scalar> Pairs<T> {
    /// The pairs of Σ_abcd N_ia N_jb N_kc N_ld A^(4)_abcd: every matrix M becomes N M Nᵀ. N has shape (m, d).
    ///
    /// # Panics
    /// When N has not d columns.
    ///
    /// # Cost
    /// m d (d + m) multiplications for each matrix; memory for the result.
    ///
    /// # Example
    /// ```
    /// use diagraction::action::Pairs;
    /// use ndarray::array;
    ///
    /// // (x y)², and y = x.
    /// let pairs = Pairs::new(2, vec![1.0], array![[0.0, 0.5, 0.0]], vec![])?;
    /// assert_eq!(pairs.mapped(array![[1.0, 1.0]].view()).entry([0; 4]), pairs.entry([0, 0, 1, 1]) * 6.0);
    /// # Ok::<(), diagraction::action::ActionError>(())
    /// ```
    #[must_use]
    pub fn mapped(&self, map: ArrayView2<'_, T>) -> Pairs<T> {
        let triangle = Triangle::new(map.nrows());
        let mut matrices = Array2::zeros((self.matrices.nrows(), triangle.len()));
        let parts = matrices.axis_chunks_iter_mut(Axis(0), TOGETHER);
        for (matrices, mut images) in self.matrices.axis_chunks_iter(Axis(0), TOGETHER).zip(parts) {
            let once = with_last(self.triangle.whole(matrices), map);
            let turned = once.permuted_axes([0, 2, 1]).as_standard_layout().into_owned();
            for (whole, mut image) in with_last(turned, map).outer_iter().zip(images.outer_iter_mut()) {
                for i in 0..map.nrows() {
                    for j in i..map.nrows() {
                        image[triangle.place(i, j)] = whole[[i, j]].clone();
                    }
                }
            }
        }
        Pairs { triangle, weights: self.weights.clone(), matrices }
    }
}

/// Σ_b N_jb M_pib.
pub(super) fn with_last<T: Scalar>(matrices: Array3<T>, map: ArrayView2<'_, T>) -> Array3<T> {
    let (number, rows, columns) = matrices.dim();
    let flat = matrices.into_shape_with_order((number * rows, columns)).expect("in standard layout");
    let product = T::matrix_product(flat.view(), map.t());
    product.into_shape_with_order((number, rows, map.nrows())).expect("as many entries")
}
