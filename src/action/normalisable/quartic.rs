//! A^(4) as a quadratic form on symmetric matrices.

use faer::Mat;

use super::definite::exceeds;
use super::{Certain, degree};
use crate::action::SparseAction;

/// The largest number of variables; the matrix has d (d+1)/2 rows.
const MAX_DIMENSION: usize = 60;

/// A^(4) · x^{⊗4} = X·A^(4)·X with X = x xᵀ. Negative definite on all symmetric X, it is at most -λ|x|⁴.
pub(super) fn proof<T: Certain>(action: &SparseAction<T>) -> Option<String> {
    let d = action.dimension();
    if degree(action) != 4 || d > MAX_DIMENSION {
        return None;
    }
    let pairs: Vec<(usize, usize)> = (0..d).flat_map(|i| (i..d).map(move |j| (i, j))).collect();
    let norm = |(i, j): (usize, usize)| if i == j { 1.0 } else { std::f64::consts::SQRT_2 };
    let matrix = Mat::from_fn(pairs.len(), pairs.len(), |row, column| {
        let ((i, j), (k, l)) = (pairs[row], pairs[column]);
        -action.get(&[i, j, k, l]).to_f64() * norm((i, j)) * norm((k, l))
    });
    exceeds(&matrix, 0.0).then(|| "A^(4) is negative definite as a form on symmetric matrices".to_string())
}
