//! Condition numbers in the 1-norm, as LAPACK estimates them.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use rayon::prelude::*;

/// Steps of the estimate; it nearly always ends after two.
const STEPS: usize = 5;

/// Rows of one task.
const ROWS: usize = 256;

/// The 1-norm of a symmetric matrix of which the lower triangle is given.
pub(super) fn norm(lower: &Array2<f64>) -> f64 {
    let parts: Vec<_> = lower.axis_chunks_iter(Axis(0), ROWS).enumerate().collect();
    let parts: Vec<_> = parts.into_par_iter().map(|(part, rows)| sums(rows, part * ROWS)).collect();
    let sums = parts.into_iter().reduce(|sums, part| sums + part);
    sums.iter().flatten().copied().fold(0.0, f64::max)
}

/// The sums of absolute entries by row and column, of the rows from `start` on.
fn sums(rows: ArrayView2<'_, f64>, start: usize) -> Array1<f64> {
    let mut sums = Array1::zeros(rows.ncols());
    for (i, row) in (start..).zip(rows.outer_iter()) {
        let mut own = row[i].abs();
        for (sum, entry) in sums.iter_mut().zip(row.iter().take(i)) {
            *sum += entry.abs();
            own += entry.abs();
        }
        sums[i] += own;
    }
    sums
}

/// The 1-norm of the inverse of a symmetric matrix, from a few solutions with it: a lower bound that is rarely far off.
///
/// # Source
/// W. W. Hager, Condition estimates, SIAM J. Sci. Stat. Comput. 5, 311 (1984).
pub(super) fn inverse_norm(n: usize, solve: impl Fn(Array1<f64>) -> Array1<f64>) -> f64 {
    let mut vector = Array1::from_elem(n, 1.0 / n as f64);
    let mut estimate = 0.0;
    for _ in 0..STEPS {
        let image = solve(vector.clone());
        estimate = image.iter().map(|entry| entry.abs()).sum::<f64>().max(estimate);
        let slope = solve(image.mapv(f64::signum));
        let steepest = (0..n).fold(0, |best, i| if slope[i].abs() > slope[best].abs() { i } else { best });
        if slope[steepest].abs() <= slope.dot(&vector) {
            break;
        }
        vector = Array1::zeros(n);
        vector[steepest] = 1.0;
    }
    estimate
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn norms_of_a_small_matrix() {
        // Half the lower triangle of [[2, 1], [1, 4]], whose inverse is [[4, -1], [-1, 2]] / 7.
        assert_eq!(norm(&array![[2.0, 0.0], [1.0, 4.0]]), 5.0);
        let inverse = array![[4.0, -1.0], [-1.0, 2.0]] / 7.0;
        assert!((inverse_norm(2, |v| inverse.dot(&v)) - 5.0 / 7.0).abs() < 1e-15);
    }
}
