//! Equations broken into rows on a page.

use std::io::{self, Write};

use super::draw::{Formula, push_text, text_width};
use crate::render::layout::Extent;
use crate::render::number::number;

/// The margin around the page.
const MARGIN: f64 = 16.0;
/// Rows are broken before this width; a wider drawing has a row to itself.
const WIDTH: f64 = 960.0;
/// Room for a sign between two pieces.
const SIGN: f64 = 34.0;
/// Space between a factor and its drawing.
const FACTOR_GAP: f64 = 9.0;
/// Space between two rows of an equation, and in front of an equation.
const ROW_GAP: f64 = 18.0;
const EQUATION_GAP: f64 = 16.0;
/// A row is at least this high, to both sides of its axis.
const HALF_TEXT: f64 = 14.0;

/// Lays the pieces of equations out in rows.
///
/// Holds one row at a time. It goes through the same motions whether it draws or only measures.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    drawing: bool,
    body: String,
    /// Where the next piece of the row starts.
    x: f64,
    /// Where the rows of the present equation start, behind its equals sign.
    indent: f64,
    /// How far the pieces of the row reach from its axis.
    above: f64,
    below: f64,
    /// The lower end of the rows that are done.
    y: f64,
    right: f64,
    empty: bool,
}

/// A term of an equation.
pub(super) struct Piece<'a> {
    /// Whether it follows the equals sign.
    pub(super) first: bool,
    pub(super) sign: &'a str,
    pub(super) factor: &'a str,
    pub(super) extent: Extent,
}

impl Piece<'_> {
    fn lead(&self) -> f64 {
        let factor = if self.factor.is_empty() { 0.0 } else { text_width(self.factor) + FACTOR_GAP };
        self.sign_width() + factor
    }

    fn sign_width(&self) -> f64 {
        match (self.sign, self.first) {
            ("", _) => 0.0,
            (sign, true) => text_width(sign) + 3.0,
            (_, false) => SIGN,
        }
    }
}

impl Flow {
    pub(super) fn new(drawing: bool) -> Flow {
        Flow { drawing, x: MARGIN, indent: MARGIN, y: MARGIN - ROW_GAP, empty: true, ..Flow::default() }
    }

    /// Starts an equation with its left-hand side.
    pub(super) fn start(&mut self, name: &Formula, out: &mut dyn Write) -> io::Result<()> {
        self.end_row(out)?;
        if self.y > MARGIN {
            self.y += EQUATION_GAP;
        }
        let equals = MARGIN + name.extent().width() + 7.0;
        if self.drawing {
            name.push(MARGIN, &mut self.body);
            push_text("=", equals, &mut self.body);
        }
        self.indent = equals + 24.0;
        self.x = self.indent;
        (self.above, self.below) = (HALF_TEXT, HALF_TEXT);
        self.empty = false;
        Ok(())
    }

    /// Finds room for a piece and writes its sign and factor. Where drawing, gives the body of the row,
    /// to write the rest into, and the x of the piece's origin.
    pub(super) fn place(
        &mut self,
        piece: &Piece<'_>,
        out: &mut dyn Write,
    ) -> io::Result<Option<(&mut String, f64)>> {
        let (lead, extent) = (piece.lead(), piece.extent);
        if self.x > self.indent && self.x + lead + extent.width() > WIDTH - MARGIN {
            self.end_row(out)?;
            (self.above, self.below) = (HALF_TEXT, HALF_TEXT);
            self.empty = false;
        }
        let start = self.x;
        let origin = start + lead + extent.left;
        self.x = origin + extent.right;
        self.above = self.above.max(extent.above);
        self.below = self.below.max(extent.below);
        if !self.drawing {
            return Ok(None);
        }
        if !piece.sign.is_empty() {
            let margin = (piece.sign_width() - text_width(piece.sign)) / 2.0;
            push_text(piece.sign, start + margin, &mut self.body);
        }
        if !piece.factor.is_empty() {
            let x = start + lead - FACTOR_GAP - text_width(piece.factor);
            push_text(piece.factor, x, &mut self.body);
        }
        Ok(Some((&mut self.body, origin)))
    }

    /// Ends the last row; gives the size of the page.
    pub(super) fn finish(&mut self, out: &mut dyn Write) -> io::Result<(f64, f64)> {
        self.end_row(out)?;
        Ok((self.right.max(MARGIN) + MARGIN, self.y.max(MARGIN) + MARGIN))
    }

    fn end_row(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.empty {
            return Ok(());
        }
        let axis = self.y + ROW_GAP + self.above;
        if self.drawing {
            writeln!(out, "<g transform=\"translate(0 {})\">\n{}</g>", number(axis), self.body)?;
            self.body.clear();
        }
        self.y = axis + self.below;
        self.right = self.right.max(self.x);
        self.x = self.indent;
        self.empty = true;
        Ok(())
    }
}
