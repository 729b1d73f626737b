//! Layers that are there, and the moments of what follows them.

use ndarray::{Array1, Array2, Array3};

use super::regression::Regression;
use super::rows::Rows;
use super::step::Step;
use crate::action::gaussian_normalisation;
use crate::network::Linear;
use crate::train::TrainError;
use crate::train::inverse::determinant_and_inverse;
use crate::train::read::moments;
use crate::train::real::Real;
use crate::train::whiten::inverse_root;

/// Layers, and the moments of the samples that were fitted behind them.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub(super) steps: Vec<Step>,
    /// Σ ln |det W_l| of the layers.
    ln_abs_det: f64,
    pub(super) mean: Array1<f64>,
    pub(super) covariance: Array2<f64>,
    /// Third cumulants, where more layers may follow.
    third: Option<Array3<f64>>,
    /// C^(-1/2), and ln of its determinant.
    pub(super) root: Array2<f64>,
    ln_det_root: f64,
}

impl Chain {
    /// Measures what follows some layers; with third cumulants where these are wanted.
    pub(super) fn measure<T: Real>(
        rows: &Rows<'_, T>,
        steps: Vec<Step>,
        third: bool,
    ) -> Result<Chain, TrainError> {
        let d = rows.dimension();
        // What follows whitened samples is near the origin, so that digits are not lost.
        let moments = moments(rows.pieces(&steps), if third { 3 } else { 2 }, vec![0.0; d])?;
        let central = moments.central(moments.order());
        let covariance = Array2::from_shape_fn((d, d), |(i, j)| *central[2].get(&[i, j]));
        let (root, ln_det_root) = inverse_root(covariance.view())?;
        let ln_abs_det = steps.iter().map(|step| determinant_and_inverse(step.linear.weight.view()).0).sum();
        Ok(Chain {
            steps,
            ln_abs_det,
            mean: moments.mean().into(),
            covariance,
            third: central.get(3).map(|third| third.to_dense().into_dimensionality().expect("three indices")),
            root,
            ln_det_root,
        })
    }

    /// With one more layer.
    pub(super) fn grown<T: Real>(
        &self,
        rows: &Rows<'_, T>,
        step: Step,
        third: bool,
    ) -> Result<Chain, TrainError> {
        Chain::measure(rows, [self.steps.as_slice(), &[step]].concat(), third)
    }

    /// Third cumulants.
    ///
    /// # Panics
    /// When they were not measured.
    pub(super) fn third(&self) -> &Array3<f64> {
        self.third.as_ref().expect("third cumulants that were measured")
    }

    /// A linear map of what follows, without the mean.
    pub(super) fn centred(&self, weight: Array2<f64>) -> Linear<f64> {
        let bias = -weight.dot(&self.mean);
        Linear { weight, bias }
    }

    /// The last layer: to mean zero and unit covariance.
    pub(super) fn last(&self) -> Linear<f64> {
        self.centred(self.root.clone())
    }

    /// The regression of the second half on products of the first behind a linear map to unit covariance.
    pub(super) fn regression<T: Real>(
        &self,
        rows: &Rows<'_, T>,
        weight: Array2<f64>,
        third: &Array3<f64>,
        errors: f64,
    ) -> Result<Regression, TrainError> {
        Regression::solve(rows, &self.steps, self.centred(weight), third, errors)
    }

    /// The mean of -ln p over the samples that were fitted, with whitening as the last layer: their covariance is one then.
    pub(super) fn loss(&self) -> f64 {
        self.constant() + self.mean.len() as f64 / 2.0
    }

    /// -ln p of every sample.
    pub(super) fn losses<T: Real>(&self, rows: &Rows<'_, T>) -> Result<Vec<f64>, TrainError> {
        let last = Step::linear(self.last());
        let mut losses = Vec::with_capacity(rows.count());
        for piece in rows.pieces(&self.steps) {
            let z = last.apply(piece?.view());
            losses.extend(z.outer_iter().map(|z| self.constant() + z.dot(&z) / 2.0));
        }
        Ok(losses)
    }

    fn constant(&self) -> f64 {
        -gaussian_normalisation(self.mean.len()) - self.ln_abs_det - self.ln_det_root
    }
}
