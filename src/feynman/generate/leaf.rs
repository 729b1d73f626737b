//! From a canonical matrix to the diagrams that it stands for.

use std::ops::ControlFlow;

use crate::feynman::graph::{Graph, MAX_POINTS, MAX_VERTICES};
use crate::feynman::matrix::Matrix;
use crate::feynman::symmetry::{Chain, factorial};
use crate::feynman::term::Term;

/// What the legs of a frame add to the symmetry of its matrices.
#[derive(Clone, Debug)]
pub(super) struct Legs {
    pub(super) loops: usize,
    legs: [u8; MAX_VERTICES],
    /// How many vertices have legs; they come first.
    vertices: usize,
    word: [u8; MAX_POINTS],
    points: usize,
    labelled: bool,
}

/// How many diagrams a canonical matrix stands for, and the automorphisms that each of them has.
pub(super) struct Weight {
    pub(super) diagrams: u128,
    pub(super) automorphisms: u128,
}

impl Legs {
    pub(super) fn new(loops: usize, legs: impl Iterator<Item = u8>, labelled: bool) -> Legs {
        let mut own =
            Legs { loops, legs: [0; MAX_VERTICES], vertices: 0, word: [0; MAX_POINTS], points: 0, labelled };
        for (vertex, number) in legs.take_while(|&number| number > 0).enumerate() {
            own.legs[vertex] = number;
            own.vertices += 1;
            own.word[own.points..][..usize::from(number)].fill(vertex as u8);
            own.points += usize::from(number);
        }
        own
    }

    /// An automorphism that moves vertices with legs moves their labels, so only those count that keep all of them; and
    /// all other permutations of the labels give new diagrams.
    pub(super) fn weight(&self, matrix: &Matrix, chain: &Chain) -> Weight {
        let moving = chain.order(0..self.vertices);
        let inner = chain.order(self.vertices..matrix.n) * matrix.local_automorphisms();
        let at_vertices: u128 = self.legs.iter().map(|&legs| factorial(legs.into())).product();
        match self.labelled {
            true => Weight { diagrams: factorial(self.points) / at_vertices / moving, automorphisms: inner },
            false => Weight { diagrams: 1, automorphisms: inner * moving * at_vertices },
        }
    }

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
