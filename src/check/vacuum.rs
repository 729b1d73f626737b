//! The vacuum diagrams of the action of a network, which cancel.

use super::{CheckError, Checked, Test};
use crate::action::Truncation;
use crate::correlators::{Correlators, Expansion, is_complete};
use crate::evaluate::{self, Quartic, Request};
use crate::network::Network;

/// Adds up the vacuum diagrams of the action of a network around its mode, with two and with three loops.
///
/// # Formula
/// A network has Z = 1, and its Jacobian is constant, so with S/ħ in place of S only ħ^(d/2) is left: ln Z has no loops. The diagrams
/// with l loops have vertices of the ranks to 2 l.
pub fn vacuum<T: Checked>(network: &Network<T>, request: &Request) -> Vec<Test> {
    expanded(network, request).iter().map(|expanded| expanded.vacuum(request.memory)).collect()
}

/// A network around its mode with the ranks that vacuum diagrams with so many loops have, and its expansion; or why there is none.
pub(super) struct Expanded<T> {
    loops: usize,
    pub(super) found: Result<(Network<T>, Expansion<T>), String>,
}

/// For two and for three loops.
pub(super) fn expanded<T: Checked>(network: &Network<T>, request: &Request) -> [Expanded<T>; 2] {
    let [two, three] = T::VACUUM_DIMENSIONS;
    [(2, two), (3, three)]
        .map(|(loops, most)| Expanded { loops, found: expansion(network, request, loops, most) })
}

/// Seconds that the expansions take, which are more than their diagrams.
pub(super) fn seconds<T: Checked>(network: &Network<T>, request: &Request) -> f64 {
    let [two, three] = T::VACUUM_DIMENSIONS;
    let of = |(loops, most): (usize, usize)| {
        let request = Request { max_rank: Some(2 * loops), ..*request };
        let plan =
            (network.dimension() <= most).then(|| evaluate::cheapest(network, &request).ok()).flatten();
        plan.map_or(0.0, |plan| plan.seconds())
    };
    T::SLOWNESS * [(2, two), (3, three)].map(of).iter().sum::<f64>()
}

impl<T: Checked> Expanded<T> {
    pub(super) fn vacuum(&self, memory: u64) -> Test {
        match &self.found {
            Ok((_, expansion)) => vacuum_sum(expansion, self.loops, memory),
            Err(reason) => Test::skipped(name(self.loops), reason.as_str()),
        }
    }
}

/// Adds up the vacuum diagrams of an action with so many loops. The sum over the largest of them is to be at most
/// [`VACUUM`](super::tolerance::VACUUM), or zero in exact arithmetic.
pub fn vacuum_sum<T: Checked>(expansion: &Expansion<T>, loops: usize, memory: u64) -> Test {
    let diagrams = match Correlators::new(expansion).memory(memory).contributions(0, loops) {
        Ok(diagrams) => diagrams,
        Err(error) => return Test::skipped(name(loops), error.to_string()),
    };
    let (mut sum, mut largest) = (T::zero(), T::zero());
    for value in diagrams.iter().map(|diagram| &diagram.value.entries()[0]) {
        sum += value.clone();
        if value.abs() > largest {
            largest = value.abs();
        }
    }
    Test::vanishing(name(loops), [(Vec::new(), sum, largest)], T::VACUUM)
}

fn name(loops: usize) -> String {
    let number = ["no", "one", "two", "three"].get(loops).map_or(loops.to_string(), ToString::to_string);
    format!("vacuum diagrams, {number} loops")
}

fn expansion<T: Checked>(
    network: &Network<T>,
    request: &Request,
    loops: usize,
    most: usize,
) -> Result<(Network<T>, Expansion<T>), String> {
    let needed = 2 * loops;
    let cut = |rank: &usize| network.degree().is_none_or(|full| *rank < full);
    let truncation = Truncation { max_rank: request.max_rank.filter(cut), ..request.truncation() };
    match truncation {
        Truncation { max_chi: Some(_), .. } => return Err("terms with more chi are cut off".to_owned()),
        Truncation { max_rank: Some(rank), .. } if !is_complete(0, loops, truncation) => {
            return Err(format!("needs ranks to {needed}, has them to {rank}"));
        }
        _ if network.dimension() > most => return Err(format!("done up to d = {most}")),
        _ => {}
    }
    let expanded = || -> Result<(Network<T>, Expansion<T>), CheckError> {
        let network = T::around_mode(network)?;
        let request = Request { max_rank: Some(needed), quartic: Quartic::Packed, ..*request };
        let plan = evaluate::cheapest(&network, &request)?;
        let expansion = Expansion::new(plan.run(&network)?.into_action(request.memory, &())?)?;
        Ok((network, expansion))
    };
    expanded().map_err(|error| error.to_string())
}
