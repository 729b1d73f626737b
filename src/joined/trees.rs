//! A diagram: trees whose leaves are joined in pairs, in canonical form.

use crate::Rational;
use crate::diagram::{Arena, DiagramGraph, GraphNode, Leg, Node, Stage, Vertex};
use crate::notation::{Charset, Printer, push_letter};

use super::pairing::{Exchange, Pairing, can_connect, canonical};

/// The most splits of a diagram; their exchanges make at most 2^splits pairings of one.
pub const MAX_SPLITS: usize = 14;

/// Trees of the inverse network in the order of their roots, all leaves joined in pairs; the constant C_0 alone is the mode.
///
/// Equal legs of a split can be exchanged. Of all pairings that this makes of one, that with the earliest letters is
/// taken, so equal diagrams are equal values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Trees {
    roots: Vec<Leg>,
    pairing: Pairing,
}

/// A diagram with its factor, (-2)^splits / |Aut|.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The factor.
    pub factor: Rational,
    /// The diagram.
    pub trees: Trees,
}

impl Trees {
    /// The mode, `K(C0)`.
    pub fn mode(arena: &mut Arena) -> Trees {
        Trees { roots: vec![arena.dressed_circle(0)], pairing: Pairing::new() }
    }

    /// Trees with the partner of each leaf, in any of the ways to write it; `None` where they are not connected or have too many
    /// splits.
    pub(super) fn new(arena: &Arena, roots: Vec<Leg>, pairing: &Pairing) -> Option<Trees> {
        let splits: usize = roots.iter().map(|&root| arena.grade(root).chi).sum();
        let is_fit = splits <= MAX_SPLITS && can_connect(pairing, &leaves(arena, &roots), 0);
        is_fit.then(|| {
            let pairing = canonical(pairing, &Exchange::all(arena, &roots));
            Trees { roots, pairing }
        })
    }

    /// Trees with a pairing that is canonical.
    pub(super) fn canonical(roots: &[Leg], pairing: &Pairing) -> Trees {
        Trees { roots: roots.to_vec(), pairing: pairing.clone() }
    }

    /// The trees, in the order of their roots.
    pub fn roots(&self) -> &[Leg] {
        &self.roots
    }

    /// The partner of every leaf; leaves are counted through all trees, in the order of notation.
    pub fn partners(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.pairing.iter().map(|&partner| usize::from(partner))
    }

    /// The number of lines, each of which joins two leaves.
    pub fn lines(&self) -> usize {
        self.pairing.len() / 2
    }

    /// The number of loops: lines - trees + 1, 0 for the mode.
    pub fn loops(&self) -> usize {
        self.lines() + 1 - self.roots.len()
    }

    /// The number of splits.
    pub fn splits(&self, arena: &Arena) -> usize {
        self.roots.iter().map(|&root| arena.grade(root).chi).sum()
    }

    /// The letter of every leaf, counted from 0 in the order in which they are met.
    pub fn letters(&self) -> Vec<usize> {
        let mut letters: Vec<usize> = Vec::new();
        let mut next = 0..;
        for (leaf, partner) in self.partners().enumerate() {
            let letter = if partner < leaf { Some(letters[partner]) } else { next.next() };
            letters.extend(letter);
        }
        letters
    }

    /// Appends the diagram in canonical notation: equal diagrams print equal.
    pub fn push(&self, arena: &Arena, charset: Charset, text: &mut String) {
        let mut printer = Printer::new(charset);
        let mut plain = String::from("K(");
        for (place, &root) in self.roots.iter().enumerate() {
            plain.push_str(if place == 0 { "" } else { ", " });
            plain.push_str(printer.leg(arena, root));
        }
        plain.push(')');
        self.push_named(arena, &plain, charset, text);
    }

    /// Appends a text with letters in place of its leaves h_{L+1}, which stand in it in order.
    pub(super) fn push_named(&self, arena: &Arena, plain: &str, charset: Charset, text: &mut String) {
        let mut leaf = String::from("h");
        charset
            .push_index(self.roots.iter().find_map(|&root| leaf_layer(arena, root)).unwrap_or(0), &mut leaf);
        let mut letters = self.letters().into_iter();
        for (place, part) in plain.split(&leaf).enumerate() {
            if place > 0 {
                letters.next().into_iter().for_each(|letter| push_letter(letter, text));
            }
            text.push_str(part);
        }
    }

    /// The petgraph view: the roots are the first nodes, in order, each a vertex of A_1; leaves are open ends, joined by edges
    /// without factors.
    ///
    /// ```
    /// use diagraction::diagram::Arena;
    ///
    /// let mut arena = Arena::new();
    /// let sum = diagraction::joined::read("K(U1.D1.U2.a, U1.D1.U2.a)", &mut arena)?;
    /// let graph = sum[0].trees.graph(&arena);
    /// assert_eq!((graph.node_count(), graph.edge_count()), (4, 3));
    /// # Ok::<(), diagraction::notation::NotationError>(())
    /// ```
    pub fn graph(&self, arena: &Arena) -> DiagramGraph {
        let mut graph = DiagramGraph::new_undirected();
        let vertex = GraphNode::Vertex(Vertex::Coefficient(Stage::A(1)));
        let nodes: Vec<_> = self.roots.iter().map(|_| graph.add_node(vertex)).collect();
        nodes.into_iter().zip(&self.roots).for_each(|(node, &root)| arena.grow(&mut graph, node, root));
        let leaves = graph.node_indices().filter(|&node| matches!(graph[node], GraphNode::Open(_)));
        let leaves: Vec<_> = leaves.collect();
        for (leaf, partner) in self.partners().enumerate().filter(|(leaf, partner)| leaf < partner) {
            graph.add_edge(leaves[leaf], leaves[partner], Vec::new());
        }
        graph
    }
}

/// The tree of every leaf.
pub(super) fn leaves(arena: &Arena, roots: &[Leg]) -> Vec<usize> {
    let of = |(root, &leg): (usize, &Leg)| std::iter::repeat_n(root, arena.grade(leg).rank);
    roots.iter().enumerate().flat_map(of).collect()
}

/// The layer of the leaves of a tree, if it has any.
fn leaf_layer(arena: &Arena, mut leg: Leg) -> Option<u32> {
    while let Some((_, below)) = arena.link(leg) {
        leg = below;
    }
    match arena.node(leg) {
        Node::Open(stage) => Some(stage.layer()),
        Node::Split { legs, .. } => legs.iter().find_map(|&leg| leaf_layer(arena, leg)),
        _ => None,
    }
}
