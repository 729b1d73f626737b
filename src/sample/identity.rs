//! Draws against their action, by the Schwinger-Dyson equations.
//!
//! Integrating ∂/∂x_i (x_i exp S) and ∂/∂x_i exp S over all x gives, where exp S falls off at infinity,
//!
//! ```text
//! E[x_i ∂S/∂x_i] = -1,    E[∂S/∂x_i] = 0    for every i
//! ```
//!
//! Draws of another density, or of the right one by a sampler that is stuck or biased, do not obey them.

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

use super::diagnostics::{PIECE, by_chain, gather, groups, standard_error};
use crate::action::Kernel;
use crate::data::{DataError, Samples};
use crate::network::{EvaluationError, Network};
use crate::normal::normal_quantile;

/// Fewer draws have means that are not normal yet, so that their deviations say little.
const FEWEST: usize = 400;

/// The probability that draws which obey the identities are said not to.
const FALSE_ALARM: f64 = 1e-3;

/// A mean beside what it should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deviation {
    /// What the mean should be.
    pub expected: f64,
    /// The mean over the draws.
    pub mean: f64,
    /// Its standard error.
    pub error: f64,
}

impl Deviation {
    /// The deviation in standard errors.
    pub fn pull(&self) -> f64 {
        (self.mean - self.expected) / self.error
    }
}

/// The identities of all coordinates.
#[derive(Clone, Debug, PartialEq)]
pub struct Identities {
    /// E\[x_i ∂S/∂x_i\] beside -1.
    pub virial: Vec<Deviation>,
    /// E\[∂S/∂x_i\] beside 0.
    pub slope: Vec<Deviation>,
}

impl Identities {
    /// The largest deviation, with the coordinate it belongs to and whether it is one of [`Identities::virial`].
    pub fn largest(&self) -> Option<(Deviation, usize, bool)> {
        let virial = self.virial.iter().enumerate().map(|(i, found)| (*found, i, true));
        let slope = self.slope.iter().enumerate().map(|(i, found)| (*found, i, false));
        // A deviation that is not a number counts as the largest.
        virial.chain(slope).max_by(|a, b| a.0.pull().abs().total_cmp(&b.0.pull().abs()))
    }

    /// The deviation in standard errors that the largest of so many exceeds with a probability of 10⁻³ only.
    pub fn limit(&self) -> f64 {
        let count = (self.virial.len() + self.slope.len()).max(1) as f64;
        -normal_quantile(FALSE_ALARM / (2.0 * count))
    }

    /// Whether no deviation is beyond the limit.
    pub fn hold(&self) -> bool {
        self.largest().is_none_or(|(found, ..)| found.pull().abs() <= self.limit())
    }
}

/// The identities for draws of chains. Standard errors come from the effective number of draws of each mean. `None` for fewer
/// than 400 draws, or four in a chain.
///
/// # Errors
/// Draws in a file that cannot be read.
///
/// # Cost
/// A gradient for each draw, and memory as for the draws themselves.
pub fn of_chains(kernel: &Kernel, draws: &Samples) -> Result<Option<Identities>, DataError> {
    if draws.rows() < FEWEST {
        return Ok(None);
    }
    let slopes = slopes(kernel, draws)?;
    let deviation = |expected: f64, series: &[f64]| {
        let (mean, error) = standard_error(&by_chain(series, draws.chains()))?;
        Some(Deviation { expected, mean, error })
    };
    let mut both = Vec::with_capacity(kernel.dimension());
    for columns in groups(draws.rows(), kernel.dimension()) {
        let series = gather(draws, columns.clone())?.into_par_iter().zip(columns);
        let deviations = series.map(|(mut series, i)| {
            let slope = slopes.column(i).to_vec();
            series.iter_mut().zip(&slope).for_each(|(x, slope)| *x *= slope);
            Some((deviation(-1.0, &series)?, deviation(0.0, &slope)?))
        });
        both.extend(deviations.collect::<Vec<_>>());
    }
    let both: Option<Vec<_>> = both.into_iter().collect();
    Ok(both.map(|both| {
        let (virial, slope) = both.into_iter().unzip();
        Identities { virial, slope }
    }))
}

/// ∂S/∂x at every draw.
fn slopes(kernel: &Kernel, draws: &Samples) -> Result<Array2<f64>, DataError> {
    let mut slopes = Array2::zeros((draws.rows(), draws.dimension()));
    let pieces: Vec<_> = slopes.axis_chunks_iter_mut(Axis(0), PIECE).enumerate().collect();
    pieces.into_par_iter().try_for_each_init(
        || kernel.clone(),
        |kernel, (piece, mut slopes)| {
            let draws = draws.range(piece * PIECE, PIECE)?;
            for (x, mut slope) in draws.outer_iter().zip(slopes.outer_iter_mut()) {
                if let (Some(x), Some(slope)) = (x.as_slice(), slope.as_slice_mut()) {
                    kernel.value_and_gradient(x, slope);
                }
            }
            Ok(())
        },
    )?;
    Ok(slopes)
}

/// The identities for independent draws of a network, gathered piece by piece with the gradient of its log-density.
#[derive(Clone, Debug)]
pub struct OfNetwork<'a> {
    network: &'a Network<f64>,
    draws: usize,
    /// Σ and Σ of squares of x_i ∂S/∂x_i + 1, then of ∂S/∂x_i.
    sums: [Vec<f64>; 4],
}

impl<'a> OfNetwork<'a> {
    /// No draws yet.
    pub fn new(network: &'a Network<f64>) -> OfNetwork<'a> {
        let zeros = || vec![0.0; network.dimension()];
        OfNetwork { network, draws: 0, sums: [zeros(), zeros(), zeros(), zeros()] }
    }

    /// Takes draws of shape (n, d).
    ///
    /// # Errors
    /// When the gradient at a draw is not finite.
    pub fn add(&mut self, draws: ArrayView2<'_, f64>) -> Result<(), EvaluationError> {
        let slopes = self.network.log_density_gradient(draws)?;
        let [virial, virial_squares, slope_sums, slope_squares] = &mut self.sums;
        for (x, slope) in draws.outer_iter().zip(slopes.outer_iter()) {
            for (i, (x, slope)) in x.iter().zip(slope).enumerate() {
                let excess = x * slope + 1.0;
                virial[i] += excess;
                virial_squares[i] += excess * excess;
                slope_sums[i] += slope;
                slope_squares[i] += slope * slope;
            }
        }
        self.draws += draws.nrows();
        Ok(())
    }

    /// The identities; `None` for fewer than 400 draws.
    pub fn identities(&self) -> Option<Identities> {
        let n = self.draws as f64;
        let deviations = |expected: f64, sums: &[f64], squares: &[f64]| -> Vec<Deviation> {
            let deviation = |(sum, square): (&f64, &f64)| {
                let mean = sum / n;
                let variance = (square / n - mean * mean) * n / (n - 1.0);
                Deviation { expected, mean: expected + mean, error: (variance / n).sqrt() }
            };
            sums.iter().zip(squares).map(deviation).collect()
        };
        let [virial, virial_squares, slope, slope_squares] = &self.sums;
        (self.draws >= FEWEST).then(|| Identities {
            virial: deviations(-1.0, virial, virial_squares),
            slope: deviations(0.0, slope, slope_squares),
        })
    }
}
