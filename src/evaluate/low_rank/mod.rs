//! The action of a network whose couplings are low-rank, to rank four, in factors.
//!
//! No array has more than two indices: with R terms in all layers together, everything is made of d × d, R × d and
//! R × R matrices, so that d = 1000 takes seconds and some hundred MiB where A^(4) has 4 · 10^10 independent entries.
//! All orders in χ are kept; the factors are exact, not an approximation.
//!
//! # Formula
//! Term r of layer l reads in_r and adds out_r; w_r = in_r · h1_l is the row vector that it reads of the data. With the
//! derivatives of the forward map at x = 0, of first order z1 and of second order
//! z2_jk = Σ_r u_r w_rj w_rk, and those of S with respect to x_{l+1}, v0 and v1 (linear in x):
//!
//! ```text
//! m_rs = in_r · u_s (u_s as it arrives at layer l of r)    κ_r = v0 · out_r    t_r = v1ᵀ out_r
//!
//! A0 = -z0·z0/2                                           (with z·P z for z·z where the latent density has a precision P)
//! A1 = -z1ᵀ z0
//! A2 = -z1ᵀ z1/2 - Σ_r (z0·u_r) w_r ⊗ w_r
//! A3 = sym Σ_r g_r ⊗ w_r ⊗ w_r                            g_s = -z1ᵀ u_s + Σ_r 2 κ_r m_rs w_r
//! A4 = sym Σ_rs (k_rs w_r ⊗ w_r + 2 m_rs t_r ⊗ w_r) ⊗ w_s ⊗ w_s
//!                                                         k_rs = -u_r·u_s/2 + Σ_q κ_q m_qr m_qs
//! ```
//!
//! # Source
//! Appendix B keeps factors of χ and expands to two of them; here all trees of bias circles are summed up first
//! (`docs/theory.md`), after which three factors of χ are all that rank four can have.

mod affordable;
mod backward;
mod blocks;
mod cost;
mod estimate;
mod form;
mod forward;
mod gram;
mod norm;
mod part;

use ndarray::{Array1, Array2, ArrayView1, Axis, s};

use super::{Complete, EvaluateError};
use crate::Scalar;
use crate::action::Constants;
use crate::network::{LowRank, Network};
pub use affordable::Affordable;
use backward::{Cotangents, backward};
pub use cost::AFFORDABLE;
use cost::memory_of;
pub use estimate::NormEstimate;
use forward::{Forward, forward};
pub use part::LowRankPart;
pub(super) use part::cost;
pub(in crate::evaluate) use part::extract;

/// A^(0) to A^(4) of a network with low-rank couplings, all orders in χ, in factors; see the
/// [module page](self) for the formulas.
///
/// Ranks beyond four, which networks of depth two and more have, are not part of it.
///
/// # Example
/// ```
/// use diagraction::evaluate::low_rank::LowRankAction;
/// use diagraction::evaluate::{Method, Request, extract};
/// use diagraction::network::{Activation, Coupling, Linear, Network};
/// use ndarray::array;
///
/// let layer = || Linear { weight: array![[1.0, 2.0], [-1.0, 1.0]], bias: array![0.5, -1.0] };
/// let coupling = Coupling::low_rank(array![[0.25]], array![[2.0]])?;
/// let network = Network::new(vec![layer(), layer()], vec![Activation::new(vec![coupling])?])?;
/// let action = LowRankAction::new(&network, 1 << 30)?;
/// let direct = extract(&network, &Request::default(), Method::Direct)?;
/// assert_eq!(action.entry(&[1, 0, 1]), *direct.tensors()[3].get(&[0, 1, 1]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LowRankAction<T> {
    a0: T,
    a1: Array1<T>,
    a2: Array2<T>,
    /// w_r, shape (R, d).
    w: Array2<T>,
    /// g_r, shape (R, d).
    g: Array2<T>,
    /// t_r, shape (R, d).
    t: Array2<T>,
    /// k_rs, shape (R, R).
    k: Array2<T>,
    /// m_rs, shape (R, R); zero unless the layer of s is before that of r.
    m: Array2<T>,
    /// In exact numbers, the irrational part of A^(0).
    constants: Option<Constants>,
}

impl<T: Scalar> LowRankAction<T> {
    /// The action around x = 0.
    ///
    /// # Errors
    /// A coupling is dense or has more than two lower indices, the estimate exceeds `memory` bytes, or a
    /// number overflows.
    ///
    /// # Cost
    /// O(L d³ + L R d² + R² d + L R³) in matrix products; memory as [`LowRankAction::memory`] says.
    pub fn new(network: &Network<T>, memory: u64) -> Result<LowRankAction<T>, EvaluateError>
    where
        T: Complete,
    {
        let factors = factors(network)?;
        let needed = LowRankAction::memory(network);
        let what = || format!("the low-rank action in {} dimensions", network.dimension());
        EvaluateError::expect_memory(what, needed, memory)?;
        let forward = forward(network, &factors);
        let cotangents = backward(network, &factors, &forward);
        let mut action = assemble(network, forward, cotangents);
        let (number, constants) = T::constants(network);
        action.a0 += number;
        action.constants = constants;
        match action.is_finite() {
            true => Ok(action),
            false => Err(EvaluateError::NotFinite("the low-rank action")),
        }
    }

