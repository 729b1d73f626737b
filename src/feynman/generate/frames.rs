//! Ranks and legs of the vertices, before any line is drawn.

use crate::feynman::canonical::colour;
use crate::feynman::properties::Family;

/// The vertices of a diagram by their numbers of legs and ranks, in canonical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) vertices: Vec<(u8, u8)>,
}

/// All frames at an excess Σ(rank - 2), by number of vertices and then by ranks, the highest first.
pub(super) fn frames(points: usize, excess: usize, ranks: &[usize], family: Family) -> Vec<Frame> {
    let mut lists = Vec::new();
    let mut descending: Vec<usize> = ranks.to_vec();
    descending.sort_unstable_by(|a, b| b.cmp(a));
    rank_lists(excess, &descending, &mut Vec::new(), &mut lists);
    lists.sort_by_key(Vec::len);
    lists.iter().flat_map(|list| with_legs(points, list, family)).collect()
}

/// All descending lists of ranks with this excess.
fn rank_lists(excess: usize, ranks: &[usize], list: &mut Vec<usize>, lists: &mut Vec<Vec<usize>>) {
    if excess == 0 && !list.is_empty() {
        lists.push(list.clone());
    }
    for (at, &rank) in ranks.iter().enumerate().filter(|&(_, &rank)| rank - 2 <= excess) {
        list.push(rank);
        rank_lists(excess - (rank - 2), &ranks[at..], list, lists);
        list.pop();
    }
}

/// All ways to put the legs on vertices of these ranks; vertices of equal rank are not told apart.
fn with_legs(points: usize, ranks: &[usize], family: Family) -> Vec<Frame> {
    // What a vertex needs for the lines that join it with others.
    let joined = match (ranks.len(), family) {
        (1, _) => 0,
        (_, Family::OneParticleIrreducible) => 2,
        _ => 1,
    };
    let mut frames = Vec::new();
    place_legs(points, ranks, joined, &mut Vec::new(), &mut frames);
    frames
}

fn place_legs(left: usize, ranks: &[usize], joined: usize, legs: &mut Vec<usize>, frames: &mut Vec<Frame>) {
    let at = legs.len();
    if at == ranks.len() {
        if left == 0 {
            let mut vertices: Vec<_> =
                legs.iter().map(|&l| l as u8).zip(ranks.iter().map(|&r| r as u8)).collect();
            vertices.sort_by_key(|&(legs, rank)| colour(legs.into(), rank.into()));
            frames.push(Frame { vertices });
        }
        return;
    }
    let same = at > 0 && ranks[at] == ranks[at - 1];
    let most = left.min(ranks[at].saturating_sub(joined)).min(if same { legs[at - 1] } else { left });
    for number in (0..=most).rev() {
        legs.push(number);
        place_legs(left - number, ranks, joined, legs, frames);
        legs.pop();
    }
}
