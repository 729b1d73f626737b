//! Leaves joined in pairs, up to exchanges of equal legs of a split.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::ControlFlow;

use smallvec::SmallVec;

use crate::diagram::{Arena, Leg, Node};

/// The partner of every leaf; [`FREE`] where it has none yet.
pub(super) type Pairing = SmallVec<[u8; 16]>;

pub(super) const FREE: u8 = u8::MAX;

/// Two equal legs of a split, side by side: the leaves of the first, which begin at `start`, and as many of the second.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exchange {
    start: usize,
    length: usize,
}

impl Exchange {
    /// All exchanges in these trees, whose leaves are counted through.
    pub(super) fn all(arena: &Arena, trees: &[Leg]) -> Vec<Exchange> {
        let mut exchanges = Vec::new();
        trees.iter().fold(0, |start, &tree| add(arena, tree, start, &mut exchanges));
        exchanges
    }

    fn leaf(self, leaf: usize) -> usize {
        match leaf.checked_sub(self.start) {
            Some(place) if place < self.length => leaf + self.length,
            Some(place) if place < 2 * self.length => leaf - self.length,
            _ => leaf,
        }
    }

    fn image(self, pairing: &Pairing) -> Pairing {
        let mut image = pairing.clone();
        for (leaf, &partner) in pairing.iter().enumerate() {
            image[self.leaf(leaf)] =
                if partner == FREE { FREE } else { self.leaf(usize::from(partner)) as u8 };
        }
        image
    }
}

/// Adds the exchanges in a leg whose first leaf is `start`; gives the leaf behind its last one.
fn add(arena: &Arena, mut leg: Leg, start: usize, exchanges: &mut Vec<Exchange>) -> usize {
    while let Some((_, below)) = arena.link(leg) {
        leg = below;
    }
    let Node::Split { legs, .. } = arena.node(leg) else { return start + arena.grade(leg).rank };
    let (mut start, mut before) = (start, None);
    for &leg in legs {
        let length = arena.grade(leg).rank;
        if before == Some(leg) && length > 0 {
            exchanges.push(Exchange { start: start - length, length });
        }
        start = add(arena, leg, start, exchanges);
        before = Some(leg);
    }
    start
}

/// The order of notation: earlier letters come first. Pairings are equal up to where one of them is not decided.
fn compare(a: &Pairing, b: &Pairing) -> Ordering {
    for (leaf, (&p, &q)) in a.iter().zip(b).enumerate() {
        if p == FREE || q == FREE {
            break;
        }
        // A line that begins here has a new letter.
        let letter = |partner: u8| if usize::from(partner) < leaf { partner } else { FREE };
        let order = letter(p).cmp(&letter(q));
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

/// All pairings that exchanges make of one, as long as all are `wanted`.
fn orbit(
    pairing: &Pairing,
    exchanges: &[Exchange],
    wanted: impl Fn(&Pairing) -> bool,
) -> Option<HashSet<Pairing>> {
    let mut images = HashSet::from([pairing.clone()]);
    let mut open = vec![pairing.clone()];
    while let Some(pairing) = open.pop() {
        for exchange in exchanges {
            let image = exchange.image(&pairing);
            if !wanted(&image) {
                return None;
            }
            if images.insert(image.clone()) {
                open.push(image);
            }
        }
    }
    Some(images)
}

/// The first of all pairings that exchanges make of one.
pub(super) fn canonical(pairing: &Pairing, exchanges: &[Exchange]) -> Pairing {
    let images = orbit(pairing, exchanges, |_| true).unwrap_or_default();
    images.into_iter().min_by(compare).unwrap_or_default()
}

/// Whether the trees that hang together with one are all of them, or can still be joined with others; `roots` holds the tree of
/// every leaf.
pub(super) fn can_connect(pairing: &Pairing, roots: &[usize], from: usize) -> bool {
    let count = roots.last().map_or(1, |last| last + 1);
    let mut reached = vec![false; count];
    reached[from] = true;
    let mut is_new = true;
    while std::mem::take(&mut is_new) {
        for (leaf, &partner) in pairing.iter().enumerate().filter(|(_, partner)| **partner != FREE) {
            let root = roots[usize::from(partner)];
            if reached[roots[leaf]] && !reached[root] {
                reached[root] = true;
                is_new = true;
            }
        }
    }
    let is_open = |(root, partner): (&usize, &u8)| reached[*root] && *partner == FREE;
    reached.iter().all(|reached| *reached) || roots.iter().zip(pairing).any(is_open)
}

/// The leaves of some trees, as they are joined.
pub(super) struct Leaves<'a> {
    /// The tree of every leaf.
    pub(super) roots: &'a [usize],
    pub(super) exchanges: &'a [Exchange],
    pub(super) pairing: Pairing,
}

impl Leaves<'_> {
    /// Visits the canonical connected pairings in order, each with the number of its images.
    ///
    /// # Cost
    /// A pairing is left as soon as a part of the trees is closed, or as an exchange alone makes an earlier one of it.
    pub(super) fn each(
        &mut self,
        visit: &mut impl FnMut(&Pairing, usize) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Some(leaf) = self.pairing.iter().position(|&partner| partner == FREE) else {
            let is_later = |image: &Pairing| compare(image, &self.pairing).is_ge();
            let images = orbit(&self.pairing, self.exchanges, is_later);
            return images.map_or(ControlFlow::Continue(()), |images| visit(&self.pairing, images.len()));
        };
        for partner in leaf + 1..self.pairing.len() {
            if self.pairing[partner] != FREE {
                continue;
            }
            (self.pairing[leaf], self.pairing[partner]) = (partner as u8, leaf as u8);
            let pairing = &self.pairing;
            let is_first =
                self.exchanges.iter().all(|exchange| compare(&exchange.image(pairing), pairing).is_ge());
            if is_first && can_connect(pairing, self.roots, self.roots[leaf]) {
                self.each(visit)?;
            }
            (self.pairing[leaf], self.pairing[partner]) = (FREE, FREE);
        }
        ControlFlow::Continue(())
    }
}
