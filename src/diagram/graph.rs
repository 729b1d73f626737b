//! A diagram as a graph of petgraph.

use petgraph::graph::{NodeIndex, UnGraph};

use super::{Arena, Diagram, Leg, Node, Stage, Vertex};

/// A node of the petgraph view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variants say what the fields are")]
pub enum GraphNode {
    /// The vertex in the middle.
    Vertex(Vertex),
    /// A split χ_l.
    Split { layer: u32 },
    /// A bias circle b_l.
    Circle { layer: u32 },
    /// A dressed circle C_l.
    DressedCircle { layer: u32 },
    /// An open end.
    Open(Stage),
}

/// A factor on a line, with its layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    /// W_l.
    W(u32),
    /// D_l.
    D(u32),
    /// U_l, of the inverse network.
    U(u32),
}

/// A diagram as a tree. An edge carries its chain of W and D, or of U and D, from the vertex outwards.
pub type DiagramGraph = UnGraph<GraphNode, Vec<Link>>;

impl Arena {
    /// The first factor of a leg that starts with a line, bare or dressed, and what follows below it.
    pub(crate) fn link(&self, leg: Leg) -> Option<(Link, Leg)> {
        match self.node(leg) {
            Node::Line { layer, below } => Some((Link::W(*layer), *below)),
            Node::DressedLine { layer, below } => Some((Link::D(*layer), *below)),
            Node::InverseLine { layer, below } => Some((Link::U(*layer), *below)),
            _ => None,
        }
    }

    /// The petgraph view of a diagram.
    ///
    /// Node 0 is the vertex. Sub-diagrams that the arena shares appear once for each use.
    ///
    /// ```
    /// use diagraction::diagram::{Arena, Diagram, Stage};
    ///
    /// let mut arena = Arena::new();
    /// let x = arena.open(Stage::A(1));
    /// let line = arena.line(1, x);
    /// let graph = arena.graph(&Diagram::latent(&arena, line, line));
    /// assert_eq!((graph.node_count(), graph.edge_count()), (3, 2));
    /// ```
    pub fn graph(&self, diagram: &Diagram) -> DiagramGraph {
        let mut graph = DiagramGraph::new_undirected();
        let vertex = graph.add_node(GraphNode::Vertex(diagram.vertex()));
        for &leg in diagram.legs() {
            self.grow(&mut graph, vertex, leg);
        }
        graph
    }

    /// Adds a leg with all below it, the end of its first line first.
    pub(crate) fn grow(&self, graph: &mut DiagramGraph, from: NodeIndex, mut leg: Leg) {
        let mut chain = Vec::new();
        while let Some((link, below)) = self.link(leg) {
            chain.push(link);
            leg = below;
        }
        let (node, legs): (GraphNode, &[Leg]) = match self.node(leg) {
            Node::Open(stage) => (GraphNode::Open(*stage), &[]),
            Node::Circle { layer } => (GraphNode::Circle { layer: *layer }, &[]),
            Node::Split { layer, legs } => (GraphNode::Split { layer: *layer }, legs),
            Node::DressedCircle { layer } => (GraphNode::DressedCircle { layer: *layer }, &[]),
            Node::Line { .. } | Node::DressedLine { .. } | Node::InverseLine { .. } => {
                unreachable!("the loop above ends behind the last line")
            }
        };
        let end = graph.add_node(node);
        graph.add_edge(from, end, chain);
        for &leg in legs {
            self.grow(graph, end, leg);
        }
    }
}
