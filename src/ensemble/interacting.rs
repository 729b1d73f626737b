//! What S_int makes of the outputs, by all routes there are.

use ndarray::Array2;

use super::{Chain, Deformed, Draws, Ensemble, EnsembleError, Field, chain, deformed, series};
use crate::Progress;
use crate::action::{Normalisability, SparseAction};
use crate::tensor::SymmetricTensor;

/// Second moments of an interacting theory by its networks and by its action of infinite width.
#[derive(Clone, Debug)]
pub struct Interacting {
    /// Whether the action of infinite width can be normalised. Where it cannot, nothing else exists.
    pub limit: Normalisability,
    /// At the width of the ensemble, where this is finite.
    pub weighed: Option<Deformed>,
    /// ⟨φφ⟩ of infinite width by diagrams to two loops, where S_int has even ranks only.
    pub series: Option<SymmetricTensor<f64>>,
    /// Of infinite width, of points of one input where only neighbours interact.
    pub exact: Option<Chain>,
    /// The norms of the connected correlators of four outputs: of few units without S_int, and of S_int without loops.
    pub rivals: Option<(f64, f64)>,
}

/// Loops of the series.
const LOOPS: usize = 2;

/// Moments of the outputs at the points of a field, by weights, by diagrams and by the transfer matrix.
///
/// # Errors
/// As for [`deformed`] and [`Field::new`].
pub fn interacting(
    ensemble: &Ensemble,
    points: &Array2<f64>,
    field: &Field,
    draws: &Draws,
    progress: &dyn Progress,
) -> Result<Interacting, EnsembleError> {
    let infinite = Ensemble { width: None, ..ensemble.clone() };
    let two = field.correlators[..1].to_vec();
    let m = points.nrows();
    let covariance = Array2::from_shape_fn((m, m), |(i, j)| *two[0].value.get(&[i, j]));
    let action = SparseAction::from(&Field::new(&infinite, two, 0, draws.memory)?.action);
    let limit = action.normalisability();
    if let Normalisability::Refuted { .. } = limit {
        return Ok(Interacting { limit, weighed: None, series: None, exact: None, rivals: None });
    }
    let weighed = ensemble.width.map(|_| deformed(ensemble, points, draws, progress)).transpose()?;
    let mut along: Vec<usize> = (0..m).collect();
    along.sort_by(|&i, &j| points[[i, 0]].total_cmp(&points[[j, 0]]));
    let exact = (points.ncols() == 1).then(|| chain(&action, &along, covariance.view())).flatten();
    let free = field.correlators.get(1).map(|found| found.value.norm());
    let rivals = free.zip(series(&action, 4, 0, draws.memory).map(|tree| tree.norm()));
    Ok(Interacting { limit, weighed, series: series(&action, 2, LOOPS, draws.memory), exact, rivals })
}
