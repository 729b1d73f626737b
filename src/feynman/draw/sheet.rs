//! All diagrams of a request, in one of the formats.

use std::fmt::Write as _;
use std::io::{self, Write};

use petgraph::visit::EdgeRef;

use super::{name, terminal};
use crate::feynman::generate::Generate;
use crate::feynman::notation::push_graph;
use crate::feynman::term::Term;
use crate::feynman::view::ViewNode;
use crate::notation::Charset;
use crate::render::header::coefficient;
use crate::render::{Format, dot, latex, svg};

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
pub struct Sheet<W> {
    format: Format,
    charset: Charset,
    request: Generate,
    out: W,
    line: String,
    terms: u64,
    loops: Option<usize>,
    latex: latex::Equations,
    svg: svg::Equations,
    /// The inside of the SVG image.
    image: Vec<u8>,
}

impl<W: Write> Sheet<W> {
    /// Starts the output; `charset` matters for text and tree.
    ///
    /// # Errors
    /// When writing fails; so for all methods.
    pub fn begin(format: Format, charset: Charset, request: &Generate, mut out: W) -> io::Result<Sheet<W>> {
        let summary = request.summary();
        match format {
            Format::Text => writeln!(out, "# {summary}")?,
            Format::Tree => writeln!(out, "{summary}")?,
            Format::Json => write!(out, "{}", name::json(request))?,
            Format::Latex => latex::Equations::begin(&format!("Feynman diagrams: {summary}"), &mut out)?,
            Format::Dot => write!(out, "// {summary}\n{}", dot::PREAMBLE)?,
            Format::Svg => {}
        }
        Ok(Sheet {
            format,
            charset,
            request: request.clone(),
            out,
            line: String::new(),
            terms: 0,
            loops: None,
            latex: latex::Equations::default(),
            svg: svg::Equations::new(true),
            image: Vec::new(),
        })
    }

    /// Adds a diagram.
    ///
    /// # Errors
    /// When writing fails.
    pub fn term(&mut self, term: &Term) -> io::Result<()> {
        let loops = term.graph.loops();
        let is_first = self.loops.replace(loops) != Some(loops);
        if is_first {
            self.order(loops)?;
        }
        self.terms += 1;
        let (line, charset) = (&mut self.line, self.charset);
        line.clear();
        match self.format {
            Format::Text => {
                line.push_str(if self.terms == 1 { "  " } else { "+ " });
                term.push(charset, line);
                line.push('\n');
            }
            Format::Tree => {
                line.push('\n');
                term.push(charset, line);
                line.push_str("\n\n");
                for drawn in terminal::lines(&term.graph.draw(), term.graph.is_labelled(), charset) {
                    let _ = writeln!(line, "  {drawn}");
                }
            }
            Format::Json => push_json(term, self.terms == 1, line),
            Format::Dot => push_cluster(term, self.terms, line),
            Format::Latex => {
                let scene = term.graph.draw().scene(&term.graph);
                return self.latex.picture(&term.factor(), &scene, &mut self.out);
            }
            Format::Svg => {
                let scene = term.graph.draw().scene(&term.graph);
                let notation = |text: &mut String| term.push(Charset::Unicode, text);
                return self.svg.term(&term.factor(), scene.extent, &mut self.image, notation, || &scene);
            }
        }
        self.out.write_all(self.line.as_bytes())
    }

    /// Starts an order of loops.
    fn order(&mut self, loops: usize) -> io::Result<()> {
        let (out, index) = (&mut self.out, name::index(&self.request));
        let [ascii, unicode, tex] = name::symbol(&self.request);
        let (symbol, rule) = if self.charset == Charset::Ascii { (ascii, "=") } else { (unicode, "═") };
        let plain = coefficient(symbol, index, loops, self.charset);
        match self.format {
            Format::Text => writeln!(out, "# {plain}"),
            Format::Tree => writeln!(out, "\n{plain}\n{}", rule.repeat(plain.chars().count())),
            Format::Latex => self.latex.start(tex, index, loops, out),
            Format::Svg => self.svg.start(unicode, index, loops, &mut self.image),
            Format::Json | Format::Dot => Ok(()),
        }
    }

    /// Ends the output and gives it back.
    ///
    /// # Errors
    /// When writing fails.
    pub fn end(mut self) -> io::Result<W> {
        let out = &mut self.out;
        match self.format {
            Format::Text | Format::Tree => {}
            Format::Json => writeln!(out, "{}]}}", if self.terms == 0 { "" } else { "\n" })?,
            Format::Latex => latex::Equations::end(out)?,
            Format::Dot => writeln!(out, "}}")?,
            Format::Svg => {
                let page = self.svg.finish(&mut self.image)?;
                svg::begin_page(page, &format!("Feynman diagrams: {}", self.request.summary()), out)?;
                out.write_all(&self.image)?;
                writeln!(out, "</svg>")?;
            }
        }
        Ok(self.out)
    }
}

fn push_json(term: &Term, is_first: bool, line: &mut String) {
    let (graph, comma) = (&term.graph, if is_first { "" } else { "," });
    let (loops, vertices, lines) = (graph.loops(), graph.vertices(), graph.lines());
    let _ = write!(
        line,
        "{comma}\n  {{\"loops\": {loops}, \"vertices\": {vertices}, \"lines\": {lines}, \"factor\": \"{}\", \"diagram\": \"",
        term.factor()
    );
    push_graph(graph, Charset::Ascii, line);
    line.push_str("\"}");
}

/// A diagram as a cluster with a name of its own.
fn push_cluster(term: &Term, number: u64, text: &mut String) {
    let _ = write!(text, "  subgraph cluster_{number} {{ label=\"");
    term.push(Charset::Unicode, text);
    text.push_str("\"\n");
    let view = term.graph.view();
    for node in view.node_indices() {
        let _ = write!(text, "    n{number}_{} [", node.index());
        let _ = match view[node] {
            ViewNode::Vertex { .. } => writeln!(text, "shape=point, width=0.1]"),
            ViewNode::Leg { label: Some(label) } => writeln!(text, "shape=plain, label=\"{label}\"]"),
            ViewNode::Leg { label: None } => writeln!(text, "shape=plain, label=\"\"]"),
        };
    }
    // Graphviz draws what is named second at the right, as the other half of the legs is drawn.
    let right = term.graph.vertices() + (term.graph.points() / 2).max(1);
    for edge in view.edge_references() {
        let (from, to) = (edge.source().index(), edge.target().index());
        let (from, to) = if from >= right { (to, from) } else { (from, to) };
        let _ = writeln!(text, "    n{number}_{from} -- n{number}_{to}");
    }
    text.push_str("  }\n");
}