    /// Estimates the bytes that [`LowRankAction::new`] takes, for 64-bit floats.
    pub fn memory(network: &Network<T>) -> f64 {
        memory_of(network.dimension(), part::terms(network))
    }

    /// The bytes that are estimated for an action with these factors, for 64-bit floats.
    pub fn held(&self) -> u64 {
        memory_of(self.dimension(), self.terms()) as u64
    }

    /// The number of variables d.
    pub fn dimension(&self) -> usize {
        self.a1.len()
    }

    /// The number R of terms of all layers.
    pub fn terms(&self) -> usize {
        self.w.nrows()
    }

    pub(in crate::evaluate) fn drop_linear(&mut self) {
        self.a1.fill(T::zero());
    }

    /// No number is infinite or NaN: only for finite ones the difference to itself is zero.
    fn is_finite(&self) -> bool {
        let finite = |x: &T| (x.clone() - x.clone()).is_zero();
        let matrices = [&self.a2, &self.w, &self.g, &self.t, &self.k, &self.m];
        finite(&self.a0)
            && self.a1.iter().all(finite)
            && matrices.iter().all(|matrix| matrix.iter().all(finite))
    }
}

/// The factors of all layers.
fn factors<T: Scalar>(network: &Network<T>) -> Result<Vec<&LowRank<T>>, EvaluateError> {
    let mut factors = Vec::new();
    for layer in 1..=network.depth() {
        let couplings = network.activation(layer).couplings();
        if let Some(other) = couplings.iter().find(|coupling| coupling.arity() != 2) {
            return Err(EvaluateError::NotQuadratic { layer, arity: other.arity() });
        }
        let quadratic = couplings.iter().find_map(crate::network::Coupling::factors);
        factors.push(quadratic.ok_or(EvaluateError::DenseCoupling { layer })?);
    }
    Ok(factors)
}

fn assemble<T: Scalar>(
    network: &Network<T>,
    forward: Forward<T>,
    cotangents: Cotangents<T>,
) -> LowRankAction<T> {
    let Forward { z0, z1, u, layers } = forward;
    let terms = u.ncols();
    let minus_half = -T::half();
    let (dual_u, dual_z1) = (network.dual(u.view()), network.dual(z1.view()));
    let column = z0.view().insert_axis(Axis(1));
    let dual_z0 = network.dual(column);
    let mut k = T::matrix_product(u.t(), dual_u.view()).mapv(|square| square * minus_half.clone());
    let mut g = T::matrix_product(u.t(), dual_z1.view()).mapv(|product| -product);
    let mut m = Array2::zeros((terms, terms));
    let mut w = Array2::zeros((terms, z0.len()));
    let mut start = 0;
    for (layer, kappa) in layers.iter().zip(&cotangents.kappa) {
        let end = start + layer.w.nrows();
        w.slice_mut(s![start..end, ..]).assign(&layer.w);
        m.slice_mut(s![start..end, ..start]).assign(&layer.m);
        let weighted = scale_rows(&layer.m, kappa.view());
        k.slice_mut(s![..start, ..start]).zip_mut_with(&T::matrix_product(layer.m.t(), weighted.view()), add);
        let doubled = kappa.mapv(|kappa| kappa.clone() + kappa);
        let read = scale_rows(&layer.w, doubled.view());
        g.slice_mut(s![..start, ..]).zip_mut_with(&T::matrix_product(layer.m.t(), read.view()), add);
        start = end;
    }
    let mut a2 = T::matrix_product(z1.t(), dual_z1.view()).mapv(|square| square * minus_half.clone());
    let along = T::matrix_product(u.t(), dual_z0.view()).remove_axis(Axis(1));
    let second = T::matrix_product(w.t(), scale_rows(&w, along.view()).view());
    a2.zip_mut_with(&second, |sum, term| *sum -= term.clone());
    let a1 = T::matrix_product(z1.t(), dual_z0.view()).remove_axis(Axis(1));
    let a0 = T::matrix_product(column.t(), dual_z0.view())[[0, 0]].clone() * minus_half;
    LowRankAction { a0, a1: a1.mapv(|product| -product), a2, w, g, t: cotangents.t, k, m, constants: None }
}

fn add<T: Scalar>(sum: &mut T, term: &T) {
    *sum += term.clone();
}

/// diag(factors) · matrix.
fn scale_rows<T: Scalar>(matrix: &Array2<T>, factors: ArrayView1<'_, T>) -> Array2<T> {
    matrix * &factors.insert_axis(Axis(1))
}
