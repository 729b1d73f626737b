//! How likely samples are under a network or an action: ln p of every row, and means of it with errors.

mod error;

pub use error::ScoreError;

use ndarray::{Array1, Axis};
use rayon::prelude::*;

use crate::Progress;
use crate::action::Kernel;
use crate::data::Samples;
use crate::network::{EvaluationError, Mixture, Network};
use crate::spins;
use crate::statistics::{Measured, Request, StatisticsError, measure};

/// So many rows are held at a time.
const ROWS: usize = 4096;

/// About the bytes that ln p of so many rows takes under three densities, with their differences and a piece of the samples on its way
/// through a network.
#[must_use]
pub fn memory(rows: usize, dimension: usize) -> u64 {
    let piece = (rows.min(ROWS) as u64).saturating_mul(56).saturating_mul(dimension as u64);
    (rows as u64).saturating_mul(48).saturating_add(piece)
}

/// What ln p of a row gains where a Gaussian is fitted to these rows, over that with the true mean and covariance: half of its
/// d (d + 3) / 2 numbers over the rows, where these are many.
#[must_use]
pub fn optimism(rows: usize, dimension: usize) -> f64 {
    let d = dimension as f64;
    d * (d + 3.0) / (4.0 * rows as f64)
}

/// What gives samples a density.
#[derive(Clone, Copy, Debug)]
pub enum Density<'a> {
    /// A network, which is normalised: ln p(x), Eq. (3).
    Network(&'a Network<f64>),
    /// A mixture of components: ln Σ_k w_k p_k(x).
    Mixture(&'a Mixture),
    /// An action and its ln Z: ln p(x) = S(x) - ln Z. With zero in its place S(x) alone.
    Action(&'a Kernel, f64),
    /// An action or a network of spins, and its ln Z.
    Spins(&'a spins::Density, f64),
}

impl Density<'_> {
    /// The number of variables d.
    pub fn dimension(&self) -> usize {
        match self {
            Density::Network(network) => network.dimension(),
            Density::Mixture(mixture) => mixture.dimension(),
            Density::Action(kernel, _) => kernel.dimension(),
            Density::Spins(density, _) => density.spins(),
        }
    }
}

/// ln p of every row.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// ln p in nats, in the order of the rows.
    pub values: Array1<f64>,
    /// The rows of each chain.
    chains: Vec<usize>,
}

/// ln p of every sample.
///
/// # Errors
/// When the samples cannot be read or have another dimension, or a value is not finite.
///
/// # Cost
/// One pass over the samples, in pieces, and eight bytes a row.
///
/// ```
/// use diagraction::data::Samples;
/// use diagraction::network::{Linear, Network};
/// use diagraction::score::{Density, score};
/// use ndarray::array;
///
/// // The standard Gaussian.
/// let linear = Linear { weight: array![[1.0]], bias: array![0.0] };
/// let network = Network::new(vec![linear], vec![])?;
/// let samples = Samples::from_array(array![[0.0], [1.0], [0.0], [1.0]]);
/// let found = score(Density::Network(&network), &samples, &())?;
/// let peak = -0.5 * std::f64::consts::TAU.ln();
/// assert!((found.values[1] - (peak - 0.5)).abs() < 1e-15);
/// assert!((found.mean()?.value - (peak - 0.25)).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn score(density: Density<'_>, samples: &Samples, progress: &dyn Progress) -> Result<Score, ScoreError> {
    let (d, of_density) = (samples.dimension(), density.dimension());
    if d != of_density {
        return Err(ScoreError::Dimension { samples: d, density: of_density });
    }
    progress.start("evaluating ln p", samples.rows() as u64);
    let mut values = Vec::with_capacity(samples.rows());
    for piece in samples.chunks(ROWS) {
        let piece = piece?;
        let first = values.len();
        let refused = |error| match error {
            EvaluationError::NotFinite { row, .. } => ScoreError::NotFinite { row: first + row },
            error => error.into(),
        };
        match density {
            Density::Network(network) => {
                values.extend(network.log_density_batch(piece.view()).map_err(refused)?);
            }
            Density::Mixture(mixture) => {
                values.extend(mixture.log_density_batch(piece.view()).map_err(refused)?);
            }
            Density::Spins(density, ln_z) => {
                values.extend(density.actions(piece.view()).iter().map(|value| value - ln_z));
            }
            Density::Action(kernel, ln_z) => {
                let piece = piece.as_standard_layout().into_owned();
                let rows = piece.as_slice().unwrap_or_default().par_chunks_exact(d);
                let work = || (kernel.clone(), vec![0.0; d]);
                values.par_extend(
                    rows.map_init(work, |(kernel, gradient), x| {
                        kernel.value_and_gradient(x, gradient) - ln_z
                    }),
                );
            }
        }
        if let Some(beyond) = values[first..].iter().position(|value| !value.is_finite()) {
            return Err(ScoreError::NotFinite { row: first + beyond });
        }
        progress.advance(piece.nrows() as u64);
    }
    Ok(Score { values: values.into(), chains: samples.chains().to_vec() })
}

impl Score {
    /// The mean of ln p, with its standard error from blocks of rows; the error is not a number where rows are too few for two blocks.
    ///
    /// # Errors
    /// When the mean is beyond the range of floats.
    pub fn mean(&self) -> Result<Measured, ScoreError> {
        let column = self.values.clone().insert_axis(Axis(1));
        let samples = Samples::from_array(column).in_chains(self.chains.clone())?;
        match measure(&samples, &Request { order: 1, ..Request::default() }, &()) {
            Ok(found) => {
                let [value, error] =
                    [&found.orders[0].value, &found.orders[0].error].map(|k1| k1.entries()[0]);
                Ok(Measured { value, error })
            }
            Err(StatisticsError::TooFew { .. } | StatisticsError::OneBlock { .. }) => {
                Ok(Measured { value: self.values.mean().unwrap_or(f64::NAN), error: f64::NAN })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What this density gives more than another one, row by row, so that what both find unlikely drops out of the error of the mean.
    ///
    /// # Errors
    /// When the other has another number of rows.
    pub fn beyond(&self, other: &Score) -> Result<Score, ScoreError> {
        if self.values.len() != other.values.len() {
            return Err(ScoreError::Rows { one: self.values.len(), other: other.values.len() });
        }
        Ok(Score { values: &self.values - &other.values, chains: self.chains.clone() })
    }

    /// The row with the lowest ln p, and what it is.
    pub fn lowest(&self) -> Option<(usize, f64)> {
        let rows = self.values.iter().copied().enumerate();
        rows.min_by(|a, b| a.1.total_cmp(&b.1))
    }
}
