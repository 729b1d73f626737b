//! Logistic autoregressive units.

use faer::linalg::triangular_solve::solve_lower_triangular_in_place;
use faer::{Accum, Mat, Par};
use faer_ext::IntoNdarray;
use ndarray::{Array2, ArrayView2, s};

use super::training::Model;
use super::{CONVERGED, loss_and_slopes, prior};
use crate::Threads;
use crate::descent::{Objective, Until};
use crate::network::Linear;
use crate::product::product;
use crate::spins::Network;
use crate::symmetric::cholesky;

/// L⁻¹ of the second moments of the inputs, which have a share of the prior on their diagonal.
fn whitening(inputs: &Array2<f64>, share: f64) -> Array2<f64> {
    let (rows, n) = inputs.dim();
    let mut moments = Array2::eye(n) * share;
    product(moments.view_mut(), Accum::Add, 1.0 / rows as f64, inputs.t(), inputs.view(), Threads::All);
    let factor =
        cholesky(Mat::from_fn(n, n, |i, j| moments[[i, j]])).expect("positive definite by the prior");
    let mut inverse = Mat::identity(n, n);
    solve_lower_triangular_in_place(factor.as_ref(), inverse.as_mut(), Par::Seq);
    inverse.as_ref().into_ndarray().to_owned()
}

/// The loss over the numbers of all units u_i = b_i + Σ_{j<i} w_ij s_j that multiply whitened inputs.
///
/// The inputs (1, s_0, .., s_{N-2}) are whitened by the Cholesky factor of their second moments, M = L Lᵀ. Units see leading inputs, and a
/// lower triangular factor keeps these, so that one factor serves all units; the curvature of the loss is then at most one in any direction.
pub(super) struct Units<'a> {
    states: ArrayView2<'a, f64>,
    inputs: Array2<f64>,
    unwhiten: Array2<f64>,
    slopes: Array2<f64>,
}

impl<'a> Units<'a> {
    pub(super) fn new(states: ArrayView2<'a, f64>) -> Units<'a> {
        let (rows, n) = states.dim();
        let mut inputs = Array2::ones((rows, n));
        inputs.slice_mut(s![.., 1..]).assign(&states.slice(s![.., ..n - 1]));
        let unwhiten = whitening(&inputs, 1.0 / rows as f64);
        let mut whitened = Array2::zeros((rows, n));
        product(whitened.view_mut(), Accum::Replace, 1.0, inputs.view(), unwhiten.t(), Threads::All);
        Units { states, inputs: whitened, unwhiten, slopes: Array2::zeros((rows, n)) }
    }

    /// The numbers that multiply the inputs as they are.
    fn numbers(&self, point: &[f64]) -> Array2<f64> {
        let n = self.states.ncols();
        let point = ArrayView2::from_shape((n, n), point).expect("a number for each unit and input");
        let mut numbers = Array2::zeros((n, n));
        product(numbers.view_mut(), Accum::Replace, 1.0, point, self.unwhiten.view(), Threads::All);
        numbers
    }

    fn units(&self, point: &[f64]) -> Linear<f64> {
        let numbers = self.numbers(point);
        let n = self.states.ncols();
        let mut weight = Array2::zeros((n, n));
        for (i, mut row) in weight.outer_iter_mut().enumerate() {
            row.slice_mut(s![..i]).assign(&numbers.slice(s![i, 1..=i]));
        }
        Linear { weight, bias: numbers.column(0).to_owned() }
    }
}

impl Model for Units<'_> {
    fn until(&self) -> Until {
        CONVERGED
    }

    fn is_convex(&self) -> bool {
        true
    }

    fn outputs(&self, numbers: &[f64], states: ArrayView2<'_, f64>) -> Array2<f64> {
        let Linear { weight, bias } = self.units(numbers);
        let mut u = Array2::zeros(states.dim());
        u += &bias;
        product(u.view_mut(), Accum::Add, 1.0, states, weight.t(), Threads::All);
        u
    }

    fn prior(&self, numbers: &[f64]) -> f64 {
        prior(self.numbers(numbers).iter(), self.states.nrows())
    }

    fn network(&self, numbers: &[f64]) -> Network {
        Network::Logistic(self.units(numbers))
    }
}

impl Objective for Units<'_> {
    fn evaluate(&mut self, point: &[f64], gradient: &mut [f64]) -> Result<f64, &'static str> {
        let (rows, n) = self.states.dim();
        let view = ArrayView2::from_shape((n, n), point).expect("a number for each unit and input");
        product(self.slopes.view_mut(), Accum::Replace, 1.0, self.inputs.view(), view.t(), Threads::All);
        let loss = loss_and_slopes(&mut self.slopes, self.states);
        let numbers = self.numbers(point);
        // The prior is on numbers of inputs as they are.
        let mut sum = Array2::zeros((n, n));
        let share = 1.0 / rows as f64;
        product(sum.view_mut(), Accum::Replace, share, numbers.view(), self.unwhiten.t(), Threads::All);
        product(sum.view_mut(), Accum::Add, 1.0, self.slopes.t(), self.inputs.view(), Threads::All);
        for ((i, j), slope) in sum.indexed_iter() {
            gradient[i * n + j] = if j <= i { *slope } else { 0.0 };
        }
        Ok(loss + prior(numbers.iter(), rows))
    }
}
