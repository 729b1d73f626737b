//! Shares added up by the layers of splits.

use std::collections::BTreeMap;

use super::{Contribution, Shares};
use crate::Scalar;
use crate::diagram::{Arena, Leg, Node, Term};

/// The layers of the splits of a diagram, ascending, with repetitions. Splits within dressed circles and lines are not among
/// them.
pub(super) fn layers(arena: &Arena, term: &Term) -> Vec<u32> {
    let mut layers = Vec::new();
    term.diagram.legs().iter().for_each(|&leg| collect(arena, leg, &mut layers));
    layers.sort_unstable();
    layers
}

fn collect(arena: &Arena, leg: Leg, layers: &mut Vec<u32>) {
    match arena.node(leg) {
        Node::Line { below, .. } | Node::DressedLine { below, .. } | Node::InverseLine { below, .. } => {
            collect(arena, *below, layers)
        }
        Node::Split { layer, legs } => {
            layers.push(*layer);
            legs.iter().for_each(|&leg| collect(arena, leg, layers));
        }
        Node::Open(_) | Node::Circle { .. } | Node::DressedCircle { .. } => {}
    }
}

/// The shares of layers and of pairs of layers.
///
/// # Formula
/// The share of a diagram is divided equally among its splits, and equally among the pairs of its splits. A diagram without a split, or
/// with a single one, stands for itself. Both lists add up to one.
#[derive(Clone, Debug, PartialEq)]
pub struct Layers<T> {
    /// By layer; `None` is what no split made.
    pub single: BTreeMap<Option<u32>, T>,
    /// By the layers of two splits, the lower one first. One layer, or none, where a diagram has no second split.
    pub pairs: BTreeMap<Vec<u32>, T>,
}

impl<T: Scalar> Layers<T> {
    /// Adds up shares; `None` where there are none, since the coefficient vanishes.
    pub fn new(contributions: &[Contribution<T>], shares: &Shares<T>) -> Option<Layers<T>> {
        let mut layers = Layers { single: BTreeMap::new(), pairs: BTreeMap::new() };
        for (place, contribution) in contributions.iter().enumerate() {
            let share = shares.of(place)?;
            let splits = contribution.layers();
            let ones: Vec<Option<u32>> = splits.iter().copied().map(Some).collect();
            spread(&mut layers.single, if ones.is_empty() { vec![None] } else { ones }, &share);
            let twos = |(place, &lower): (usize, &u32)| {
                splits[place + 1..].iter().map(move |&upper| vec![lower, upper])
            };
            let twos: Vec<Vec<u32>> = splits.iter().enumerate().flat_map(twos).collect();
            spread(&mut layers.pairs, if twos.is_empty() { vec![splits.to_vec()] } else { twos }, &share);
        }
        Some(layers)
    }
}

/// Divides a share equally.
fn spread<K: Ord, T: Scalar>(sums: &mut BTreeMap<K, T>, among: Vec<K>, share: &T) {
    let count = T::natural(among.len());
    for key in among {
        *sums.entry(key).or_insert_with(T::zero) += share.clone() / count.clone();
    }
}
