//! What a search found, as it is shown.

use crate::modes::{Barrier, Found, Landscape, Line};

use super::args::ModesArgs;

/// Barriers are told between this many of the highest maxima.
const COMPARED: usize = 4;

/// What was asked for and what was found.
pub(super) struct Outcome<'a> {
    pub(super) args: &'a ModesArgs,
    /// The number of starting points.
    pub(super) starts: usize,
    /// The number of variables d.
    pub(super) dimension: usize,
    /// What was searched, in words.
    pub(super) what: String,
    pub(super) found: &'a Found,
    pub(super) barriers: Vec<Between>,
}

/// The barrier on the line between two maxima, by their numbers.
pub(super) struct Between {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) barrier: Barrier,
}

pub(super) fn barriers<L: Landscape>(landscape: &L, found: &Found) -> Vec<Between> {
    let highest = &found.modes[..found.modes.len().min(COMPARED)];
    let pairs = (0..highest.len()).flat_map(|from| (from + 1..highest.len()).map(move |to| (from, to)));
    pairs
        .map(|(from, to)| {
            let mut line = Line::on(landscape.clone(), &highest[from].position, &highest[to].position);
            Between { from, to, barrier: line.barrier() }
        })
        .collect()
}
