//! All diagrams of a request, in one of the formats.

use std::fmt::Write as _;
use std::io::{self, Write};

use petgraph::visit::EdgeRef;

use super::generate::Generate;
use super::trees::{Term, Trees};
use crate::Rational;
use crate::diagram::{Arena, GraphNode};
use crate::notation::Charset;
use crate::render::layout::{Scene, forest};
use crate::render::orders::{Drawn, Orders, Title};
use crate::render::{Format, dot, tree};

/// Writes diagrams as they come. All formats but SVG, which starts with its size, write at once.
///
/// # Example
/// ```
/// use diagraction::joined::{self, Generate, Sheet};
/// use diagraction::diagram::Arena;
/// use diagraction::notation::Charset;
/// use diagraction::render::Format;
///
/// let mut arena = Arena::new();
/// let sum = joined::read("-1 * K(U1.chi1(U2.a, U2.a))", &mut arena)?;
/// let request = Generate::new(1, 1, 1..=1);
/// let mut sheet = Sheet::begin(Format::Text, Charset::Ascii, &request, Vec::new())?;
/// sheet.term(&arena, &sum[0])?;
/// let text = String::from_utf8(sheet.end()?)?;
/// assert_eq!(
///     text,
///     "# depth 1, cumulant of order 1, 1 loop\n# kappa_1^(1)\n- K(U1.chi1(U2.a, U2.a))\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Sheet<W>(Orders<W>);

impl<W: Write> Sheet<W> {
    /// Starts the output; `charset` matters for text and tree.
    ///
    /// # Errors
    /// When writing fails; so for all methods.
    pub fn begin(format: Format, charset: Charset, request: &Generate, out: W) -> io::Result<Sheet<W>> {
        let (order, depth) = (request.order, request.depth);
        let title = Title {
            what: "Joined trees of the inverse network",
            summary: request.summary(),
            symbol: ["kappa", "κ", "\\kappa"],
            index: Some(order as u32),
            json: format!(
                "{{\"format\": \"diagraction-joined-trees\", \"version\": 1, \"order\": {order}, \"depth\": {depth},\n \
                 \"terms\": ["
            ),
        };
        Orders::begin(format, charset, title, out).map(Sheet)
    }

    /// Adds a diagram.
    ///
    /// # Errors
    /// When writing fails.
    pub fn term(&mut self, arena: &Arena, term: &Term) -> io::Result<()> {
        self.0.term(&Shown { arena, factor: &term.factor, trees: &term.trees })
    }

    /// Ends the output and gives it back.
    ///
    /// # Errors
    /// When writing fails.
    pub fn end(self) -> io::Result<W> {
        self.0.end()
    }
}

struct Shown<'a> {
    arena: &'a Arena,
    factor: &'a Rational,
    trees: &'a Trees,
}

impl Drawn for Shown<'_> {
    fn loops(&self) -> usize {
        self.trees.loops()
    }

    fn factor(&self) -> Rational {
        self.factor.clone()
    }

    fn push(&self, charset: Charset, text: &mut String) {
        self.trees.push(self.arena, charset, text);
    }

    fn push_numbers(&self, text: &mut String) {
        let (loops, splits, lines) = (self.trees.loops(), self.trees.splits(self.arena), self.trees.lines());
        let _ = write!(text, "\"loops\": {loops}, \"splits\": {splits}, \"lines\": {lines}");
    }

    fn push_graph(&self, number: u64, text: &mut String) {
        let graph = self.trees.graph(self.arena);
        for node in graph.node_indices() {
            let index = node.index();
            let _ = match graph[node] {
                GraphNode::Vertex(_) => {
                    writeln!(text, "      n{number}_{index} [shape=plain, label=\"{}\"]", index + 1)
                }
                GraphNode::Open(_) => writeln!(text, "      n{number}_{index} [shape=point, width=0.01]"),
                other => {
                    dot::push_node(number, index, other, text);
                    Ok(())
                }
            };
        }
        for edge in graph.edge_references() {
            let ends = [edge.source().index(), edge.target().index()];
            dot::push_edge(number, ends, edge.weight(), text);
        }
    }

    fn push_lines(&self, charset: Charset, text: &mut String) {
        let mut plain = String::new();
        tree::push_trees(self.arena, self.trees.roots(), charset, &mut plain);
        self.trees.push_named(self.arena, &plain, charset, text);
    }

    fn scene(&self) -> Scene {
        forest(self.arena, self.trees.roots(), &self.trees.partners().collect::<Vec<_>>())
    }
}
