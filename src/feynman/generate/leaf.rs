//! From a canonical matrix to the diagrams that it stands for.

use std::ops::ControlFlow;

use super::labels::Labels;
use crate::feynman::graph::{Graph, MAX_POINTS, MAX_VERTICES};
use crate::feynman::matrix::Matrix;
use crate::feynman::symmetry::{Chain, Order, factorial};
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

    /// Visits the diagrams; `group` is room for automorphisms.
    pub(super) fn each(
        &self,
        matrix: &Matrix,
        chain: &Chain,
        group: &mut Vec<Order>,
        visit: &mut impl FnMut(Term) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let automorphisms = self.weight(matrix, chain).automorphisms;
        let graph = Graph::from_canonical(matrix, &self.word[..self.points], self.labelled);
        if !self.labelled || self.points == 0 {
            return visit(Term { graph, automorphisms });
        }
        chain.elements(self.vertices, group);
        let mut labels = Labels { group, legs: self.legs, word: self.word, points: self.points };
        labels.each(&mut |word| visit(Term { graph: graph.with_legs(word), automorphisms }))
    }
}
