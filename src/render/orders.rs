//! Sums of diagrams by their number of loops, in one of the formats, whatever the diagrams are.

use std::fmt::Write as _;
use std::io::{self, Write};

use num_traits::{One, Signed};

use super::header::coefficient;
use super::layout::Scene;
use super::{Format, dot, latex, svg};
use crate::Rational;
use crate::notation::Charset;

/// A diagram with its factor, as the formats ask for it.
pub(crate) trait Drawn {
    fn loops(&self) -> usize;

    fn factor(&self) -> Rational;

    /// Appends the notation of the diagram without its factor.
    fn push(&self, charset: Charset, text: &mut String);

    /// Appends the numbers of JSON that stand before the factor.
    fn push_numbers(&self, text: &mut String);

    /// Appends nodes and edges for Graphviz; names of nodes begin with `n` and the number.
    fn push_graph(&self, number: u64, text: &mut String);

    /// Appends a drawing for the terminal.
    fn push_lines(&self, charset: Charset, text: &mut String);

    fn scene(&self) -> Scene;
}

/// What is said before the first diagram, and at the left-hand side of each order.
#[derive(Clone, Debug)]
pub(crate) struct Title {
    /// What the diagrams are.
    pub(crate) what: &'static str,
    /// One line that says which ones.
    pub(crate) summary: String,
    /// What their sum is, plain, in Unicode and for TeX.
    pub(crate) symbol: [&'static str; 3],
    pub(crate) index: Option<u32>,
    /// The head of JSON, up to the list of terms.
    pub(crate) json: String,
}

/// Writes diagrams as they come. All formats but SVG, which starts with its size, write at once.
#[derive(Debug)]
pub(crate) struct Orders<W> {
    format: Format,
    charset: Charset,
    title: Title,
    out: W,
    line: String,
    terms: u64,
    loops: Option<usize>,
    latex: latex::Equations,
    svg: svg::Equations,
    /// The inside of the SVG image.
    image: Vec<u8>,
}

impl<W: Write> Orders<W> {
    pub(crate) fn begin(format: Format, charset: Charset, title: Title, mut out: W) -> io::Result<Orders<W>> {
        let Title { what, summary, json, .. } = &title;
        match format {
            Format::Text => writeln!(out, "# {summary}")?,
            Format::Tree => writeln!(out, "{summary}")?,
            Format::Json => write!(out, "{json}")?,
            Format::Latex => latex::Equations::begin(&format!("{what}: {summary}"), &mut out)?,
            Format::Dot => write!(out, "// {summary}\n{}", dot::PREAMBLE)?,
            Format::Svg => {}
        }
        Ok(Orders {
            format,
            charset,
            title,
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
    pub(crate) fn term(&mut self, term: &impl Drawn) -> io::Result<()> {
        let (loops, factor) = (term.loops(), term.factor());
        let is_first = self.loops.replace(loops) != Some(loops);
        if is_first {
            self.order(loops)?;
        }
        self.terms += 1;
        let (line, charset) = (&mut self.line, self.charset);
        line.clear();
        match self.format {
            Format::Text => {
                line.push_str(match (factor.is_negative(), self.terms) {
                    (true, _) => "- ",
                    (false, 1) => "  ",
                    (false, _) => "+ ",
                });
                push_sized(&factor, term, charset, line);
                line.push('\n');
            }
            Format::Tree => {
                line.push('\n');
                push_term(&factor, term, charset, line);
                line.push_str("\n\n");
                term.push_lines(charset, line);
            }
            Format::Json => {
                line.push_str(if self.terms == 1 { "\n  {" } else { ",\n  {" });
                term.push_numbers(line);
                let _ = write!(line, ", \"factor\": \"{factor}\", \"diagram\": \"");
                term.push(Charset::Ascii, line);
                line.push_str("\"}");
            }
            // A cluster with a name of its own.
            Format::Dot => {
                let _ = write!(line, "  subgraph cluster_{} {{ label=\"", self.terms);
                push_term(&factor, term, Charset::Unicode, line);
                line.push_str("\"\n");
                term.push_graph(self.terms, line);
                line.push_str("  }\n");
            }
            Format::Latex => return self.latex.picture(&factor, &term.scene(), &mut self.out),
            Format::Svg => {
                let scene = term.scene();
                let notation = |text: &mut String| push_term(&factor, term, Charset::Unicode, text);
                return self.svg.term(&factor, scene.extent, &mut self.image, notation, || &scene);
            }
        }
        self.out.write_all(self.line.as_bytes())
    }

    /// Starts an order of loops.
    fn order(&mut self, loops: usize) -> io::Result<()> {
        let (out, index) = (&mut self.out, self.title.index);
        let [ascii, unicode, tex] = self.title.symbol;
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
    pub(crate) fn end(mut self) -> io::Result<W> {
        let out = &mut self.out;
        match self.format {
            Format::Text | Format::Tree => {}
            Format::Json => writeln!(out, "{}]}}", if self.terms == 0 { "" } else { "\n" })?,
            Format::Latex => latex::Equations::end(out)?,
            Format::Dot => writeln!(out, "}}")?,
            Format::Svg => {
                let page = self.svg.finish(&mut self.image)?;
                svg::begin_page(page, &format!("{}: {}", self.title.what, self.title.summary), out)?;
                out.write_all(&self.image)?;
                writeln!(out, "</svg>")?;
            }
        }
        Ok(self.out)
    }
}

/// The size of the factor, unless it is 1, and the diagram.
fn push_sized(factor: &Rational, term: &impl Drawn, charset: Charset, text: &mut String) {
    let size = factor.abs();
    if !size.is_one() {
        let _ = write!(text, "{size} {} ", if charset == Charset::Ascii { '*' } else { '·' });
    }
    term.push(charset, text);
}

/// Factor and diagram.
fn push_term(factor: &Rational, term: &impl Drawn, charset: Charset, text: &mut String) {
    text.push_str(if factor.is_negative() { "-" } else { "" });
    push_sized(factor, term, charset, text);
}
