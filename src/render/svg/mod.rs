//! Drawings for slides and web pages.

mod draw;
mod flow;

use std::io::{self, Write};

use num_traits::{One, Signed};

use crate::Rational;
use crate::diagram::{Arena, Constant, Diagram, Term};
use crate::notation::{Charset, Printer};

use self::draw::{Formula, STYLE, push_scene};
use self::flow::{Flow, Piece};
use super::layout::{Extent, Layout, Scene, style};
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
    equations: Equations,
    /// The size of the page, once it has been measured.
    page: Option<(f64, f64)>,
}

/// Equations of drawings, whatever the drawings show.
#[derive(Clone, Debug, Default)]
pub(crate) struct Equations {
    flow: Flow,
    first: bool,
}

impl Equations {
    /// Equations that are drawn, or measured only.
    pub(crate) fn new(drawing: bool) -> Equations {
        Equations { flow: Flow::new(drawing), first: false }
    }

    /// Starts an equation with its left-hand side.
    pub(crate) fn start(
        &mut self,
        symbol: &str,
        index: Option<u32>,
        order: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.first = true;
        let mut name = Formula::default();
        name.coefficient(symbol, index, order);
        self.flow.start(&name, out)
    }

    /// Finds room for a term. Its notation and its drawing are asked for where anything is drawn.
    pub(crate) fn term<'a>(
        &mut self,
        factor: &Rational,
        extent: Extent,
        out: &mut dyn Write,
        notation: impl FnOnce(&mut String),
        scene: impl FnOnce() -> &'a Scene,
    ) -> io::Result<()> {
        let first = std::mem::take(&mut self.first);
        let size = factor.abs();
        let size = if size.is_one() { String::new() } else { size.to_string() };
        let piece = Piece { first, sign: sign(first, factor.is_negative()), factor: &size, extent };
        let Some((body, x)) = self.flow.place(&piece, out)? else { return Ok(()) };
        body.push_str(&format!("<g transform=\"translate({} 0)\"><title>", number(x)));
        notation(body);
        body.push_str("</title>");
        push_scene(scene(), body);
        body.push_str("</g>\n");
        Ok(())
    }

    /// Ends the last equation; gives the size of the page.
    pub(crate) fn finish(&mut self, out: &mut dyn Write) -> io::Result<(f64, f64)> {
        self.flow.finish(out)
    }
}

/// Starts a page of this size.
pub(crate) fn begin_page((width, height): (f64, f64), title: &str, out: &mut dyn Write) -> io::Result<()> {
    let (width, height) = (number(width), number(height));
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n<title>{title}</title>\n\
         {STYLE}<rect class=\"paper\" width=\"100%\" height=\"100%\"/>"
    )
}

impl Backend for Svg {
    fn passes(&self) -> u32 {
        2
    }

    fn begin(&mut self, header: &Header, out: &mut dyn Write) -> io::Result<()> {
        self.equations = Equations::new(self.page.is_some());
        self.printer = Printer::new(Charset::Unicode);
        self.layout = Layout::default();
        self.header = header.clone();
        let title = format!("Action of an invertible network: {}", header.summary());
        self.page.map_or(Ok(()), |page| begin_page(page, &title, out))
    }

    fn rank(&mut self, rank: usize, out: &mut dyn Write) -> io::Result<()> {
        let (letter, layer) = self.header.letter();
        self.equations.start(&letter.to_string(), layer, rank, out)
    }

    fn term(&mut self, arena: &Arena, term: &Term, out: &mut dyn Write) -> io::Result<()> {
        let extent = self.layout.extent(arena, &term.diagram);
        let (layout, printer) = (&mut self.layout, &mut self.printer);
        self.equations.term(
            &term.factor,
            extent,
            out,
            |text| push_term(printer, arena, term, Charset::Unicode, text),
            || layout.draw(arena, &term.diagram),
        )
    }

    fn constant(&mut self, constant: Constant, out: &mut dyn Write) -> io::Result<()> {
        let first = std::mem::take(&mut self.equations.first);
        let mut formula = Formula::default();
        match constant {
            Constant::Gaussian => formula.bare_vertex(),
            Constant::LnDet(layer) => formula.ln_det(layer),
        }
        let piece = Piece { first, sign: sign(first, false), factor: "", extent: formula.extent() };
        if let Some((body, x)) = self.equations.flow.place(&piece, out)? {
            formula.push(x, body);
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let page = self.equations.finish(out)?;
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
