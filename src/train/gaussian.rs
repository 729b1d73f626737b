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
    /// Of samples that are read twice.
    ///
    /// # Errors
    /// The inner one is the first coordinate that is constant or follows from those before it. The samples lie in a
    /// hyperplane then.
    pub(super) fn measure<'a>(
        pieces: &dyn Fn() -> Pieces<'a>,
    ) -> Result<Result<Gaussian, usize>, TrainError> {
        // About one of the samples the mean of a constant is exact.
        let point = pieces().next().transpose()?.map_or_else(Vec::new, |piece| piece.row(0).to_vec());
        let mean = moments(pieces(), 1, point)?.mean();
        let second = moments(pieces(), 2, mean.clone())?.tensor(2);
        let d = mean.len();
        let deviations: Vec<f64> = (0..d).map(|i| second.get(&[i, i]).sqrt()).collect();
        if let Some(constant) = deviations.iter().position(|&deviation| deviation == 0.0) {
            return Ok(Err(constant));
        }
        let entry = |(i, j): (usize, usize)| second.get(&[i, j]) / (deviations[i] * deviations[j]);
        let correlations = Array2::from_shape_fn((d, d), entry);
        let shifted = |i: usize, j: usize| correlations[[i, j]] - if i == j { UNEXPLAINED } else { 0.0 };
        if let Some(follows) = symmetric::cholesky_fails(Mat::from_fn(d, d, shifted)) {
            return Ok(Err(follows));
        }
        let (ln_det, inverse) = determinant_and_inverse(correlations.view());
        let half_ln_det = ln_det / 2.0 + deviations.iter().map(|deviation| deviation.ln()).sum::<f64>();
        Ok(Ok(Gaussian { mean, deviations, inverse, half_ln_det }))
    }

    /// The mean of -ln p over the samples that it was measured of.
    pub(super) fn own_loss(&self) -> f64 {
        self.loss_at(self.mean.len() as f64)
    }

    /// The mean of -ln p over other samples.
    pub(super) fn loss(&self, pieces: Pieces<'_>) -> Result<f64, TrainError> {
        let second = moments(pieces, 2, self.mean.clone())?.tensor(2);
        let scale = &self.deviations;
        let indices = (0..scale.len()).flat_map(|i| (0..scale.len()).map(move |j| (i, j)));
        let terms = indices.map(|(i, j)| self.inverse[(i, j)] * second.get(&[i, j]) / (scale[i] * scale[j]));
        Ok(self.loss_at(terms.sum()))
    }

    /// The loss where the mean of (x - m) C^(-1) (x - m) is this.
    fn loss_at(&self, square: f64) -> f64 {
        square / 2.0 - gaussian_normalisation(self.mean.len()) + self.half_ln_det
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::wide;
    use super::*;
    use crate::train::tests::numbers;

    fn measure(samples: &Array2<f64>) -> Result<Gaussian, usize> {
        Gaussian::measure(&|| wide(samples)).unwrap()
    }

    /// 400 samples of independent uniform numbers.
    fn uniform(dimension: usize) -> Array2<f64> {
        Array2::from_shape_vec((400, dimension), numbers(400 * dimension, 3)).unwrap()
    }

    #[test]
    fn its_loss_is_that_of_the_density() {
        // x_1 = 2 z_1 + 5 and x_2 = z_1 + z_2: det C = 4 det C_z, and the square is the sum of those of z.
        let z = uniform(2);
        let x = Array2::from_shape_fn((400, 2), |(n, i)| match i {
            0 => 2.0 * z[[n, 0]] + 5.0,
            _ => z[[n, 0]] + z[[n, 1]],
        });
        let (of_z, of_x) = (measure(&z).unwrap(), measure(&x).unwrap());
        assert!((of_x.own_loss() - of_z.own_loss() - 2f64.ln()).abs() < 1e-12);
        assert!((of_x.loss(wide(&x)).unwrap() - of_x.own_loss()).abs() < 1e-12);
        let moved = &x + &ndarray::arr1(&[2.0, 1.0]);
        let moved_z = &z + &ndarray::arr1(&[1.0, 0.0]);
        let difference = of_x.loss(wide(&moved)).unwrap() - of_z.loss(wide(&moved_z)).unwrap();
        assert!((difference - 2f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn coordinates_that_follow_from_others_are_named() {
        let mut samples = uniform(90);
        assert!(measure(&samples).is_ok());
        let sum = &samples.column(83) * 1e-5 + &samples.column(70) + 1e3;
        samples.column_mut(83).assign(&sum);
        assert_eq!(measure(&samples).err(), None, "one part in 100,000 is seen");
        let sum = &samples.column(3) * 1e4 + &samples.column(70) * 3e4 - 0.1;
        samples.column_mut(83).assign(&sum);
        assert_eq!(measure(&samples).unwrap_err(), 83);
        samples.column_mut(5).fill(0.1);
        assert_eq!(measure(&samples).unwrap_err(), 5);
        // More dimensions than samples.
        let few = samples.slice(ndarray::s![..5, 6..]).to_owned();
        assert_eq!(measure(&few).unwrap_err(), 4);
    }
}
