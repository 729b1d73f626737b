//! How far two actions differ, one line for each rank.

use super::super::{Action, ActionError, SymmetricTensor};
use crate::tensor::unpack;

/// How the coefficients of one rank differ between two actions.
#[derive(Clone, Debug, PartialEq)]
pub struct RankComparison {
    /// The rank k.
    pub rank: usize,
    /// |Σ_α S_α T_α| / sqrt(Σ_α S_α² Σ_α T_α²) over the independent entries α, Eq. (30); `None` where one of
    /// the tensors vanishes or is not held.
    pub cosine: Option<f64>,
    /// The largest |S_α - T_α|.
    pub largest_deviation: f64,
    /// The multi-index of the largest deviation.
    pub at: Vec<usize>,
    /// The largest |S_α| or |T_α|, as the scale of the deviation.
    pub largest_entry: f64,
}

/// Compares two actions rank by rank. A rank that only one of them holds is compared with zero.
///
/// # Errors
/// When the dimensions or the expansion points differ.
pub fn compare(a: &Action<f64>, b: &Action<f64>) -> Result<Vec<RankComparison>, ActionError> {
    if a.dimension() != b.dimension() {
        return Err(ActionError::Dimensions(a.dimension(), b.dimension()));
    }
    if a.around != b.around {
        return Err(ActionError::Points);
    }
    let ranks = a.max_rank().max(b.max_rank());
    let zero = |rank| SymmetricTensor::zero(a.dimension(), rank);
    let pick = |action: &Action<f64>, rank| action.tensor(rank).cloned().unwrap_or_else(|| zero(rank));
    Ok((0..=ranks).map(|rank| compare_tensors(&pick(a, rank), &pick(b, rank))).collect())
}

/// As [`compare`], for one rank.
#[doc(hidden)]
pub fn compare_tensors(a: &SymmetricTensor<f64>, b: &SymmetricTensor<f64>) -> RankComparison {
    let largest_entry = a.largest().max(b.largest());
    let deviations = a.entries().iter().zip(b.entries()).map(|(a, b)| (a - b).abs());
    // The first of the largest; NaN counts as larger than any number.
    let worst = deviations.enumerate().reduce(|worst, next| match next.1.total_cmp(&worst.1) {
        std::cmp::Ordering::Greater => next,
        _ => worst,
    });
    let (place, deviation) = worst.unwrap_or_default();
    RankComparison {
        rank: a.rank(),
        cosine: cosine(a, b),
        largest_deviation: deviation,
        at: unpack(a.dimension(), a.rank(), place),
        largest_entry,
    }
}

fn cosine(a: &SymmetricTensor<f64>, b: &SymmetricTensor<f64>) -> Option<f64> {
    let (scale_a, scale_b) = (a.largest(), b.largest());
    if scale_a == 0.0 || scale_b == 0.0 {
        return None;
    }
    let pairs = || a.entries().iter().zip(b.entries()).map(|(a, b)| (a / scale_a, b / scale_b));
    let product: f64 = pairs().map(|(a, b)| a * b).sum();
    let (squares_a, squares_b): (f64, f64) =
        (pairs().map(|(a, _)| a * a).sum(), pairs().map(|(_, b)| b * b).sum());
    Some(product.abs() / (squares_a * squares_b).sqrt())
}
