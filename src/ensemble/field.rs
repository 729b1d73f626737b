//! The action of the outputs, order by order in 1/N.

use faer::Mat;

use super::{Connected, Ensemble, EnsembleError};
use crate::action::{Action, SparseAction, Truncation};
use crate::correlators::{Order, invert};
use crate::symmetric::{ComputeEigenvectors, eigen};
use crate::tensor::{SymmetricTensor, estimated_entries};
use crate::text::significant;

/// Couplings of points whose covariance has a larger condition have fewer than eight digits.
pub const MOST_CONDITION: f64 = 1e8;

/// The outputs at a set of points as a field theory.
#[derive(Clone, Debug)]
pub struct Field {
    /// The correlators that the action is made of.
    pub correlators: Vec<Connected>,
    /// The power of 1/N to which the action is known; of an infinite width it is the whole action.
    pub order: usize,
    /// The condition of G2, the largest over the smallest eigenvalue.
    pub condition: f64,
    /// ln p(φ) to that order, but for -ln E[exp S_int] where there is an S_int, which it has.
    pub action: Action<f64>,
    /// The standard errors of its entries, of sampled correlators.
    pub errors: Option<Action<f64>>,
}

impl Field {
    /// The action to a power of 1/N, by the diagrams of [`invert`]: a vertex G_c^(2n) counts N^(1-n), so that k! A^(k) to the
    /// power p has p + 1 - k/2 loops at most.
    ///
    /// # Formula
    /// With P = G2^{-1} and M_cd = G4_abcd P_ab to the power 1: A^(4) = G4 PPPP/24, A^(2) = -P/2 - P M P/4,
    /// A^(0) = -(m/2) ln 2π - ½ ln det G2 + tr(M P)/8.
    ///
    /// # Errors
    /// When G2 is singular, its condition is above [`MOST_CONDITION`], or the diagrams take more than so many bytes.
    pub fn new(
        ensemble: &Ensemble,
        correlators: Vec<Connected>,
        order: usize,
        memory: u64,
    ) -> Result<Field, EnsembleError> {
        let condition = condition(&correlators[0].value);
        if condition >= MOST_CONDITION {
            return Err(EnsembleError::Condition {
                condition,
                advice: advice(ensemble, &correlators[0].value),
            });
        }
        let order = if ensemble.width.is_some() { order } else { 0 };
        let action = action(ensemble, &correlators, order, memory)?;
        action.check_finite().map_err(crate::correlators::CorrelatorsError::from)?;
        Ok(Field { correlators, order, condition, action, errors: None })
    }
}

/// The action without a word on its condition.
pub(super) fn action(
    ensemble: &Ensemble,
    correlators: &[Connected],
    order: usize,
    memory: u64,
) -> Result<Action<f64>, EnsembleError> {
    let highest = ensemble.deformation.as_ref().map_or(0, SparseAction::max_rank).max(2 + 2 * order);
    expect_entries(correlators[0].value.dimension(), highest, memory)?;
    let taken = &correlators[..=order.min(correlators.len() - 1)];
    let known = taken.iter().map(|found| (found.order, found.value.clone())).collect();
    let mut action = invert(&known, 2 + 2 * order, Order::Width(order), memory)?.action();
    action.around = None;
    if ensemble.width.is_none() {
        action.truncation = Truncation::none();
    }
    let Some(deformation) = &ensemble.deformation else { return Ok(action) };
    while action.max_rank() < deformation.max_rank() {
        let next = SymmetricTensor::zero(action.dimension(), action.max_rank() + 1);
        action = action.with_next(next);
    }
    for rank in 0..=deformation.max_rank() {
        let tensor = action.tensor_mut(rank);
        for (index, value) in deformation.entries(rank) {
            let sum = tensor.get(index) + value;
            tensor.set(index, sum);
        }
    }
    if let Some(rank) = &mut action.truncation.max_rank {
        *rank = (*rank).max(deformation.max_rank());
    }
    Ok(action)
}

/// Refuses actions whose entries to a rank, and what is made on the way to them, do not fit.
pub(super) fn expect_entries(points: usize, rank: usize, memory: u64) -> Result<(), EnsembleError> {
    const COPIES: f64 = 6.0;
    let entries: f64 = (0..=rank).map(|rank| estimated_entries(points, rank)).sum();
    let needed = (COPIES * 8.0 * entries) as u64;
    match needed > memory {
        true => Err(EnsembleError::Memory { what: "correlators and action", needed, memory }),
        false => Ok(()),
    }
}

/// The largest over the smallest eigenvalue; infinite where these are not positive.
pub(super) fn condition(covariance: &SymmetricTensor<f64>) -> f64 {
    let m = covariance.dimension();
    let matrix = Mat::from_fn(m, m, |i, j| *covariance.get(&[i, j]));
    match eigen(&matrix, ComputeEigenvectors::No) {
        Some((values, _)) if values[0] > 0.0 => values[m - 1] / values[0],
        _ => f64::INFINITY,
    }
}

fn advice(ensemble: &Ensemble, covariance: &SymmetricTensor<f64>) -> String {
    let m = covariance.dimension();
    let at = |i: usize, j: usize| *covariance.get(&[i, j]);
    if let Some(point) = (0..m).find(|&i| at(i, i) <= 0.0) {
        return format!("the output at point {point} is always 0");
    }
    // 1 - ρ² of outputs that differ by rounding.
    let same =
        |&(i, j): &(usize, usize)| at(i, i) * at(j, j) - at(i, j) * at(i, j) < 1e-14 * at(i, i) * at(j, j);
    if let Some((i, j)) = (0..m).flat_map(|i| (0..i).map(move |j| (j, i))).find(same) {
        return format!("the outputs at points {i} and {j} are the same but for a factor");
    }
    match ensemble.spacing() {
        Some(spacing) => format!(
            "take points about {} apart, over which the outputs change",
            significant(spacing, 4, -4..6, 3)
        ),
        None => "take fewer points, or points further apart".to_owned(),
    }
}
