//! A diagram as its contraction sees it: vertices, lines, and the parts it is joined from.

use super::order::Lines;
use crate::feynman::Graph;

/// A diagram whose legs end at vertices of rank two.
pub(super) struct Diagram {
    /// The number of vertices, and which of them are vertices of the action.
    pub(super) vertices: usize,
    pub(super) inner: usize,
    /// Every line: its two ends. Self-loops have one twice.
    pub(super) lines: Vec<(usize, usize)>,
    /// The vertices of rank four without self-loops that are pairs, as bits.
    packed: u32,
}

impl Diagram {
    /// With `pairs`, vertices of rank four are packed.
    pub(super) fn new(graph: &Graph, pairs: bool) -> Diagram {
        let is_packed = |&v: &usize| pairs && graph.rank(v) == 4 && graph.lines_between(v, v) == 0;
        let packed = (0..graph.vertices()).filter(is_packed).fold(0, |bits, vertex| bits | 1 << vertex);
        let inner = graph.vertices();
        let between = graph.joined().flat_map(|(u, v, number)| std::iter::repeat_n((u, v), number));
        let legs = graph.legs().zip(inner..);
        Diagram { vertices: inner + graph.points(), inner, lines: between.chain(legs).collect(), packed }
    }

    /// All vertices.
    pub(super) fn whole(&self) -> u32 {
        (1 << self.vertices) - 1
    }

    /// What the search for the best order sees, with m values for an index of a leg and d for a line.
    pub(super) fn sizes(&self, m: usize, d: usize) -> Lines {
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
        Lines { joined, legs, inner: self.inner, packed: self.packed }
    }

    /// The vertex of a leg, where a part is no more.
    pub(super) fn leg(&self, part: u32) -> Option<usize> {
        let vertex = part.trailing_zeros() as usize;
        (part.is_power_of_two() && vertex >= self.inner).then_some(vertex)
    }

    /// Whether a part is a packed vertex alone.
    pub(super) fn is_packed(&self, part: u32) -> bool {
        part.is_power_of_two() && part & self.packed != 0
    }

    /// Whether a part is joined to a vertex by two lines and has no others: a matrix for the vertex.
    pub(super) fn closes(&self, vertex: u32, part: u32) -> bool {
        let (own, lines) = (self.open(vertex), self.open(part));
        lines.len() == 2 && lines.iter().all(|line| own.contains(line))
    }

    /// The lines that leave a part, and the external indices of its legs behind them.
    pub(super) fn open(&self, part: u32) -> Vec<usize> {
        let has = |&v: &usize| part >> v & 1 == 1;
        let leaving =
            (0..self.lines.len()).filter(|&line| has(&self.lines[line].0) != has(&self.lines[line].1));
        let external = (self.inner..self.vertices).filter(has).map(|leg| self.lines.len() + leg - self.inner);
        leaving.chain(external).collect()
    }

    /// The canonical form of a part as a diagram whose legs are its open lines, which are named in their order there.
    pub(super) fn canonical(&self, part: u32) -> (Graph, Vec<usize>) {
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
