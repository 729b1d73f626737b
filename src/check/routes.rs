//! Cumulants of a network by its inverse against those by diagrams of its action.

use super::{Checked, Test};
use crate::Progress;
use crate::action::SymmetricTensor;
use crate::correlators::{Correlators, Expansion, Legs, MOST_DIAGRAMS, is_complete};
use crate::feynman::Family;
use crate::network::Network;
use crate::tensor::ByLoops;
use crate::wick::{Wanted, WickError, cumulants, degree, last_loop, plan};

/// The highest order of the cumulants that are compared.
const MAX_ORDER: usize = 4;

/// Sums up the diagrams of every term that an expansion of the action reaches, with lines to every variable or to the sites that the
/// cumulants of the network are of. The largest difference over the largest entry of the
/// cumulant is to be at most [`ROUTES`](super::tolerance::ROUTES), or zero in exact arithmetic. Diagrams that are too many, or take too
/// many bytes, are left out.
///
/// # Formula
/// κ_n of z ~ N(0, ħ) is Σ_l ħ^(n-1+l) κ_n^(l), and the diagrams of S/ħ with l loops have the same power of ħ. So every term agrees by
/// itself.
pub fn routes<T: Checked>(
    expansion: &Expansion<T>,
    network: &[ByLoops<T>],
    legs: Legs,
    (memory, limit): (u64, u64),
    progress: &dyn Progress,
) -> Vec<Test> {
    let mut correlators = Correlators::with(expansion, legs, Family::Connected).memory(memory).limit(limit);
    progress.start("contracting diagrams", network.iter().map(|order| order.terms.len() as u64).sum());
    let mut tests = Vec::new();
    for ByLoops { order, terms } in network {
        let entries = terms.iter().flat_map(|(_, term)| term.entries());
        let scale =
            entries.map(T::abs).fold(T::zero(), |scale, entry| if entry > scale { entry } else { scale });
        for (loops, term) in terms {
            let noun = if *loops == 1 { "loop" } else { "loops" };
            let name = format!("kappa_{order}, {loops} {noun}, both routes");
            let reached = is_complete(*order, *loops, expansion.action().truncation);
            let diagrams = match reached {
                true => correlators.term(*order, *loops).map_err(|error| error.to_string()),
                false => Err(format!("needs ranks to {}", order + 2 * loops)),
            };
            tests.push(match diagrams {
                Ok(diagrams) => Test { rank: Some(*order), ..compared(name, term, &diagrams, &scale) },
                Err(reason) => Test { rank: Some(*order), ..Test::skipped(name, reason) },
            });
            progress.advance(1);
        }
    }
    tests
}

/// The routes of all terms that an expansion to a rank reaches, up to order 4, for a network around its mode.
pub(super) fn of_network<T: Checked>(
    network: &Network<T>,
    expansion: &Expansion<T>,
    memory: u64,
) -> Result<Vec<Test>, WickError> {
    let rank = expansion.action().max_rank();
    let mut found = Vec::new();
    for order in 1..=rank.min(MAX_ORDER) {
        let last = last_loop(order, degree(network));
        let loops = Some(0..=last.min((rank - order) / 2));
        let wanted = Wanted { loops, memory, ..Wanted::orders(order..=order) };
        found.extend(cumulants(network, &plan(network, &wanted)?, &())?);
    }
    // Of the point itself there is nothing to compare: in these variables it is zero.
    found
        .iter_mut()
        .filter(|order| order.order == 1)
        .for_each(|order| order.terms.retain(|(loops, _)| *loops > 0));
    Ok(routes(expansion, &found, Legs::Lines, (memory, MOST_DIAGRAMS), &()))
}

fn compared<T: Checked>(name: String, a: &SymmetricTensor<T>, b: &SymmetricTensor<T>, scale: &T) -> Test {
    let differences = a.iter().zip(b.entries());
    let differences = differences.map(|((index, a), b)| (index, a.clone() - b.clone(), scale.clone()));
    Test::vanishing(name, differences, T::ROUTES)
}
