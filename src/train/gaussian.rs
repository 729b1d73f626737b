//! The Gaussian with the mean and the covariance of samples. Linear layers alone reach its loss.

use faer::Mat;
use ndarray::Array2;

use super::TrainError;
use super::inverse::determinant_and_inverse;
use super::read::{Pieces, moments};
use crate::action::gaussian_normalisation;
use crate::symmetric;

/// A coordinate follows from others where they leave no larger share of its variance unexplained.
const UNEXPLAINED: f64 = 1e-12;

#[derive(Debug)]
pub(super) struct Gaussian {
    mean: Vec<f64>,
    deviations: Vec<f64>,
    /// Of the correlations.
    inverse: Mat<f64>,
    /// (ln det C) / 2 with the covariance C.
    half_ln_det: f64,
}

impl Gaussian {
    /// [`TrainError::Flat`] for samples in a hyperplane.
    pub(super) fn measure<'a>(pieces: &dyn Fn() -> Pieces<'a>) -> Result<Gaussian, TrainError> {
        // About one of the samples the mean of a constant is exact.
        let point = pieces().next().transpose()?.map_or_else(Vec::new, |piece| piece.row(0).to_vec());
        let mean = moments(pieces(), 1, point)?.mean();
        let moments = moments(pieces(), 2, mean.clone())?;
        let (d, second) = (mean.len(), moments.tensor(2));
        let deviations: Vec<f64> = (0..d).map(|i| second.get(&[i, i]).sqrt()).collect();
        let entry = |(i, j): (usize, usize)| second.get(&[i, j]) / (deviations[i] * deviations[j]);
        let correlations = Array2::from_shape_fn((d, d), entry);
        // Of a constant they are no numbers, and the decomposition ends there, too.
        let shifted = |i: usize, j: usize| correlations[[i, j]] - if i == j { UNEXPLAINED } else { 0.0 };
        if let Err(coordinate) = symmetric::cholesky(Mat::from_fn(d, d, shifted)) {
            return Err(TrainError::Flat { coordinate, samples: moments.rows() });
        }
        let (ln_det, inverse) = determinant_and_inverse(correlations.view());
        let half_ln_det = ln_det / 2.0 + deviations.iter().map(|deviation| deviation.ln()).sum::<f64>();
        Ok(Gaussian { mean, deviations, inverse, half_ln_det })
    }

    /// The mean of -ln p over samples; over those that it was measured of where none are given.
    pub(super) fn loss(&self, pieces: Option<Pieces<'_>>) -> Result<f64, TrainError> {
        let (d, scale) = (self.mean.len(), &self.deviations);
        let square = match pieces {
            Some(pieces) => {
                let second = moments(pieces, 2, self.mean.clone())?.tensor(2);
                let indices = (0..d).flat_map(|i| (0..d).map(move |j| (i, j)));
                indices.map(|(i, j)| self.inverse[(i, j)] * second.get(&[i, j]) / (scale[i] * scale[j])).sum()
            }
            None => d as f64,
        };
        Ok(square / 2.0 - gaussian_normalisation(d) + self.half_ln_det)
    }
}
