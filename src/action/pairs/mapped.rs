//! A^(4) with a matrix at every index, pair by pair.

use ndarray::{Array2, ArrayView2};

use super::Pairs;
use crate::Scalar;
use crate::action::Triangle;
use crate::dense::mapped;

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
    /// // (x y)² at x = y.
    /// let pairs = Pairs::new(2, vec![1.0], array![[0.0, 0.5, 0.0]], vec![])?;
    /// assert_eq!(pairs.mapped(array![[1.0, 1.0]].view()).entry([0; 4]), pairs.entry([0, 0, 1, 1]) * 6.0);
    /// # Ok::<(), diagraction::action::ActionError>(())
    /// ```
    #[must_use]
    pub fn mapped(&self, map: ArrayView2<'_, T>) -> Pairs<T> {
        let triangle = Triangle::new(map.nrows());
        let mut matrices = Array2::zeros((self.matrices.nrows(), triangle.len()));
        for (matrix, mut image) in self.matrices.outer_iter().zip(matrices.outer_iter_mut()) {
            image.assign(&triangle.packed(mapped(self.triangle.whole(matrix), map).view()));
        }
        Pairs { triangle, weights: self.weights.clone(), matrices }
    }
}
