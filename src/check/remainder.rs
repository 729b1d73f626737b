//! The order at which a truncated action leaves ln p(x).

use ndarray::Array1;

use super::{CheckError, Checked, Found, Test, tolerance};
use crate::Rational;
use crate::action::{Action, Truncation, homogeneous};
use crate::evaluate::EvaluateError;
use crate::network::{Activation, Network, NetworkError};

/// Measures the order at which a truncated action leaves ln p(x).
///
/// # Formula
/// With arguments ε x, and couplings ε χ where factors of χ are cut, a dropped term of rank r with c factors
/// of χ is of order ε^r, or ε^{r+c}. The remainder R(ε) = ln p - S is then of the lowest dropped order, and
/// log2 R(2ε)/R(ε) measures it. A wrong coefficient shows as a lower order.
///
/// `extract` gives the action of a network under the same cutoffs.
///
/// # Errors
/// When a network overflows or its action is refused.
pub fn remainder<T: Checked>(
    network: &Network<T>,
    truncation: Truncation,
    points: usize,
    seed: u64,
    mut extract: impl FnMut(&Network<T>) -> Result<Action<T>, EvaluateError>,
) -> Result<Test, CheckError> {
    let expected = expected_order(network, truncation);
    let directions = T::points(network, points, seed)?;
    let along = |action: &Action<T>| -> Vec<Along<T>> {
        directions.iter().map(|direction| Along::new(action, direction)).collect()
    };
    // Where couplings are scaled too, every scale has an action of its own.
    let unscaled = if truncation.max_chi.is_none() { along(&extract(network)?) } else { Vec::new() };
    let mut seen: Vec<Vec<T>> = vec![Vec::new(); directions.len()];
    for power in T::SCALES {
        let epsilon = T::from_rational(&Rational::new(1.into(), num_bigint::BigInt::from(1) << power));
        let scaled = match truncation.max_chi {
            None => None,
            Some(_) => {
                let scaled = scale_couplings(network, &epsilon)?;
                let actions = along(&extract(&scaled)?);
                Some((scaled, actions))
            }
        };
        let (network, actions) =
            scaled.as_ref().map_or((network, &unscaled), |(network, actions)| (network, actions));
        for ((direction, action), seen) in directions.iter().zip(actions).zip(&mut seen) {
            let x = direction.mapv(|x| x * epsilon.clone());
            if let Some(remainder) = measure(network, action, &x, &epsilon)? {
                seen.push(remainder);
            }
        }
    }
    let order = seen.iter().filter_map(|seen| order(seen)).fold(f64::INFINITY, f64::min);
    let variables = if truncation.max_chi.is_some() { "(x chi)" } else { "x" };
    Ok(Test {
        name: format!("ln p - action = O({variables}^{expected})"),
        rank: None,
        found: Found::Order(order),
        bound: expected as f64 - tolerance::ORDER,
        holds: Some(order >= expected as f64 - tolerance::ORDER),
    })
}

/// The lowest order among the terms that the cutoffs drop.
///
/// Rank r needs at least (r - 2)/(p - 1) splits of the largest arity p; any number of splits reaches rank 0.
fn expected_order<T: Checked>(network: &Network<T>, truncation: Truncation) -> usize {
    let gain = network.arities().last().map_or(1, |&arity| arity - 1);
    let by_rank = truncation.max_rank.map(|rank| {
        let splits = (rank + 1).saturating_sub(2).div_ceil(gain);
        rank + 1 + if truncation.max_chi.is_some() { splits } else { 0 }
    });
    let by_chi = truncation.max_chi.map(|chi| chi + 1);
    by_rank.into_iter().chain(by_chi).min().unwrap_or(usize::MAX)
}

/// An action along a line through the origin: by rank k the coefficient of ε^k, and the sum of its terms without their signs.
struct Along<T> {
    values: Vec<T>,
    sizes: Vec<T>,
}

impl<T: Checked> Along<T> {
    fn new(action: &Action<T>, direction: &Array1<T>) -> Along<T> {
        let (x, size): (Vec<T>, Vec<T>) = direction.iter().map(|x| (x.clone(), x.abs())).unzip();
        Along {
            values: action.tensors().iter().map(|tensor| homogeneous(tensor, &x, T::clone)).collect(),
            sizes: action.tensors().iter().map(|tensor| homogeneous(tensor, &size, T::abs)).collect(),
        }
    }

    /// Σ_k c_k ε^k.
    fn at(parts: &[T], epsilon: &T) -> T {
        parts.iter().rev().fold(T::zero(), |sum, part| sum * epsilon.clone() + part.clone())
    }
}

/// R at x = ε times the direction; `None` where it cannot be told from rounding errors.
fn measure<T: Checked>(
    network: &Network<T>,
    action: &Along<T>,
    x: &Array1<T>,
    epsilon: &T,
) -> Result<Option<T>, CheckError> {
    let density = T::log_density(network, x.view())?;
    let remainder = density.clone() - Along::at(&action.values, epsilon);
    let rounding = T::ROUNDING * (Along::at(&action.sizes, epsilon).to_f64() + density.abs().to_f64());
    let is_seen = if T::ROUNDING > 0.0 {
        remainder.abs().to_f64() > tolerance::ABOVE_ROUNDING * rounding
    } else {
        !remainder.is_zero()
    };
    Ok(is_seen.then_some(remainder))
}

/// The order from the smallest scales at which the remainder is seen.
///
/// What follows the lowest order, R = c ε^k (1 + a ε + ..), shifts log2 R(2ε)/R(ε) by a multiple of ε. Where a third scale is seen, the shift is
/// taken away: next orders of the other sign would make a remainder look like one of a lower order.
fn order<T: Checked>(seen: &[T]) -> Option<f64> {
    let between = |larger: &T, smaller: &T| (larger.clone() / smaller.clone()).abs().to_f64().log2();
    match seen {
        [.., largest, larger, smaller] => Some(2.0 * between(larger, smaller) - between(largest, larger)),
        [larger, smaller] => Some(between(larger, smaller)),
        _ => None,
    }
}

fn scale_couplings<T: Checked>(network: &Network<T>, epsilon: &T) -> Result<Network<T>, NetworkError> {
    let activations = (1..=network.depth()).map(|layer| {
        let couplings = network.activation(layer).couplings().iter();
        Activation::new(couplings.map(|coupling| coupling.scaled(epsilon)).collect())
    });
    network.with_activations(activations.collect::<Result<_, _>>()?)
}
