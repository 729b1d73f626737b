//! All diagrams of a request, in one of the formats.

use std::fmt::Write as _;
use std::io::{self, Write};

use petgraph::visit::EdgeRef;

use super::{name, terminal};
use crate::Rational;
use crate::feynman::generate::Generate;
use crate::feynman::notation::push_graph;
use crate::feynman::term::Term;
use crate::feynman::view::ViewNode;
use crate::notation::Charset;
use crate::render::Format;
use crate::render::layout::Scene;
use crate::render::orders::{Drawn, Orders, Title};

/// Writes diagrams as they come. All formats but SVG, which starts with its size, write at once.
///
/// # Example
/// ```
/// use std::ops::ControlFlow;
/// use diagraction::feynman::{Generate, Sheet};
/// use diagraction::notation::Charset;
/// use diagraction::render::Format;
///
/// let request = Generate::new(2, 1..=1).ranks([4]);
/// let mut sheet = Sheet::begin(Format::Text, Charset::Ascii, &request, Vec::new())?;
/// let mut result = Ok(());
/// request.each(|term| {
///     result = sheet.term(&term);
///     if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
/// })?;
/// let text = String::from_utf8(sheet.end()?)?;
/// assert_eq!(text, "# 2 points, 1 loop, rank 4\n# kappa_2^(1)\n  1/2 * V4(1,2,a,a)\n");
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
        let title = Title {
            what: "Feynman diagrams",
            summary: request.summary(),
            symbol: name::symbol(request),
            index: name::index(request),
            json: name::json(request),
        };
        Orders::begin(format, charset, title, out).map(Sheet)
    }

    /// Adds a diagram.
    ///
    /// # Errors
    /// When writing fails.
    pub fn term(&mut self, term: &Term) -> io::Result<()> {
        self.0.term(term)
    }

    /// Ends the output and gives it back.
    ///
    /// # Errors
    /// When writing fails.
    pub fn end(self) -> io::Result<W> {
        self.0.end()
    }
}

impl Drawn for Term {
    fn loops(&self) -> usize {
        self.graph.loops()
    }

    fn factor(&self) -> Rational {
        Term::factor(self)
    }

    fn push(&self, charset: Charset, text: &mut String) {
        push_graph(&self.graph, charset, text);
    }

    fn push_numbers(&self, text: &mut String) {
        let (loops, vertices, lines) = (self.graph.loops(), self.graph.vertices(), self.graph.lines());
        let _ = write!(text, "\"loops\": {loops}, \"vertices\": {vertices}, \"lines\": {lines}");
    }

    fn push_graph(&self, number: u64, text: &mut String) {
        let view = self.graph.view();
        for node in view.node_indices() {
            let _ = write!(text, "    n{number}_{} [", node.index());
            let _ = match view[node] {
                ViewNode::Vertex { .. } => writeln!(text, "shape=point, width=0.1]"),
                ViewNode::Leg { label: Some(label) } => writeln!(text, "shape=plain, label=\"{label}\"]"),
                ViewNode::Leg { label: None } => writeln!(text, "shape=plain, label=\"\"]"),
            };
        }
        // Graphviz draws what is named second at the right, as the other half of the legs is drawn.
        let right = self.graph.vertices() + (self.graph.points() / 2).max(1);
        for edge in view.edge_references() {
            let (from, to) = (edge.source().index(), edge.target().index());
            let (from, to) = if from >= right { (to, from) } else { (from, to) };
            let _ = writeln!(text, "    n{number}_{from} -- n{number}_{to}");
        }
    }

    fn push_lines(&self, charset: Charset, text: &mut String) {
        for line in terminal::lines(&self.graph.draw(), self.graph.is_labelled(), charset) {
            let _ = writeln!(text, "  {line}");
        }
    }

    fn scene(&self) -> Scene {
        self.graph.draw().scene(&self.graph)
    }
}
