//! Drawings for slides and web pages.

mod draw;
mod flow;

use std::io::{self, Write};

use num_traits::{One, Signed};

use crate::diagram::{Arena, Constant, Diagram, Term};
use crate::notation::{Charset, Printer};

use self::draw::{Formula, STYLE, push_scene};
use self::flow::{Flow, Piece};
use super::layout::{Layout, style};
use super::number::number;
use super::text::push_term;
use super::{Backend, Header};

/// Equations of drawings in the style of the paper, one equation for each rank.
///
/// An SVG file starts with its size, so the backend asks for two passes: the first one only measures.
/// The pointer, resting on a diagram, shows its notation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Svg {
    layout: Layout,
    printer: Printer,
    header: Header,
    flow: Flow,
    /// The size of the page, once it has been measured.
    page: Option<(f64, f64)>,
    first: bool,
}

impl Svg {
    fn begin_page(&self, (width, height): (f64, f64), out: &mut dyn Write) -> io::Result<()> {
        let (width, height, summary) = (number(width), number(height), self.header.summary());
        writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\">\n<title>Action of an invertible network: {summary}</title>\n\
             {STYLE}<rect class=\"paper\" width=\"100%\" height=\"100%\"/>"
        )
    }
}

impl Backend for Svg {
    fn passes(&self) -> u32 {
        2
    }

    fn begin(&mut self, header: &Header, out: &mut dyn Write) -> io::Result<()> {
        self.flow = Flow::new(self.page.is_some());
        self.printer = Printer::new(Charset::Unicode);
        self.layout = Layout::default();
        self.header = header.clone();
        self.page.map_or(Ok(()), |page| self.begin_page(page, out))
    }

    fn rank(&mut self, rank: usize, out: &mut dyn Write) -> io::Result<()> {
        self.first = true;
        let mut name = Formula::default();
        name.coefficient(self.header.letter(), rank);
        self.flow.start(&name, out)
    }

    fn term(&mut self, arena: &Arena, term: &Term, out: &mut dyn Write) -> io::Result<()> {
        let first = std::mem::take(&mut self.first);
        let extent = self.layout.extent(arena, &term.diagram);
        let size = term.factor.abs();
        let factor = if size.is_one() { String::new() } else { size.to_string() };
        let sign = sign(first, term.factor.is_negative());
        let piece = Piece { first, sign, factor: &factor, extent };
        let Some((body, x)) = self.flow.place(&piece, out)? else { return Ok(()) };
        body.push_str(&format!("<g transform=\"translate({} 0)\"><title>", number(x)));
        push_term(&mut self.printer, arena, term, Charset::Unicode, body);
        body.push_str("</title>");
        push_scene(self.layout.draw(arena, &term.diagram), body);
        body.push_str("</g>\n");
        Ok(())
    }

    fn constant(&mut self, constant: Constant, out: &mut dyn Write) -> io::Result<()> {
        let first = std::mem::take(&mut self.first);
        let mut formula = Formula::default();
        match constant {
            Constant::Gaussian => formula.bare_vertex(),
            Constant::LnDet(layer) => formula.ln_det(layer),
        }
        let piece = Piece { first, sign: sign(first, false), factor: "", extent: formula.extent() };
        if let Some((body, x)) = self.flow.place(&piece, out)? {
            formula.push(x, body);
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let page = self.flow.finish(out)?;
        if self.page.take().is_some() {
            return writeln!(out, "</svg>");
        }
        self.page = Some(page);
        Ok(())
    }
}

/// One diagram without its factor, as the inside of an SVG element, and the box it takes: left, top, width, height.
///
/// It has no style of its own. A page that holds it styles the classes `l` (lines), `v` (the vertex), `o` and `c` (bare and dressed
/// circles), `w` (labels) and `s` (their indices).
///
/// # Example
/// ```
/// use diagraction::diagram::Arena;
/// use diagraction::{notation, render};
///
/// let mut arena = Arena::new();
/// let sum = notation::read("Z(b1, W1.x)", &mut arena)?;
/// let (drawing, [_, _, width, height]) = render::drawing(&arena, &sum.terms[0].diagram);
/// assert!(drawing.contains("<circle class=\"v\"") && width > height);
/// # Ok::<(), notation::NotationError>(())
/// ```
pub fn drawing(arena: &Arena, diagram: &Diagram) -> (String, [f64; 4]) {
    /// Around the drawing.
    const MARGIN: f64 = 4.0;
    let mut layout = Layout::default();
    let extent = layout.extent(arena, diagram);
    let mut body = String::new();
    push_scene(layout.draw(arena, diagram), &mut body);
    let size = [extent.width() + 2.0 * MARGIN, extent.above + extent.below + 2.0 * MARGIN];
    (body, [-extent.left - MARGIN, -extent.above - MARGIN, size[0], size[1]])
}

/// The sign in front of a piece; the first of a coefficient has none, unless it is a minus.
fn sign(first: bool, negative: bool) -> &'static str {
    match (first, negative) {
        (true, false) => "",
        (_, true) => "−",
        (false, false) => "+",
    }
}

/// From the axis of a row down to the baseline of its text.
const TEXT_DROP: f64 = style::LETTER / 2.0;
