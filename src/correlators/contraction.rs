//! The value of a diagram: its vertices contracted along its lines, every part once.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use ndarray::{Array2, ArrayD, ArrayView1, Axis, IxDyn, concatenate};

use super::diagram::Diagram;
use super::expansion::Expansion;
use super::order::Plan;
use super::part::{Part, apart};
use super::quartic::{self, Quartic};
use crate::Scalar;
use crate::action::Pairs;
use crate::feynman::Graph;

/// Contracts diagrams, and keeps every part that it has made: a part of a diagram is a diagram, whose canonical form says
/// whether it is known.
///
/// A leg is a vertex of rank two here, the matrix L of the line, so that it is contracted where this is cheapest.
pub(super) struct Contraction<'a, T> {
    expansion: &'a Expansion<T>,
    /// The rows of L for the legs, shape (m, d).
    legs: Array2<T>,
    parts: HashMap<Graph, Rc<ArrayD<T>>>,
    /// The entries of V_4 in the basis of the line, once they are wanted of pairs.
    quartic: Option<Rc<Quartic<T>>>,
}

/// What the legs of diagrams are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Legs {
    /// Lines to every variable.
    #[default]
    Lines,
    /// Lines to some of the variables.
    Sites(Vec<usize>),
    /// No lines: what stands behind them, with an index for every variable.
    Amputated,
}

/// How a part comes about.
enum Step {
    Vertex,
    Joined(u32, u32),
    /// A vertex of rank four in pairs, and what it is joined to.
    Packed(u32, u32),
    /// The first two make a part that is too large, so that its product with the third is made for a few values of a line at a time.
    Sliced([u32; 3], usize),
}

/// A part with more numbers (32 MiB of floats) is made in slices where this can be.
const SLICE: f64 = (1 << 22) as f64;

impl<'a, T: Scalar> Contraction<'a, T> {
    pub(super) fn new(expansion: &'a Expansion<T>, legs: &Legs) -> Contraction<'a, T> {
        let factor = expansion.line().factor();
        let legs = match legs {
            Legs::Lines => factor.to_owned(),
            Legs::Sites(sites) => factor.select(Axis(0), sites),
            Legs::Amputated => T::matrix_product(expansion.precision().view(), factor),
        };
        Contraction { expansion, legs, parts: HashMap::new(), quartic: None }
    }

    /// L D for the legs, shape (m, d).
    pub(super) fn weighted_legs(&self) -> Array2<T> {
        let weights = ArrayView1::from(self.expansion.line().weights());
        &self.legs * &weights
    }

    /// The multiplications that diagrams take, and the numbers that are held at the same time.
    pub(super) fn cost<'g>(&self, graphs: impl IntoIterator<Item = &'g Graph>) -> (f64, f64) {
        let (m, d) = (self.legs.nrows(), self.expansion.dimension());
        let (mut operations, mut largest, mut held) = (0.0, 0.0f64, 0.0);
        let mut known = HashSet::new();
        let mut pairs = self.expansion.quartic().map_or(0.0, quartic::closing);
        for graph in graphs {
            let diagram = self.diagram(graph);
            let plan = Plan::new(&diagram.sizes(m, d));
            let mut parts = vec![diagram.whole()];
            while let Some(part) = parts.pop() {
                if diagram.is_packed(part) {
                    continue;
                }
                largest = largest.max(plan.size(part));
                if part != diagram.whole() && diagram.leg(part).is_none() {
                    if !known.insert(diagram.canonical(part).0) {
                        continue;
                    }
                    held += plan.size(part);
                }
                operations += plan.joining(part);
                match self.step(&diagram, &plan, part) {
                    Step::Vertex => {}
                    Step::Joined(one, other) => parts.extend([one, other]),
                    Step::Packed(vertex, other) => {
                        if !diagram.closes(vertex, other) {
                            pairs = self.expansion.quartic().map_or(0.0, quartic::entries);
                        }
                        parts.push(other);
                    }
                    Step::Sliced([one, other, last], _) => {
                        operations += plan.joining(one | other);
                        largest = largest.max(SLICE).max(plan.size(one | other) / d as f64);
                        parts.extend([one, other, last]);
                    }
                }
            }
        }
        // A product, and its factors in another order.
        (operations, held + 3.0 * largest + pairs)
    }

    fn step(&self, diagram: &Diagram, plan: &Plan, part: u32) -> Step {
        let Some((one, other)) = plan.split(part) else { return Step::Vertex };
        let (orders, lines) = ([(one, other), (other, one)], diagram.open(part));
        if let Some((vertex, other)) = orders.into_iter().find(|&(vertex, _)| diagram.is_packed(vertex)) {
            return Step::Packed(vertex, other);
        }
        for (large, last) in orders.into_iter().filter(|&(large, _)| plan.size(large) > SLICE) {
            let line = diagram.open(large).into_iter().find(|line| lines.contains(line));
            let (Some((one, other)), Some(line)) = (plan.split(large), line) else { continue };
            if !diagram.is_packed(one) && !diagram.is_packed(other) {
                let (one, other) =
                    if diagram.open(one).contains(&line) { (one, other) } else { (other, one) };
                return Step::Sliced([one, other, last], line);
            }
        }
        Step::Joined(one, other)
    }

