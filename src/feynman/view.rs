//! A diagram as a graph of petgraph.

use petgraph::graph::{NodeIndex, UnGraph};

use super::graph::Graph;

/// A node of the petgraph view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ViewNode {
    /// A vertex.
    Vertex {
        /// The number of lines that end at it.
        rank: usize,
    },
    /// The end of an external leg.
    Leg {
        /// The label, from 1; `None` where legs are not told apart.
        label: Option<usize>,
    },
}

/// A diagram as a multigraph, one edge for each line: nodes are the vertices in their order, then the legs.
pub type GraphView = UnGraph<ViewNode, ()>;

impl Graph {
    /// The petgraph view.
    ///
    /// ```
    /// use diagraction::feynman::Graph;
    ///
    /// let bubble = Graph::new(2, &[(0, 1), (0, 1)], &[0, 1])?.view();
    /// assert_eq!((bubble.node_count(), bubble.edge_count()), (4, 4));
    /// # Ok::<(), diagraction::feynman::GraphError>(())
    /// ```
    pub fn view(&self) -> GraphView {
        let mut view = GraphView::default();
        for vertex in 0..self.vertices() {
            view.add_node(ViewNode::Vertex { rank: self.rank(vertex) });
        }
        for (u, v, lines) in self.joined() {
            for _ in 0..lines {
                view.add_edge(NodeIndex::new(u), NodeIndex::new(v), ());
            }
        }
        let ends: Vec<NodeIndex> = (1..=self.points())
            .map(|label| view.add_node(ViewNode::Leg { label: self.is_labelled().then_some(label) }))
            .collect();
        for (&end, vertex) in ends.iter().zip(self.legs()) {
            view.add_edge(end, NodeIndex::new(vertex), ());
        }
        if let (0, &[one, other]) = (self.vertices(), &ends[..]) {
            view.add_edge(one, other, ());
        }
        view
    }
}
