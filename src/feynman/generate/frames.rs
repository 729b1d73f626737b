//! Ranks and legs of the vertices, before any line is drawn.

use std::cmp::Reverse;

use crate::feynman::canonical::colour;
use crate::feynman::properties::Family;

/// The vertices of a diagram by their numbers of legs and ranks, in canonical order.
pub(super) type Frame = Vec<(u8, u8)>;

/// All frames at an excess Σ(rank - 2): by number of vertices, then by ranks and by legs, the highest first.
pub(super) fn frames(points: usize, excess: usize, ranks: &[usize], family: Family) -> Vec<Frame> {
    // What a vertex needs for the lines that join it with others; one that has all of the excess stands alone.
    let joined = if family == Family::OneParticleIrreducible { 2 } else { 1 };
    let kinds = ranks.iter().flat_map(|&rank| (0..=points.min(rank)).map(move |legs| (legs, rank)));
    let mut kinds: Vec<_> =
        kinds.filter(|&(legs, rank)| legs + joined <= rank || rank == excess + 2).collect();
    kinds.sort_by_key(|&(legs, rank)| colour(legs, rank));
    let mut frames = Vec::new();
    extend(points, excess, &kinds, &mut Vec::new(), &mut frames);
    frames.sort_by_cached_key(|frame| {
        let mut by_rank: Vec<_> = frame.iter().map(|&(legs, rank)| (rank, legs)).collect();
        by_rank.sort_unstable_by(|a, b| b.cmp(a));
        let (ranks, legs): (Vec<u8>, Vec<u8>) = by_rank.into_iter().unzip();
        (frame.len(), Reverse((ranks, legs)))
    });
    frames
}

/// Adds vertices of these kinds, each not before the last, until legs and excess are used up.
fn extend(
    points: usize,
    excess: usize,
    kinds: &[(usize, usize)],
    frame: &mut Frame,
    frames: &mut Vec<Frame>,
) {
    if (points, excess) == (0, 0) && !frame.is_empty() {
        frames.push(frame.clone());
    }
    for (at, &(legs, rank)) in kinds.iter().enumerate() {
        if legs <= points && rank - 2 <= excess {
            frame.push((legs as u8, rank as u8));
            extend(points - legs, excess - (rank - 2), &kinds[at..], frame, frames);
            frame.pop();
        }
    }
}
