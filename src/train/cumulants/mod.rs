//! The start from cumulants: layer after layer in closed form, without gradients.

mod chain;
mod features;
mod folds;
mod fourth;
mod greedy;
mod halves;
mod jacobi;
mod layer;
mod regression;
mod report;
mod rows;
mod squares;
mod step;
mod tensor;

use ndarray::{Array2, s};

use super::TrainError;
use super::layout::Layout;
use super::read::ROWS;
use super::real::Real;
use crate::Progress;
use crate::statistics::Moments;
use greedy::{Found, Search};
pub use report::{CumulantLayer, Origin};
use rows::{FOLDS, LANES, Part, Rows};

/// With fewer samples folds decide about the depth.
const FEW: usize = 10_000;

/// The standard errors beyond which entries are kept, of many samples and of few.
const ERRORS: f64 = 4.0;
const ERRORS_OF_FEW: f64 = 3.0;

/// The parameters of the start, and what its layers are made of. Layers behind those that were found are W = 1, b = 0, χ = 0.
///
/// # Formula
/// Where h has unit covariance, a coupling b - c φ(a) with the next linear layer gains -1/2 ln det (1 - R) nats, with the share R of the
/// covariance of b that φ explains: for small cumulants 1/4 Σ ⟨a_j a_k b_m⟩² of the 1/12 Σ K² that third cumulants hold in all.
///
/// # Cost
/// For each layer about C(d + 2, 3) operations a sample and five passes; d³ numbers are held.
///
/// # Errors
/// Samples in a hyperplane.
pub(super) fn start<T: Real>(
    layout: &Layout,
    data: &Array2<T>,
    test: Option<&Array2<T>>,
    errors: Option<f64>,
    progress: &dyn Progress,
) -> Result<(Vec<T>, Vec<CumulantLayer>), TrainError> {
    let is_few = data.nrows() < FEW;
    let errors = errors.unwrap_or(if is_few { ERRORS_OF_FEW } else { ERRORS });
    let depth = if layout.second() == 0 { 0 } else { layout.depth };
    let search = Search { rows: Rows::all(data), test: test.map(Rows::all), depth, errors };
    let steps = if is_few { FOLDS } else { depth };
    progress.start("layers from cumulants", steps as u64);
    let found = match &search.test {
        _ if is_few => search.cross_validated(progress)?,
        Some(test) => search.greedy(test, progress)?,
        None => {
            // A fold decides which layers there are, and then all samples are fitted.
            let rows = Rows { part: Part::Others(0), ..search.rows };
            let fold = Rows { part: Part::Fold(0), ..search.rows };
            let found = Search { rows, ..search }.greedy(&fold, progress)?;
            let origins: Vec<Origin> = found.layers.iter().map(|layer| layer.origin).collect();
            search.of(&origins)?
        }
    };
    Ok((parameters(layout, &found), found.layers))
}

fn parameters<T: Real>(layout: &Layout, found: &Found) -> Vec<T> {
    let steps = &found.chain.steps;
    let last = found.chain.last();
    let linear = steps.iter().map(|step| &step.linear).chain([&last]);
    let mut parameters = vec![T::zero(); layout.len()];
    for layer in 0..=layout.depth {
        layout.linear_mut(&mut parameters, layer).0.diag_mut().fill(T::one());
    }
    for (layer, linear) in linear.enumerate() {
        let (mut weight, mut bias) = layout.linear_mut(&mut parameters, layer);
        weight.zip_mut_with(&linear.weight, |out, value| *out = T::of(*value));
        bias.zip_mut_with(&linear.bias, |out, value| *out = T::of(*value));
    }
    let first = layout.first();
    for (layer, step) in steps.iter().enumerate() {
        let (mut chi, _) = layout.activation_mut(&mut parameters, layer);
        for entry in &step.entries {
            let (j, k) = (entry.left, entry.right);
            let place = j * (2 * first + 1 - j) / 2 + (k - j);
            let value = if j == k { entry.value } else { entry.value / 2.0 };
            chi.slice_mut(s![place, entry.output]).fill(T::of(value));
        }
    }
    parameters
}

/// The bytes that a start takes: sums of moments in all lanes, third cumulants while they are turned, those of order four, sums
/// of regressions, pieces; `None` where they cannot be counted.
pub(super) fn memory(dimension: usize, test: usize) -> Option<usize> {
    let order = if dimension <= fourth::LARGEST { 4 } else { 3 };
    let sums = usize::try_from(Moments::<f64>::memory(dimension, order)?).ok()?.checked_mul(LANES + 1)?;
    let cube = dimension.checked_mul(dimension)?.checked_mul(dimension)?.checked_mul(5 * size_of::<f64>())?;
    let pieces = ROWS.checked_mul(dimension)?.checked_mul(3 * size_of::<f64>())?;
    let parts =
        [cube, fourth::memory(dimension), regression::memory(dimension)?, pieces, test.checked_mul(16)?];
    parts.into_iter().try_fold(sums, usize::checked_add)
}
