//! Fields and pairs of spins, by pseudo-likelihood and by mean field.

use faer::linalg::triangular_solve::{solve_lower_triangular_in_place, solve_upper_triangular_in_place};
use faer::{Accum, Mat, Par};
use ndarray::{Array1, Array2, ArrayView2, Axis};

use super::{CONVERGED, LearnError, loss_and_slopes, minimum, prior};
use crate::action::{Domain, SparseAction};
use crate::descent::Objective;
use crate::product::product;
use crate::symmetric::cholesky;
use crate::{Progress, Threads};

/// Fields h_i and the couplings J_ij of these pairs, all where none are given, of the largest pseudo-likelihood: Π_i p(s_i | all others), with
/// u_i = h_i + Σ_j J_ij s_j, times a normal prior of variance one on each number, as weak as a single row.
///
/// # Errors
/// Fewer than two rows, pairs that are none, or the work was stopped.
///
/// # Cost
/// 4 N² multiplications for a row and step of L-BFGS, as two matrix products; some hundred steps near a transition.
///
/// # Source
/// J. Besag, J. R. Stat. Soc. D 24, 179 (1975); E. Aurell and M. Ekeberg, arXiv:1107.3536.
pub fn pseudo_likelihood(
    states: ArrayView2<'_, f64>,
    pairs: Option<&[(usize, usize)]>,
    progress: &dyn Progress,
) -> Result<SparseAction<f64>, LearnError> {
    let (rows, n) = states.dim();
    if rows < 2 || n == 0 {
        return Err(LearnError::Few { rows });
    }
    let all = || (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).collect();
    let pairs: Vec<(usize, usize)> = pairs.map_or_else(all, <[_]>::to_vec);
    if let Some(&(first, second)) = pairs.iter().find(|(i, j)| i == j || i.max(j) >= &n) {
        return Err(LearnError::Pair { first, second, spins: n });
    }
    progress.start("learning", CONVERGED.steps);
    let numbers = n + pairs.len();
    let mut likelihood = Pseudo { states, pairs, slopes: Array2::zeros((rows, n)), progress };
    let found = minimum(&mut likelihood, numbers);
    if progress.is_stopped() {
        return Err(LearnError::Stopped);
    }
    let found = found?;
    let couplings = likelihood.pairs.iter().zip(&found[n..]).map(|(pair, coupling)| (*pair, *coupling));
    Ok(action(&found[..n], couplings))
}

/// Fields and the couplings of all pairs by naive mean field: J = -C⁻¹ off the diagonal, h_i = artanh m_i - Σ_j J_ij m_j.
///
/// # Errors
/// Fewer than two rows, or a covariance C without inverse.
///
/// # Source
/// H. J. Kappen and F. B. Rodríguez, Neural Comput. 10, 1137 (1998).
pub fn mean_field(states: ArrayView2<'_, f64>) -> Result<SparseAction<f64>, LearnError> {
    let (rows, n) = states.dim();
    let Some(means) = states.mean_axis(Axis(0)).filter(|_| rows > 1) else {
        return Err(LearnError::Few { rows });
    };
    if rows <= n {
        return Err(LearnError::Fewer { rows, spins: n });
    }
    let apart = &states - &means;
    let mut covariance = Array2::zeros((n, n));
    product(covariance.view_mut(), Accum::Replace, 1.0 / rows as f64, apart.t(), apart.view(), Threads::All);
    let flat = |spin| LearnError::Flat { spin };
    let factor = cholesky(Mat::from_fn(n, n, |i, j| covariance[[i, j]])).map_err(flat)?;
    // A pivot is the share of a spin that earlier ones do not tell.
    if let Some(spin) = (0..n).find(|&i| factor[(i, i)] < 1e-7) {
        return Err(flat(spin));
    }
    let mut inverse = Mat::<f64>::identity(n, n);
    solve_lower_triangular_in_place(factor.as_ref(), inverse.as_mut(), Par::Seq);
    solve_upper_triangular_in_place(factor.transpose(), inverse.as_mut(), Par::Seq);
    let coupling = |i: usize, j: usize| if i == j { 0.0 } else { -inverse[(i, j)] };
    let field = |i: usize| means[i].atanh() - (0..n).map(|j| coupling(i, j) * means[j]).sum::<f64>();
    let fields: Vec<f64> = (0..n).map(field).collect();
    let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
    Ok(action(&fields, pairs.map(|(i, j)| ((i, j), coupling(i, j)))))
}

fn action(fields: &[f64], couplings: impl Iterator<Item = ((usize, usize), f64)>) -> SparseAction<f64> {
    let mut action = SparseAction::zero(fields.len());
    action.domain = Domain::Spin;
    fields.iter().enumerate().for_each(|(i, field)| action.add_monomial(&[i], *field));
    couplings.for_each(|((i, j), coupling)| action.add_monomial(&[i, j], coupling));
    action
}

/// -ln of the pseudo-likelihood over fields and then couplings.
struct Pseudo<'a> {
    states: ArrayView2<'a, f64>,
    pairs: Vec<(usize, usize)>,
    slopes: Array2<f64>,
    progress: &'a dyn Progress,
}

impl Objective for Pseudo<'_> {
    fn evaluate(&mut self, point: &[f64], gradient: &mut [f64]) -> Result<f64, &'static str> {
        if self.progress.is_stopped() {
            return Err("stopped");
        }
        self.progress.advance(1);
        let (rows, n) = self.states.dim();
        let mut couplings = Array2::zeros((n, n));
        for (&(i, j), &coupling) in self.pairs.iter().zip(&point[n..]) {
            couplings[[i, j]] += coupling;
            couplings[[j, i]] += coupling;
        }
        let fields = Array1::from(point[..n].to_vec());
        self.slopes.assign(&fields);
        product(self.slopes.view_mut(), Accum::Add, 1.0, self.states, couplings.view(), Threads::All);
        let loss = loss_and_slopes(&mut self.slopes, self.states);
        let mut sums = Array2::zeros((n, n));
        product(sums.view_mut(), Accum::Replace, 1.0, self.slopes.t(), self.states, Threads::All);
        gradient[..n].copy_from_slice(&self.slopes.sum_axis(Axis(0)).to_vec());
        for (&(i, j), slope) in self.pairs.iter().zip(&mut gradient[n..]) {
            *slope = sums[[i, j]] + sums[[j, i]];
        }
        gradient.iter_mut().zip(point).for_each(|(slope, number)| *slope += number / rows as f64);
        Ok(loss + prior(point, rows))
    }
}
