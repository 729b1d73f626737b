//! The learning rule in the space of coefficients: how fast each A^(k) moves under gradient descent.

use ndarray::Array1;

use super::diagnostics::{HIGHEST, action};
use super::layout::Layout;
use super::parameters;
use super::real::Real;
use super::whiten::Whitening;

/// Parameters are moved by this share of their norm to either side.
const STEP: f64 = 1e-5;

/// |dA^(k)/dt| / |A^(k)| for k = 1, .., 4 under dθ/dt = -∂L/∂θ; `None` where a coefficient vanishes or has too many entries.
///
/// # Formula
/// dA^(k)/dt = -Σ_i (∂A^(k)/∂θ_i) ∂L/∂θ_i, which is the right-hand side of Eq. (32) with all its terms, without noise
/// and for η = 1 (Eq. D2). It is a central difference of A^(k) along the gradient.
///
/// # Errors
/// Of second order in the step, 1e-10 relative, besides rounding.
///
/// # Cost
/// Two extractions of the action.
pub(super) fn rates<T: Real>(
    layout: &Layout,
    parameters: &[T],
    gradient: &[f64],
    whitening: Option<&Whitening>,
) -> [Option<f64>; HIGHEST] {
    let here: Array1<f64> = parameters.iter().map(|parameter| parameter.wide()).collect();
    let slope = Array1::from(gradient.to_vec());
    let step = STEP * here.dot(&here).sqrt() / slope.dot(&slope).sqrt();
    let moved = |step: f64| {
        let parameters = &here - &(step * &slope);
        action(&parameters::network(layout, &parameters.to_vec(), whitening).ok()?)
    };
    let (Some(ahead), Some(behind)) = (moved(step), moved(-step)) else { return [None; HIGHEST] };
    std::array::from_fn(|place| {
        let (ahead, behind) = (ahead.tensor(place + 1)?, behind.tensor(place + 1)?);
        let mut change = ahead.clone();
        change.entries_mut().iter_mut().zip(behind.entries()).for_each(|(ahead, behind)| *ahead -= behind);
        let rate = change.norm() / (step * (ahead.norm() + behind.norm()));
        rate.is_finite().then_some(rate)
    })
}
