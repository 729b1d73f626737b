//! The test of an order of vertices, from which the group of automorphisms falls out.

use std::cmp::Ordering;

use super::canonical::partitions;
use super::cells::{Cells, below, members};
use super::graph::{Graph, MAX_POINTS, MAX_VERTICES};
use super::matrix::Matrix;

/// Where each vertex comes from: vertex `order[i]` in place i.
pub(super) type Order = [u8; MAX_VERTICES];

/// No vertex moved.
pub(super) const UNMOVED: Order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// Automorphisms by level: those of level i keep all vertices below i, and take each vertex of the orbit of i into
/// its place. The order of the group is the product of the lengths of the orbits.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    lengths: [usize; MAX_VERTICES],
    moves: [[Order; MAX_VERTICES]; MAX_VERTICES],
}

/// A larger word was found: these vertices in the first places give it.
pub(super) struct Beaten {
    pub(super) order: Order,
    pub(super) placed: usize,
}

impl Chain {
    pub(super) fn new() -> Chain {
        Chain { lengths: [1; MAX_VERTICES], moves: [[UNMOVED; MAX_VERTICES]; MAX_VERTICES] }
    }

    /// Looks for an order of the vertices with a larger word. Only the rows of the first `known` vertices are looked
    /// at; `cells[i]` is the partition behind the first i places of the present order.
    ///
    /// Once an order that gives the same word is met, the rest of its coset holds nothing new: it is the image of
    /// what was searched before. So the levels are searched from the last to the first.
    pub(super) fn find(&mut self, matrix: &Matrix, cells: &[Cells], known: usize) -> Result<(), Beaten> {
        let mut search = Search { matrix, known, order: UNMOVED };
        for level in (0..known).rev() {
            self.lengths[level] = 1;
            for p in members(cells[level].first() & below(known) & !(1 << level)) {
                if search.descend(level, &cells[level], p)? {
                    self.moves[level][self.lengths[level]] = search.order;
                    self.lengths[level] += 1;
                }
            }
            search.order[level] = level as u8;
        }
        Ok(())
    }

    /// The order of the group that moves only vertices in a range of places.
    pub(super) fn order(&self, levels: std::ops::Range<usize>) -> u128 {
        self.lengths[levels].iter().map(|&length| length as u128).product()
    }

    /// The vertices that an automorphism of a level may bring into its place, with the automorphism.
    pub(super) fn moves(&self, level: usize) -> &[Order] {
        &self.moves[level][1..self.lengths[level]]
    }
}

struct Search<'a> {
    matrix: &'a Matrix,
    known: usize,
    order: Order,
}

impl Search<'_> {
    /// Whether an order with vertex `p` in place `level` gives the same word.
    fn descend(&mut self, level: usize, cells: &Cells, p: usize) -> Result<bool, Beaten> {
        let mut refined = Cells::default();
        self.order[level] = p as u8;
        match self.matrix.place(level, cells, p, &mut refined) {
            Ordering::Less => return Ok(false),
            Ordering::Greater => return Err(Beaten { order: self.order, placed: level + 1 }),
            Ordering::Equal => {}
        }
        if level + 1 == self.known {
            return Ok(true);
        }
        for q in members(refined.first() & below(self.known)) {
            if self.descend(level + 1, &refined, q)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Graph {
    /// The order of the automorphism group: how many permutations of vertices and lines leave the diagram unchanged.
    /// Labelled legs stay where they are.
    ///
    /// # Formula
    /// |Aut| is the number of permutations of the vertices that keep legs and multiplicities, times a(u, v)! for the
    /// parallel lines of every two vertices, 2^s s! for s self-loops of a vertex, and k! for k unlabelled legs at one.
    ///
    /// ```
    /// use diagraction::feynman::Graph;
    ///
    /// // Two bubbles in a chain, without legs.
    /// let chain = Graph::new(3, &[(0, 0), (0, 1), (0, 1), (1, 2), (1, 2), (2, 2)], &[])?;
    /// assert_eq!(chain.automorphisms(), 2 * 2 * 2 * 2 * 2);
    /// # Ok::<(), diagraction::feynman::GraphError>(())
    /// ```
    pub fn automorphisms(&self) -> u128 {
        if self.vertices() == 0 {
            return if self.is_labelled() { 1 } else { 2 };
        }
        let matrix = self.matrix();
        let colours: Vec<_> = (0..matrix.n).map(|v| (self.legs_at(v), self.rank(v))).collect();
        let mut chain = Box::new(Chain::new());
        if let Ok(path) = partitions(&matrix, Cells::of_runs(&colours)) {
            // The order is canonical, so there is no larger word.
            let _ = chain.find(&matrix, &path, matrix.n);
        }
        let legs = colours.iter().map(|&(legs, _)| legs as u8);
        Legs::new(self.loops(), legs, self.is_labelled()).weight(&matrix, &chain).automorphisms
    }
}

/// What the legs of the vertices add to the symmetry of a matrix.
#[derive(Clone, Debug)]
pub(super) struct Legs {
    pub(super) loops: usize,
    pub(super) legs: [u8; MAX_VERTICES],
    /// How many vertices have legs; they come first.
    pub(super) vertices: usize,
    pub(super) word: [u8; MAX_POINTS],
    pub(super) points: usize,
    pub(super) labelled: bool,
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
}

impl Matrix {
    /// Exchanges of parallel lines, and of self-loops and their ends.
    pub(super) fn local_automorphisms(&self) -> u128 {
        let row = |i: usize| {
            let loops = usize::from(self.a[i][i]);
            let parallel = self.a[i][i + 1..self.n].iter().map(|&lines| factorial(lines.into()));
            (factorial(loops) << loops) * parallel.product::<u128>()
        };
        (0..self.n).map(row).product()
    }
}

/// n!; exact up to 34!, beyond which no diagram goes.
pub(super) fn factorial(n: usize) -> u128 {
    (1..=n as u128).product()
}
