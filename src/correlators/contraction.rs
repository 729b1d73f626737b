//! The value of a diagram: its vertices contracted along its lines, every part once.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use ndarray::{Array2, ArrayD, ArrayView2, Axis, IxDyn, Slice};

use super::expansion::Expansion;
use super::order::{Lines, Plan};
use crate::Scalar;
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

/// A diagram whose legs end at vertices of rank two.
struct Diagram {
    /// The number of vertices, and which of them are vertices of the action.
    vertices: usize,
    inner: usize,
    /// Every line: its two ends. Self-loops have one twice.
    lines: Vec<(usize, usize)>,
}

/// A part of a diagram with the lines that its indices belong to, in their order. The external index of a leg is the line of its
/// vertex behind all others.
struct Part<T> {
    tensor: Rc<ArrayD<T>>,
    lines: Vec<usize>,
}

impl<'a, T: Scalar> Contraction<'a, T> {
    pub(super) fn new(expansion: &'a Expansion<T>, legs: &Legs) -> Contraction<'a, T> {
        let factor = expansion.line().factor();
        let legs = match legs {
            Legs::Lines => factor.to_owned(),
            Legs::Sites(sites) => factor.select(Axis(0), sites),
            Legs::Amputated => T::matrix_product(expansion.precision().view(), factor),
        };
        Contraction { expansion, legs, parts: HashMap::new() }
    }

    /// The multiplications that diagrams take, and the numbers that are held at the same time.
    pub(super) fn cost<'g>(&self, graphs: impl IntoIterator<Item = &'g Graph>) -> (f64, f64) {
        let (m, d) = (self.legs.nrows(), self.expansion.dimension());
        let (mut operations, mut largest, mut held) = (0.0, 0.0f64, 0.0);
        let mut known = HashSet::new();
        for graph in graphs {
            let diagram = Diagram::new(graph);
            let plan = Plan::new(&diagram.sizes(m, d));
            let mut parts = vec![diagram.whole()];
            while let Some(part) = parts.pop() {
                largest = largest.max(plan.size(part));
                if part != diagram.whole() && diagram.leg(part).is_none() {
                    if !known.insert(diagram.canonical(part).0) {
                        continue;
                    }
                    held += plan.size(part);
                }
                operations += plan.joining(part);
                parts.extend(plan.split(part).into_iter().flat_map(|(one, other)| [one, other]));
            }
        }
        // A product, and its factors in another order.
        (operations, held + 3.0 * largest)
    }

    /// The sum over all inner indices of Π V_k Π Δ, with an index for each leg in the order of [`Graph::legs`].
    pub(super) fn value(&mut self, graph: &Graph) -> Rc<ArrayD<T>> {
        if graph.vertices() == 0 {
            return Rc::new(self.bare());
        }
        let diagram = Diagram::new(graph);
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

    /// The line between two legs.
    fn bare(&self) -> ArrayD<T> {
        let weighted = scaled(self.legs.clone().into_dyn(), 1, self.expansion.line().weights());
        let weighted = weighted.into_shape_with_order(self.legs.dim()).expect("a matrix");
        T::matrix_product(weighted.view(), self.legs.t()).into_dyn()
    }

    fn part(&mut self, diagram: &Diagram, plan: &Plan, part: u32) -> Part<T> {
        if let Some(leg) = diagram.leg(part) {
            return Part { tensor: Rc::new(self.legs.clone().into_dyn()), lines: diagram.open(leg) };
        }
        let (graph, lines) = diagram.canonical(part);
        if let Some(tensor) = self.parts.get(&graph) {
            return Part { tensor: Rc::clone(tensor), lines };
        }
        let tensor = match plan.split(part) {
            None => self.expansion.vertex(graph.rank(0), graph.lines_between(0, 0)),
            Some((one, other)) => {
                let (one, other) = (self.part(diagram, plan, one), self.part(diagram, plan, other));
                joined(&one, &other, self.expansion.line().weights(), &lines)
            }
        };
        let tensor = Rc::new(tensor);
        if part != diagram.whole() {
            self.parts.insert(graph, Rc::clone(&tensor));
        }
        Part { tensor, lines }
    }
}

/// The sum over the lines that two parts share, with the indices in the order of `lines`.
fn joined<T: Scalar>(one: &Part<T>, other: &Part<T>, weights: &[T], lines: &[usize]) -> ArrayD<T> {
    let shared: Vec<usize> = one.lines.iter().copied().filter(|line| other.lines.contains(line)).collect();
    let free = |part: &Part<T>| -> Vec<usize> {
        part.lines.iter().copied().filter(|line| !shared.contains(line)).collect()
    };
    let (rows, columns) = (free(one), free(other));
    let a = arranged(one, &[&rows[..], &shared[..]].concat());
    let b = arranged(other, &[&shared[..], &columns[..]].concat());
    let length =
        |array: &ArrayD<T>, axes: std::ops::Range<usize>| -> usize { array.shape()[axes].iter().product() };
    let (m, k) = (length(&a, 0..rows.len()), length(&a, rows.len()..a.ndim()));
    let n = length(&b, shared.len()..b.ndim());
    let shape = [&a.shape()[..rows.len()], &b.shape()[shared.len()..]].concat();
    let b = (0..shared.len()).fold(b, |b, axis| scaled(b, axis, weights));
    let a = a.into_shape_with_order((m, k)).expect("as many entries");
    let b = b.into_shape_with_order((k, n)).expect("as many entries");
    let product = product(a.view(), b.view()).into_shape_with_order(shape).expect("as many entries");
    arranged(&Part { tensor: Rc::new(product), lines: [rows, columns].concat() }, lines)
}

fn product<T: Scalar>(a: ArrayView2<'_, T>, b: ArrayView2<'_, T>) -> ArrayD<T> {
    T::matrix_product(a, b).into_dyn()
}

/// The tensor with its indices in the order of `lines`.
fn arranged<T: Scalar>(part: &Part<T>, lines: &[usize]) -> ArrayD<T> {
    let place = |line: &usize| part.lines.iter().position(|other| other == line).expect("a line of the part");
    let order: Vec<usize> = lines.iter().map(place).collect();
    part.tensor.view().permuted_axes(IxDyn(&order)).as_standard_layout().into_owned()
}

/// The tensor with one index weighted.
fn scaled<T: Scalar>(mut tensor: ArrayD<T>, axis: usize, weights: &[T]) -> ArrayD<T> {
    for (value, weight) in weights.iter().enumerate().filter(|(_, weight)| !weight.is_one()) {
        let mut slice = tensor.slice_axis_mut(Axis(axis), Slice::from(value..value + 1));
        slice.iter_mut().for_each(|entry| *entry *= weight.clone());
    }
    tensor
}

impl Diagram {
    fn new(graph: &Graph) -> Diagram {
        let inner = graph.vertices();
        let between = graph.joined().flat_map(|(u, v, number)| std::iter::repeat_n((u, v), number));
        let legs = graph.legs().zip(inner..);
        Diagram { vertices: inner + graph.points(), inner, lines: between.chain(legs).collect() }
    }