    /// The sum over all inner indices of Π V_k Π Δ, with an index for each leg in the order of [`Graph::legs`].
    pub(super) fn value(&mut self, graph: &Graph) -> Rc<ArrayD<T>> {
        if graph.vertices() == 0 {
            return Rc::new(self.bare());
        }
        let diagram = self.diagram(graph);
        let plan = Plan::new(&diagram.sizes(self.legs.nrows(), self.expansion.dimension()));
        let Part { tensor, lines } = self.part(&diagram, &plan, diagram.whole());
        // The legs by their numbers.
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by_key(|&axis| lines[axis]);
        match order.is_sorted() {
            true => tensor,
            false => Rc::new(tensor.view().permuted_axes(IxDyn(&order)).as_standard_layout().into_owned()),
        }
    }

    fn diagram(&self, graph: &Graph) -> Diagram {
        Diagram::new(graph, self.expansion.quartic().is_some())
    }

    /// The line between two legs.
    fn bare(&self) -> ArrayD<T> {
        T::matrix_product(self.weighted_legs().view(), self.legs.t()).into_dyn()
    }

    fn part(&mut self, diagram: &Diagram, plan: &Plan, part: u32) -> Part<T> {
        if diagram.leg(part).is_some() {
            let tensor = Rc::new(self.legs.t().to_owned().into_dyn());
            return Part { tensor, lines: diagram.open(part) };
        }
        let (graph, lines) = diagram.canonical(part);
        if let Some(tensor) = self.parts.get(&graph) {
            return Part { tensor: Rc::clone(tensor), lines };
        }
        let weights = self.expansion.line().weights();
        let tensor = match self.step(diagram, plan, part) {
            Step::Vertex => self.expansion.vertex(graph.rank(0), graph.lines_between(0, 0)),
            Step::Joined(one, other) => {
                let [one, other] = [one, other].map(|part| self.part(diagram, plan, part));
                one.joined(&other, weights).arranged(&lines)
            }
            Step::Packed(vertex, other) => self.with_quartic(diagram, plan, (vertex, other)).arranged(&lines),
            Step::Sliced(parts, line) => {
                let width =
                    (SLICE * self.expansion.dimension() as f64 / plan.size(parts[0] | parts[1])) as usize;
                let [one, other, last] = parts.map(|part| self.part(diagram, plan, part));
                let slices = one.slices(line, width.max(1));
                let product =
                    |slice: Part<T>| slice.joined(&other, weights).joined(&last, weights).arranged(&lines);
                let axis = lines.iter().position(|&other| other == line).expect("a line that stays");
                let slices: Vec<ArrayD<T>> = slices.map(product).collect();
                let views: Vec<_> = slices.iter().map(|slice| slice.view()).collect();
                concatenate(Axis(axis), &views).expect("slices of one shape")
            }
        };
        let tensor = Rc::new(tensor);
        if part != diagram.whole() {
            self.parts.insert(graph, Rc::clone(&tensor));
        }
        Part { tensor, lines }
    }

    /// The sum over the lines that a vertex of rank four in pairs shares with another part.
    fn with_quartic(&mut self, diagram: &Diagram, plan: &Plan, (vertex, other): (u32, u32)) -> Part<T> {
        let (expansion, d) = (self.expansion, self.expansion.dimension());
        let (pairs, weights) = (expansion.quartic().expect("a vertex in pairs"), expansion.line().weights());
        let own = diagram.open(vertex);
        if diagram.is_packed(other) {
            let theirs = diagram.open(other);
            let lines = [apart(&own, &theirs), apart(&theirs, &own)].concat();
            let product = self.entries(pairs).squared(4 - lines.len() / 2, weights);
            return Part::new(product, &vec![d; lines.len()], lines);
        }
        let closes = diagram.closes(vertex, other);
        let other = self.part(diagram, plan, other);
        let (rows, columns) = (apart(&own, &other.lines), apart(&other.lines, &own));
        let shared = apart(&own, &rows);
        let matrix = other.matrix(&shared, &columns, weights);
        let shape = [vec![d; rows.len()], other.lengths(&columns)].concat();
        let product = match closes {
            true => expansion.quartic_with(pairs, matrix.into_shape_with_order((d, d)).expect("a matrix")),
            false => self.entries(pairs).times(shared.len(), matrix.view()),
        };
        Part::new(product, &shape, [rows, columns].concat())
    }

    fn entries(&mut self, pairs: &Pairs<T>) -> Rc<Quartic<T>> {
        let factor = self.expansion.line().factor();
        Rc::clone(self.quartic.get_or_insert_with(|| Rc::new(Quartic::new(pairs, factor))))
    }
}
