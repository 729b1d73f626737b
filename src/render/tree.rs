//! Diagrams as small drawings for the terminal.

use std::io::{self, Write};

use crate::diagram::{Arena, Constant, Leg, Node, Stage, Term, Vertex};
use crate::notation::{Charset, Printer};

use super::chain::{Chain, Symbol};
use super::header::plural;
use super::text::{push_constant, push_term};
use super::{Backend, Header};

/// A small drawing of each diagram, for the terminal.
///
/// ```text
/// 2 · Z(b₂, W₂·χ₁(W₁·x, W₁·x))    rank 2, 1 χ, 1 ○
///
///   ●─┬─○ b₂
///     └─W₂─χ₁─┬─W₁─ x
///             └─W₁─ x
/// ```
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    pen: Pen,
    printer: Printer,
    header: Header,
    text: String,
}

impl Tree {
    /// A backend with this charset.
    pub(crate) fn new(charset: Charset) -> Tree {
        Tree { pen: Pen { charset }, ..Tree::default() }
    }
}

impl Backend for Tree {
    fn begin(&mut self, header: &Header, out: &mut dyn Write) -> io::Result<()> {
        self.printer = Printer::new(self.pen.charset);
        self.header = header.clone();
        writeln!(out, "{}", header.summary())
    }

    fn rank(&mut self, rank: usize, out: &mut dyn Write) -> io::Result<()> {
        let name = self.header.coefficient(rank, self.pen.charset);
        let rule = self.pen.pick("=", "═").repeat(name.chars().count());
        writeln!(out, "\n{name}\n{rule}")
    }

    fn term(&mut self, arena: &Arena, term: &Term, out: &mut dyn Write) -> io::Result<()> {
        let (text, pen, grade) = (&mut self.text, self.pen, term.grade(arena));
        text.clear();
        text.push('\n');
        push_term(&mut self.printer, arena, term, pen.charset, text);
        let circles = pen.pick(plural(grade.circles, "circle", "circles"), "○");
        let chi = pen.pick("chi", "χ");
        text.push_str(&format!(
            "    rank {}, {} {chi}, {} {circles}\n\n",
            grade.rank, grade.chi, grade.circles
        ));
        let mut indent = String::from("  ");
        text.push_str(&indent);
        let start = text.len();
        pen.vertex(term.diagram.vertex(), text);
        indent_by(text[start..].chars().count(), &mut indent);
        pen.joint(arena, term.diagram.legs(), &mut indent, text);
        out.write_all(text.as_bytes())
    }

    fn constant(&mut self, constant: Constant, out: &mut dyn Write) -> io::Result<()> {
        self.text.clear();
        push_constant(constant, self.pen.charset, &mut self.text);
        writeln!(out, "\n{}", self.text)
    }
}

/// Appends trees with numbered roots, one below the other.
pub(crate) fn push_trees(arena: &Arena, trees: &[Leg], charset: Charset, text: &mut String) {
    let pen = Pen { charset };
    for (tree, number) in trees.iter().zip(1..) {
        let root = format!("  {number} {}", pen.pick("-", "─"));
        let mut indent = String::new();
        indent_by(root.chars().count(), &mut indent);
        text.push_str(&root);
        pen.leg(arena, *tree, &mut indent, text);
    }
}

/// Draws with the characters of one charset. Recursion is per split, not per line.
#[derive(Clone, Copy, Debug, Default)]
struct Pen {
    charset: Charset,
}

impl Pen {
    fn pick(self, ascii: &'static str, unicode: &'static str) -> &'static str {
        match self.charset {
            Charset::Ascii => ascii,
            Charset::Unicode => unicode,
        }
    }

    fn vertex(self, vertex: Vertex, text: &mut String) {
        if let Vertex::Coefficient(stage) = vertex {
            Symbol::Letter(stage.letter(), stage.layer()).push(self.charset, text);
            text.push(' ');
        }
        text.push_str(self.pick("*", "●"));
    }

    /// The legs of a vertex or split, which has just been written; `indent` reaches to its end.
    fn joint(self, arena: &Arena, legs: &[Leg], indent: &mut String, text: &mut String) {
        if legs.is_empty() {
            text.push('\n');
        }
        let outer = indent.len();
        for (i, &leg) in legs.iter().enumerate() {
            if i > 0 {
                text.push_str(indent);
            }
            let (first, last) = (i == 0, i + 1 == legs.len());
            text.push_str(match (first, last) {
                (true, true) => self.pick("---", "───"),
                (true, false) => self.pick("-+-", "─┬─"),
                (false, false) => self.pick(" +-", " ├─"),
                (false, true) => self.pick(" `-", " └─"),
            });
            indent.push_str(if last { "   " } else { self.pick(" | ", " │ ") });
            self.leg(arena, leg, indent, text);
            indent.truncate(outer);
        }
    }

    fn leg(self, arena: &Arena, leg: Leg, indent: &mut String, text: &mut String) {
        let (chain, end) = Chain::follow(arena, leg);
        let start = text.len();
        for symbol in chain.symbols() {
            symbol.push(self.charset, text);
            text.push_str(self.pick("-", "─"));
        }
        match arena.node(end) {
            Node::Split { layer, legs } => {
                self.charset.push_coupling(*layer, legs.len(), text);
                indent_by(text[start..].chars().count(), indent);
                self.joint(arena, legs, indent, text);
            }
            Node::Circle { layer } => {
                text.push_str(self.pick("o ", "○ "));
                self.name("b", *layer, text);
            }
            Node::DressedCircle { layer } => {
                text.push_str(self.pick("@ ", "◉ "));
                self.name("C", *layer, text);
            }
            Node::Open(Stage::A(1)) => text.push_str(" x\n"),
            Node::Open(Stage::A(layer)) => self.name(" x", *layer, text),
            Node::Open(Stage::B(layer)) => self.name(" h", *layer, text),
            Node::Line { .. } | Node::DressedLine { .. } | Node::InverseLine { .. } => {}
        }
    }

    fn name(self, letter: &str, layer: u32, text: &mut String) {
        text.push_str(letter);
        self.charset.push_index(layer, text);
        text.push('\n');
    }
}

fn indent_by(width: usize, indent: &mut String) {
    indent.extend(std::iter::repeat_n(' ', width));
}