    /// All vertices.
    fn whole(&self) -> u32 {
        (1 << self.vertices) - 1
    }

    /// What the search for the best order sees, with m values for an index of a leg and d for a line.
    fn sizes(&self, m: usize, d: usize) -> Lines {
        let (m, d) = (m as f64, d as f64);
        let legs = (0..self.vertices).map(|vertex| if vertex < self.inner { 1.0 } else { m }).collect();
        let between = self.lines.iter().filter(|(u, v)| u != v);
        let mut joined: Vec<(usize, usize, f64)> = Vec::new();
        for &(u, v) in between {
            match joined.last_mut() {
                Some((a, b, values)) if (*a, *b) == (u, v) => *values *= d,
                _ => joined.push((u, v, d)),
            }
        }
        Lines { joined, legs, inner: self.inner }
    }

    /// The vertex of a leg, where a part is no more.
    fn leg(&self, part: u32) -> Option<usize> {
        let vertex = part.trailing_zeros() as usize;
        (part.is_power_of_two() && vertex >= self.inner).then_some(vertex)
    }

    /// The external index of the vertex of a leg, and its line.
    fn open(&self, leg: usize) -> Vec<usize> {
        let line = self.lines.iter().position(|&(_, end)| end == leg).expect("a leg has a line");
        vec![self.lines.len() + leg - self.inner, line]
    }

    /// The canonical form of a part as a diagram whose legs are its open lines, which are named in their order there.
    fn canonical(&self, part: u32) -> (Graph, Vec<usize>) {
        let mut places = vec![None; self.vertices];
        let members = (0..self.vertices).filter(|&vertex| part >> vertex & 1 == 1);
        members.clone().enumerate().for_each(|(place, vertex)| places[vertex] = Some(place));
        let mut inside = Vec::new();
        let mut open: Vec<(usize, usize)> = Vec::new();
        for (line, &(u, v)) in self.lines.iter().enumerate() {
            match (places[u], places[v]) {
                (Some(u), Some(v)) => inside.push((u, v)),
                (Some(end), None) | (None, Some(end)) => open.push((line, end)),
                (None, None) => {}
            }
        }
        let external = (self.inner..self.vertices)
            .filter_map(|leg| Some((self.lines.len() + leg - self.inner, places[leg]?)));
        open.extend(external);
        let ends: Vec<usize> = open.iter().map(|&(_, end)| end).collect();
        let graph = Graph::new(members.count(), &inside, &ends).expect("a part of a diagram is a diagram");
        let mut named: Vec<(usize, usize)> = graph.legs().zip(open.iter().map(|&(line, _)| line)).collect();
        named.sort_by_key(|&(vertex, _)| vertex);
        (graph.unlabelled(), named.into_iter().map(|(_, line)| line).collect())
    }
}
