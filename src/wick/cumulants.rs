//! Cumulants as sums over graphs.

use super::plan::{Order, Term};
use super::{Plan, Powers, WickError, contract};
use crate::network::{Network, Weight};
use crate::tensor::{ByLoops, Indices, Places, SymmetricTensor, permutations};
use crate::{Progress, Scalar};

/// The cumulants of a network that were planned.
///
/// # Formula
/// κ_n^(l) = Σ Π_i m_i! X^(m_i, s_i) / Π_{i<j} a_ij! over the numbers a_ij of lines between the roots, contracted along the lines,
/// that connect all roots, with Σ a_ij + Σ s_i = n - 1 + l. In coefficients of monomials: derivatives ∂^δ/δ! along each line.
///
/// # Errors
/// As for [`Powers::inverse`].
///
/// # Cost
/// That of the [`Plan`].
///
/// # Example
/// ```
/// use diagraction::network::{Activation, Coupling, Linear, Network};
/// use diagraction::wick::{Wanted, cumulants, plan};
/// use ndarray::{Array3, array};
///
/// // x_0 = z_0 and x_1 = z_1 - c x_0²: the variance of x_1 is 1 + 2 c², with a loop in the second part.
/// let linear = || Linear { weight: array![[1.0, 0.0], [0.0, 1.0]], bias: array![0.0, 0.0] };
/// let chi = Coupling::new(Array3::from_elem((1, 1, 1), 0.5))?;
/// let network = Network::new(vec![linear(), linear()], vec![Activation::new(vec![chi])?])?;
/// let plan = plan(&network, &Wanted::orders(2..=2))?;
/// let found = cumulants(&network, &plan, &())?;
/// let variance: Vec<f64> = found[0].terms.iter().map(|(_, term)| *term.get(&[1, 1])).collect();
/// assert_eq!(variance, [1.0, 0.5]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cumulants<T: Weight>(
    network: &Network<T>,
    plan: &Plan,
    progress: &dyn Progress,
) -> Result<Vec<ByLoops<T>>, WickError> {
    let powers = Powers::inverse(network, plan.window, progress)?;
    let powers = match &plan.sites {
        Some(sites) => powers.at(sites),
        None => powers,
    };
    let of_powers = powers.cumulants(plan, progress);
    let is_finite = |entry: &T| (entry.clone() - entry.clone()).is_zero();
    let mut entries = of_powers.iter().flat_map(|found| &found.terms).flat_map(|(_, term)| term.entries());
    match entries.all(is_finite) {
        true => Ok(of_powers),
        false => Err(WickError::NotFinite),
    }
}

impl<T: Scalar> Powers<T> {
    /// The sums of a plan.
    pub(super) fn cumulants(&self, plan: &Plan, progress: &dyn Progress) -> Vec<ByLoops<T>> {
        let terms = plan.orders.iter().map(|order| order.terms.len() as u64).sum();
        progress.start("joining powers", terms);
        let of = |Order { order, terms }: &Order| {
            let of = |term: &Term| {
                let sum = self.sum(*order, term);
                progress.advance(1);
                (term.loops, sum)
            };
            ByLoops { order: *order, terms: terms.iter().map(of).collect() }
        };
        plan.orders.iter().map(of).collect()
    }

    /// All graphs of a term, averaged over all orders of the roots.
    fn sum(&self, order: usize, term: &Term) -> SymmetricTensor<T> {
        let d = self.values();
        let mut sum = SymmetricTensor::zero(d, order);
        let places = Places::new(d, order);
        for start in (0..d).step_by(term.block) {
            let block = start..d.min(start + term.block);
            let values = term.graphs.iter().map(|(graph, names)| {
                let names = T::natural(*names);
                contract::value(self, graph, block.clone()).mapv(|value| names.clone() * value)
            });
            let Some(values) = values.reduce(|sum, value| sum + value) else { break };
            let mut index = vec![0; order];
            for (place, value) in values.into_iter().enumerate() {
                let mut left = place + start * d.pow(order as u32 - 1);
                for entry in index.iter_mut().rev() {
                    (*entry, left) = (left % d, left / d);
                }
                index.sort_unstable();
                sum.entries_mut()[places.of(&index)] += value;
            }
        }
        for (entry, index) in sum.entries_mut().iter_mut().zip(Indices::new(d, order)) {
            *entry /= permutations::<T>(&index);
        }
        sum
    }
}
