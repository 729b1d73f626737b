//! Data mapped to unit covariance.

use faer::Side;
use faer_ext::IntoFaer;
use ndarray::{Array1, Array2};

use super::TrainError;
use super::read::{moments, pieces};
use crate::data::Samples;

/// A linear map of the data, y = W (x - m).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Whitening {
    pub(super) weight: Array2<f64>,
    pub(super) mean: Array1<f64>,
    pub(super) ln_abs_det: f64,
}

impl Whitening {
    /// W = C^(-1/2) with the covariance C of the samples, symmetric.
    pub(super) fn measure(samples: &Samples) -> Result<Whitening, TrainError> {
        let first = moments(pieces(samples), 1, vec![0.0; samples.dimension()])?;
        let mean = Array1::from(first.tensor(1).entries().to_vec());
        let second = moments(pieces(samples), 2, mean.to_vec())?.tensor(2);
        let d = mean.len();
        let covariance = Array2::from_shape_fn((d, d), |(i, j)| *second.get(&[i, j]));
        let eigen = covariance
            .view()
            .into_faer()
            .self_adjoint_eigen(Side::Lower)
            .map_err(|_| TrainError::Whitening { direction: 0, variance: f64::NAN })?;
        let values: Vec<f64> = (0..d).map(|i| eigen.S()[i]).collect();
        let largest = values.iter().copied().fold(0.0, f64::max);
        let too_small = |value: &f64| !(value.is_finite() && *value > largest * d as f64 * f64::EPSILON);
        if let Some(direction) = values.iter().position(too_small) {
            return Err(TrainError::Whitening { direction, variance: values[direction] });
        }
        let vectors = eigen.U();
        let entry = |i: usize, j: usize| {
            (0..d).map(|r| vectors[(i, r)] * vectors[(j, r)] / values[r].sqrt()).sum::<f64>()
        };
        let weight = Array2::from_shape_fn((d, d), |(i, j)| entry(i, j));
        let ln_abs_det = -values.iter().map(|value| value.ln()).sum::<f64>() / 2.0;
        Ok(Whitening { weight, mean, ln_abs_det })
    }

    /// Rows x as rows y.
    pub(super) fn apply(&self, x: Array2<f64>) -> Array2<f64> {
        (x - &self.mean).dot(&self.weight)
    }
}
