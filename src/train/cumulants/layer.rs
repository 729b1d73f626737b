//! A layer from third cumulants.

use super::chain::Chain;
use super::halves::skew_pairs;
use super::jacobi::Rotated;
use super::regression::Regression;
use super::rows::Rows;
use super::tensor::diagonal;
use crate::dense::mapped;
use crate::train::TrainError;
use crate::train::real::Real;

/// n K_iii² / 6 is about χ² with one degree of freedom where there is no skew: three standard deviations.
const CERTAIN: f64 = 9.0;
const SWEEPS: usize = 12;

/// The sweeps that leave out no rotation.
const ALL: f64 = 1e-3;
const ALL_SWEEPS: usize = 25;

/// Whitening, a rotation that brings skew between the halves, and the regression of the second half on products of the first.
pub(super) fn third_cumulants<T: Real>(
    chain: &Chain,
    rows: &Rows<'_, T>,
    errors: f64,
) -> Result<Regression, TrainError> {
    let third = mapped(chain.third().clone(), chain.root.view());
    let rotated = rotated(third, rows.count() as f64);
    let pairs = skew_pairs(&diagonal(&rotated.third));
    let third = mapped(rotated.third, pairs.view());
    let weight = pairs.dot(&rotated.rotation).dot(&chain.root);
    chain.regression(rows, weight, &third, errors)
}

/// The coordinates in which single ones carry the skew, if that is certain: rotations that noise asks for, too, where all together
/// gain more than noise lets expect, 2 for each of them.
fn rotated(third: ndarray::Array3<f64>, n: f64) -> Rotated {
    let d = third.dim().0 as f64;
    let scale = 6.0 / n;
    let certain = Rotated::new(third.clone()).jacobi(CERTAIN * scale, SWEEPS);
    let signal = third.iter().map(|k| k * k).sum::<f64>() - d.powi(3) / n;
    if signal <= 2.0 * certain.objective() {
        return certain;
    }
    let all = Rotated::new(third).jacobi(ALL * scale, ALL_SWEEPS);
    let is_better = all.objective() - certain.objective() > d * (d - 1.0) * scale;
    if is_better { all } else { certain }
}
