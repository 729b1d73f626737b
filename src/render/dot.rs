//! Diagrams as a graph for Graphviz.

use std::fmt::Write as _;
use std::io::{self, Write};

use petgraph::visit::EdgeRef;

use crate::diagram::{Arena, Constant, GraphNode, Link, Stage, Term, Vertex};
use crate::notation::{Charset, Printer};

use super::chain::{Chain, Symbol};
use super::text::{push_constant, push_term};
use super::{Backend, Header};

pub(crate) const PREAMBLE: &str = "graph expansion {
  graph [rankdir=LR, fontname=\"serif\", fontsize=11, nodesep=0.15, ranksep=0.35, color=\"#999999\"]
  node [fontname=\"serif\", fontsize=10]
  edge [fontname=\"serif\", fontsize=10]
";

const VERTEX: &str = "shape=point, width=0.14";
const SPLIT: &str = "shape=point, width=0.04";
const CIRCLE: &str = "shape=circle, width=0.12, fixedsize=true, label=\"\"";
const DRESSED: &str =
    "shape=circle, width=0.12, fixedsize=true, label=\"\", style=filled, fillcolor=\"#999999\"";
const PLAIN: &str = "shape=plain";

/// One graph for Graphviz: a cluster for each rank, and in it one for each diagram.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dot {
    printer: Printer,
    header: Header,
    text: String,
    clusters: u64,
    in_rank: bool,
}

impl Dot {
    /// Starts the cluster of a term with the label that `write` gives it.
    fn open_cluster(&mut self, write: impl FnOnce(&mut Printer, &mut String)) {
        self.clusters += 1;
        self.text.clear();
        let _ = write!(self.text, "    subgraph cluster_{} {{ label=\"", self.clusters);
        write(&mut self.printer, &mut self.text);
        self.text.push_str("\"\n");
    }

    fn close_cluster(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.text.push_str("    }\n");
        out.write_all(self.text.as_bytes())
    }

    fn node(&mut self, index: usize, node: GraphNode) {
        push_node(self.clusters, index, node, &mut self.text);
    }
}

/// A node of a diagram, with its number and that of the diagram.
pub(crate) fn push_node(number: u64, index: usize, node: GraphNode, text: &mut String) {
    let (attributes, name) = match node {
        GraphNode::Vertex(Vertex::Latent) => (VERTEX, None),
        GraphNode::Vertex(Vertex::Coefficient(stage)) => (VERTEX, Some((stage.letter(), stage.layer()))),
        GraphNode::Split { layer } => (SPLIT, Some(('χ', layer))),
        GraphNode::Circle { layer } => (CIRCLE, Some(('b', layer))),
        GraphNode::DressedCircle { layer } => (DRESSED, Some(('C', layer))),
        GraphNode::Open(Stage::A(1)) => ("shape=plain, label=\"x\"", None),
        GraphNode::Open(Stage::A(layer)) => (PLAIN, Some(('x', layer))),
        GraphNode::Open(Stage::B(layer)) => (PLAIN, Some(('h', layer))),
    };
    let _ = write!(text, "      n{number}_{index} [{attributes}");
    if let Some((letter, layer)) = name {
        text.push_str(if attributes == PLAIN { ", label=\"" } else { ", xlabel=\"" });
        Symbol::Letter(letter, layer).push(Charset::Unicode, text);
        text.push('"');
    }
    text.push_str("]\n");
}

/// An edge between two nodes of a diagram, with what stands on it.
pub(crate) fn push_edge(number: u64, [from, to]: [usize; 2], links: &[Link], text: &mut String) {
    let _ = write!(text, "      n{number}_{from} -- n{number}_{to}");
    for (i, symbol) in Chain::of(links).symbols().into_iter().enumerate() {
        text.push_str(if i == 0 { " [label=\"" } else { " " });
        symbol.push(Charset::Unicode, text);
    }
    text.push_str(if links.is_empty() { "\n" } else { "\"]\n" });
}

impl Backend for Dot {
    fn begin(&mut self, header: &Header, out: &mut dyn Write) -> io::Result<()> {
        self.printer = Printer::new(Charset::Unicode);
        self.header = header.clone();
        (self.clusters, self.in_rank) = (0, false);
        write!(out, "// {}\n{PREAMBLE}", header.summary())
    }

    fn rank(&mut self, rank: usize, out: &mut dyn Write) -> io::Result<()> {
        if self.in_rank {
            writeln!(out, "  }}")?;
        }
        self.in_rank = true;
        let name = self.header.coefficient(rank, Charset::Unicode);
        writeln!(out, "  subgraph cluster_rank_{rank} {{ label=\"{name}\"")
    }

    fn term(&mut self, arena: &Arena, term: &Term, out: &mut dyn Write) -> io::Result<()> {
        self.open_cluster(|printer, text| push_term(printer, arena, term, Charset::Unicode, text));
        let graph = arena.graph(&term.diagram);
        for index in graph.node_indices() {
            self.node(index.index(), graph[index]);
        }
        for edge in graph.edge_references() {
            let ends = [edge.source().index(), edge.target().index()];
            push_edge(self.clusters, ends, edge.weight(), &mut self.text);
        }
        self.close_cluster(out)
    }

    fn constant(&mut self, constant: Constant, out: &mut dyn Write) -> io::Result<()> {
        self.open_cluster(|_, text| push_constant(constant, Charset::Unicode, text));
        match constant {
            Constant::Gaussian => self.node(0, GraphNode::Vertex(Vertex::Latent)),
            Constant::LnDet(_) => {
                let _ = writeln!(self.text, "      n{} [style=invis, shape=point]", self.clusters);
            }
        }
        self.close_cluster(out)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}}}", if self.in_rank { "  }\n" } else { "" })
    }
}
