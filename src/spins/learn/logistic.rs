//! Logistic autoregressive units.

use faer::linalg::triangular_solve::solve_lower_triangular_in_place;
use faer::{Accum, Mat, Par};
use faer_ext::IntoNdarray;
use ndarray::{Array2, ArrayView2, s};

use super::{CONVERGED, LearnError, loss_and_slopes, minimum, prior};
use crate::descent::Objective;
use crate::network::Linear;
use crate::product::product;
use crate::spins::Network;
use crate::symmetric::cholesky;
use crate::{Progress, Threads};

/// The units u_i = b_i + Σ_{j<i} w_ij s_j of the largest likelihood of these states, rows of +1 and -1, times a normal prior of variance one on each
/// number, as weak as a single row: without it a spin that earlier ones tell apart in all rows has infinite weights.
///
/// # Formula
/// The inputs (1, s_0, .., s_{N-2}) are whitened by the Cholesky factor of their second moments, M = L Lᵀ. Units see leading inputs, and a
/// lower triangular factor keeps these, so that one factor serves all units; the curvature of the loss is then at most one in any direction.
///
/// # Errors
/// Fewer than two rows, or the work was stopped.
///
/// # Cost
/// 4 N² multiplications for a row and step of L-BFGS, as two matrix products, and two numbers beside each of the states; some dozen steps.
///
/// ```
/// use diagraction::spins::{Network, learn};
/// use ndarray::array;
///
/// // Two spins that agree in three of four rows: tanh w = 1/2, but for the prior.
/// let states = array![[1.0, 1.0], [-1.0, -1.0], [1.0, 1.0], [-1.0, -1.0], [1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]];
/// let Network::Logistic(units) = learn::logistic(states.view(), &())? else { panic!() };
/// assert!((units.weight[[1, 0]] - 0.5f64.atanh()).abs() < 0.1);
/// # Ok::<(), learn::LearnError>(())
/// ```
pub fn logistic(states: ArrayView2<'_, f64>, progress: &dyn Progress) -> Result<Network, LearnError> {
    let (rows, n) = states.dim();
    if rows < 2 || n == 0 {
        return Err(LearnError::Few { rows });
    }
    let mut inputs = Array2::ones((rows, n));
    inputs.slice_mut(s![.., 1..]).assign(&states.slice(s![.., ..n - 1]));
    let unwhiten = whitening(&inputs, 1.0 / rows as f64);
    let mut whitened = Array2::zeros((rows, n));
    product(whitened.view_mut(), Accum::Replace, 1.0, inputs.view(), unwhiten.t(), Threads::All);
    drop(inputs);
    let mut units = Units { states, inputs: whitened, unwhiten, slopes: Array2::zeros((rows, n)), progress };
    progress.start("learning", CONVERGED.steps);
    let found = minimum(&mut units, n * n);
    if progress.is_stopped() {
        return Err(LearnError::Stopped);
    }
    let numbers = units.numbers(&found?);
    let mut weight = Array2::zeros((n, n));
    for (i, mut row) in weight.outer_iter_mut().enumerate() {
        row.slice_mut(s![..i]).assign(&numbers.slice(s![i, 1..=i]));
    }
    Ok(Network::Logistic(Linear { weight, bias: numbers.column(0).to_owned() }))
}

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

/// The loss over the numbers of all units that multiply whitened inputs.
struct Units<'a> {
    states: ArrayView2<'a, f64>,
    inputs: Array2<f64>,
    unwhiten: Array2<f64>,
    slopes: Array2<f64>,
    progress: &'a dyn Progress,
}

impl Units<'_> {
    /// The numbers that multiply the inputs as they are.
    fn numbers(&self, point: &[f64]) -> Array2<f64> {
        let n = self.states.ncols();
        let point = ArrayView2::from_shape((n, n), point).expect("a number for each unit and input");
        let mut numbers = Array2::zeros((n, n));
        product(numbers.view_mut(), Accum::Replace, 1.0, point, self.unwhiten.view(), Threads::All);
        numbers
    }
}

impl Objective for Units<'_> {
    fn evaluate(&mut self, point: &[f64], gradient: &mut [f64]) -> Result<f64, &'static str> {
        if self.progress.is_stopped() {
            return Err("stopped");
        }
        self.progress.advance(1);
        let (rows, n) = self.states.dim();
        let view = ArrayView2::from_shape((n, n), point).expect("a number for each unit and input");
        product(self.slopes.view_mut(), Accum::Replace, 1.0, self.inputs.view(), view.t(), Threads::All);
        let loss = loss_and_slopes(&mut self.slopes, self.states);
        let numbers = self.numbers(point);
        let mut slopes = Array2::zeros((n, n));
        let flat = |array: &Array2<f64>| array.as_slice().expect("in order").to_vec();
        let prior = prior(&flat(&numbers), slopes.as_slice_mut().expect("in order"), 1.0 / rows as f64);
        let mut sum = Array2::zeros((n, n));
        product(sum.view_mut(), Accum::Replace, 1.0, slopes.view(), self.unwhiten.t(), Threads::All);
        product(sum.view_mut(), Accum::Add, 1.0, self.slopes.t(), self.inputs.view(), Threads::All);
        for ((i, j), slope) in sum.indexed_iter() {
            gradient[i * n + j] = if j <= i { *slope } else { 0.0 };
        }
        Ok(loss + prior)
    }
}
