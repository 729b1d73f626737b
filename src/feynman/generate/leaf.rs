//! From a canonical matrix to the diagrams that it stands for.

use std::ops::ControlFlow;

use crate::feynman::graph::{Graph, MAX_VERTICES};
use crate::feynman::matrix::Matrix;
use crate::feynman::symmetry::{Chain, Legs};
use crate::feynman::term::Term;

impl Legs {
    /// Visits the diagrams.
    pub(super) fn each(
        &self,
        matrix: &Matrix,
        chain: &Chain,
        visit: &mut impl FnMut(Term) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let automorphisms = self.weight(matrix, chain).automorphisms;
        let graph = Graph::from_canonical(matrix, &self.word[..self.points], self.labelled);
        if !self.labelled || self.points == 0 {
            return visit(Term { graph, automorphisms });
        }
        let mut labels =
            Labels { term: Term { graph, automorphisms }, left: self.legs, before: [0; MAX_VERTICES] };
        for level in 0..self.vertices {
            chain.moves(level).iter().for_each(|step| labels.before[usize::from(step[level])] |= 1 << level);
        }
        let mut word = self.word;
        labels.grow(0, 0, &mut word[..self.points], visit)
    }
}

/// Labels 1, 2, .. on the vertices with legs, once for each orbit of the group.
///
/// Of the images of a diagram the one is wanted that has, vertex by vertex, the lowest label. So a vertex gets its first label
/// only when those have one with which automorphisms exchange it and that stand before it; no group is run through.
struct Labels {
    term: Term,
    /// Legs without a label.
    left: [u8; MAX_VERTICES],
    /// For each vertex those which have a label before it has.
    before: [u16; MAX_VERTICES],
}

impl Labels {
    fn grow(
        &mut self,
        label: usize,
        labelled: u16,
        word: &mut [u8],
        visit: &mut impl FnMut(Term) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if label == word.len() {
            return visit(Term { graph: self.term.graph.with_legs(word), ..self.term });
        }
        for vertex in 0..MAX_VERTICES {
            if self.left[vertex] > 0 && self.before[vertex] & !labelled == 0 {
                word[label] = vertex as u8;
                self.left[vertex] -= 1;
                let flow = self.grow(label + 1, labelled | 1 << vertex, word, visit);
                self.left[vertex] += 1;
                flow?;
            }
        }
        ControlFlow::Continue(())
    }
}
