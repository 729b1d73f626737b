//! Data mapped to unit covariance.

use faer::Mat;
use ndarray::{Array1, Array2, ArrayView2};

use super::TrainError;
use super::read::{moments, pieces};
use crate::data::Samples;
use crate::network::{Linear, Network};
use crate::symmetric::{ComputeEigenvectors, eigen};

/// A linear map of the data, y = W (x - m).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Whitening {
    pub(super) weight: Array2<f64>,
    pub(super) mean: Array1<f64>,
    pub(super) ln_abs_det: f64,
}

impl Whitening {
    /// W = C^(-1/2) with the covariance C of the samples, symmetric; or, for coordinates in any units, the same of samples that were
    /// divided by their standard deviations first.
    pub(super) fn measure(samples: &Samples, any_units: bool) -> Result<Whitening, TrainError> {
        let first = moments(pieces(samples), 1, vec![0.0; samples.dimension()])?;
        let mean = Array1::from(first.tensor(1).entries().to_vec());
        let second = moments(pieces(samples), 2, mean.to_vec())?.tensor(2);
        let d = mean.len();
        let deviation = |i: usize| if any_units { second.get(&[i, i]).sqrt() } else { 1.0 };
        let scale: Array1<f64> = (0..d).map(deviation).collect();
        let scaled = |(i, j): (usize, usize)| second.get(&[i, j]) / (scale[i] * scale[j]);
        let (root, ln_det) = inverse_root(Array2::from_shape_fn((d, d), scaled).view())?;
        let ln_abs_det = ln_det - scale.iter().map(|scale| scale.ln()).sum::<f64>();
        Ok(Whitening { weight: root / &scale, mean, ln_abs_det })
    }

    /// Rows x as rows y.
    pub(super) fn apply(&self, x: Array2<f64>) -> Array2<f64> {
        (x - &self.mean).dot(&self.weight.t())
    }
}

/// The Gaussian with the mean and the covariance of samples, as a network without activations: what there is to say of the samples
/// without interactions.
///
/// # Errors
/// When the samples cannot be read, or lie in a hyperplane.
///
/// ```
/// use diagraction::data::Samples;
/// use diagraction::train::gaussian;
/// use ndarray::array;
///
/// // Mean 1, variance 4.
/// let network = gaussian(&Samples::from_array(array![[-1.0], [3.0]]))?;
/// let peak = -0.5 * (4.0 * std::f64::consts::TAU).ln();
/// assert!((network.log_density(array![1.0].view()).unwrap() - peak).abs() < 1e-12);
/// # Ok::<(), diagraction::train::TrainError>(())
/// ```
pub fn gaussian(samples: &Samples) -> Result<Network<f64>, TrainError> {
    let Whitening { weight, mean, .. } = Whitening::measure(samples, true)?;
    let bias = -weight.dot(&mean);
    Ok(Network::new(vec![Linear { weight, bias }], Vec::new())?)
}

/// C^(-1/2) of a symmetric matrix, symmetric, and ln of its determinant.
pub(super) fn inverse_root(matrix: ArrayView2<'_, f64>) -> Result<(Array2<f64>, f64), TrainError> {
    let d = matrix.nrows();
    let matrix = Mat::from_fn(d, d, |i, j| matrix[[i, j]]);
    let (values, vectors) = match eigen(&matrix, ComputeEigenvectors::Yes) {
        Some((values, Some(vectors))) => (values, vectors),
        _ => return Err(TrainError::Whitening { direction: 0, variance: f64::NAN }),
    };
    let largest = values.iter().copied().fold(0.0, f64::max);
    let too_small = |value: &f64| !(value.is_finite() && *value > largest * d as f64 * f64::EPSILON);
    if let Some(direction) = values.iter().position(too_small) {
        return Err(TrainError::Whitening { direction, variance: values[direction] });
    }
    let entry = |(i, j): (usize, usize)| {
        (0..d).map(|r| vectors[(i, r)] * vectors[(j, r)] / values[r].sqrt()).sum::<f64>()
    };
    Ok((Array2::from_shape_fn((d, d), entry), -values.iter().map(|value| value.ln()).sum::<f64>() / 2.0))
}
