//! Labelled legs as orbits: the ways to put labels on the legs of an unlabelled diagram.

use std::ops::ControlFlow;

use crate::feynman::symmetry::Order;
use crate::feynman::{MAX_POINTS, MAX_VERTICES};

/// Puts labels 1, 2, .. on the vertices with legs, once for each orbit of the group.
///
/// A word of vertices is the lowest of its orbit if each letter is the lowest that the automorphisms which keep the letters
/// before it can make of it; so the words are grown letter by letter, and the group shrinks.
pub(super) struct Labels<'a> {
    pub(super) group: &'a mut Vec<Order>,
    pub(super) legs: [u8; MAX_VERTICES],
    pub(super) word: [u8; MAX_POINTS],
    pub(super) points: usize,
}

impl Labels<'_> {
    pub(super) fn each(&mut self, visit: &mut impl FnMut(&[u8]) -> ControlFlow<()>) -> ControlFlow<()> {
        self.grow(0, self.group.len(), visit)
    }

    fn grow(
        &mut self,
        label: usize,
        group: usize,
        visit: &mut impl FnMut(&[u8]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if label == self.points {
            return visit(&self.word[..self.points]);
        }
        for vertex in 0..MAX_VERTICES {
            if self.legs[vertex] == 0 || self.group[..group].iter().any(|g| usize::from(g[vertex]) < vertex) {
                continue;
            }
            let mut kept = 0;
            for at in 0..group {
                if usize::from(self.group[at][vertex]) == vertex {
                    self.group.swap(at, kept);
                    kept += 1;
                }
            }
            self.word[label] = vertex as u8;
            self.legs[vertex] -= 1;
            let flow = self.grow(label + 1, kept, visit);
            self.legs[vertex] += 1;
            flow?;
        }
        ControlFlow::Continue(())
    }
}
