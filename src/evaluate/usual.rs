//! The part of an action that is computed unless more or less of it is asked for.

use super::{Request, cheapest};
use crate::Scalar;
use crate::action::independent_entries;
use crate::network::Network;

/// Up to this many independent entries, all ranks are computed unless told otherwise.
const SMALL_ACTION: usize = 100_000;

/// The highest ranks of larger actions unless told otherwise, the first that is not too much work.
const USUAL_RANKS: [usize; 3] = [4, 3, 2];

/// Estimates above this many seconds are too long for a default.
const TOO_LONG: f64 = 40.0;

/// What is asked for of a network, with the ranks that are usual where none is named: all of a small action, and the ranks up to four
/// of a large one, or fewer where they take minutes. Bounds that cut nothing off are left out.
#[must_use]
pub fn usual<T: Scalar>(network: &Network<T>, request: &Request) -> Request {
    let full = network.degree();
    let is_small = full.is_some_and(|degree| {
        independent_entries(network.dimension() + 1, degree).is_some_and(|entries| entries <= SMALL_ACTION)
    });
    let max_rank = match request.max_rank {
        None if !is_small => usual_rank(network, request),
        given => given,
    };
    let max_rank = max_rank.filter(|&rank| full.is_none_or(|full| rank < full));
    // The most factors of χ that a term of the full action has, 2 (p^L - 1)/(p - 1) for arity p.
    let smallest = network.arities().first().copied().unwrap_or(2);
    let most = |full| (full - 2) / (smallest - 1);
    let max_chi = request.max_chi.filter(|&chi| full.is_none_or(|full| chi < most(full)));
    Request { max_rank, max_chi, ..*request }
}

fn usual_rank<T: Scalar>(network: &Network<T>, request: &Request) -> Option<usize> {
    let is_quick = |&rank: &usize| {
        // Only the time lowers the rank. What does not fit into memory is refused, so that the content of a file does
        // not depend on what else the machine does.
        let request = Request { max_rank: Some(rank), memory: u64::MAX, ..*request };
        cheapest(network, &request).is_ok_and(|plan| plan.seconds() <= TOO_LONG)
    };
    USUAL_RANKS.into_iter().find(is_quick).or(USUAL_RANKS.last().copied())
}
