//! Diagrams in notation, one term a line.

use std::io::{self, Write};

use num_traits::{One, Signed};

use crate::diagram::{Arena, Constant, Term};
use crate::notation::{Charset, Printer};

use super::{Backend, Header};

/// One term a line, in diagram notation.
///
/// The lines without comments are one sum: every term but the first starts with its sign. A `#` starts
/// a comment to the end of the line; comments say where a rank starts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    charset: Charset,
    printer: Printer,
    header: Header,
    line: String,
    empty: bool,
}

impl Text {
    /// A backend with this charset.
    pub(crate) fn new(charset: Charset) -> Text {
        Text { charset, ..Text::default() }
    }

    fn start_line(&mut self, negative: bool) {
        self.line.clear();
        self.line.push_str(match (negative, self.empty) {
            (true, _) => "- ",
            (false, true) => "  ",
            (false, false) => "+ ",
        });
        self.empty = false;
    }

    fn finish_line(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.line.push('\n');
        out.write_all(self.line.as_bytes())
    }
}

impl Backend for Text {
    fn begin(&mut self, header: &Header, out: &mut dyn Write) -> io::Result<()> {
        self.printer = Printer::new(self.charset);
        self.header = header.clone();
        self.empty = true;
        writeln!(out, "# {}", header.summary())
    }

    fn rank(&mut self, rank: usize, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "# {}", self.header.coefficient(rank, self.charset))
    }

    fn term(&mut self, arena: &Arena, term: &Term, out: &mut dyn Write) -> io::Result<()> {
        self.start_line(term.factor.is_negative());
        push_factor(term, self.charset, &mut self.line);
        self.printer.push_diagram(arena, &term.diagram, &mut self.line);
        self.finish_line(out)
    }

    fn constant(&mut self, constant: Constant, out: &mut dyn Write) -> io::Result<()> {
        self.start_line(false);
        push_constant(constant, self.charset, &mut self.line);
        self.finish_line(out)
    }
}

/// The size of the factor with its multiplication sign; nothing for 1.
pub(super) fn push_factor(term: &Term, charset: Charset, text: &mut String) {
    let size = term.factor.abs();
    if size.is_one() {
        return;
    }
    text.push_str(&size.to_string());
    text.push_str(match charset {
        Charset::Ascii => " * ",
        Charset::Unicode => " · ",
    });
}

/// A term with its factor, as one piece of notation: `2 * Z(b1, W1.x)`.
pub(super) fn push_term(
    printer: &mut Printer,
    arena: &Arena,
    term: &Term,
    charset: Charset,
    text: &mut String,
) {
    text.push_str(if term.factor.is_negative() { "-" } else { "" });
    push_factor(term, charset, text);
    printer.push_diagram(arena, &term.diagram, text);
}

/// A constant in notation: `Z()` or `lndet(W1)`.
pub(super) fn push_constant(constant: Constant, charset: Charset, text: &mut String) {
    match constant {
        Constant::Gaussian => text.push_str("Z()"),
        Constant::LnDet(layer) => {
            text.push_str("lndet(W");
            charset.push_index(layer, text);
            text.push(')');
        }
    }
}
