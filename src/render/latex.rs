//! Diagrams as TikZ pictures in the style of the paper.

use std::fmt::Write as _;
use std::io::{self, Write};

use num_traits::{One, Signed};

use crate::Rational;
use crate::diagram::{Arena, Constant, Term};

use super::chain::Symbol;
use super::layout::{CircleKind, Layout, Mark, Point, Scene, style};
use super::number::number;
use super::{Backend, Header};

/// Starts the file. Inside a document `\@nodocument` is `\relax`; then nothing but the styles is set.
const PREAMBLE: &str = r"% Compile this file as it is, or \input it in the body of a document that loads tikz.
\expandafter\ifx\csname @nodocument\endcsname\relax
  \let\diagractionend\relax
\else
  \documentclass[11pt]{article}
  \usepackage[a4paper,margin=20mm]{geometry}
  \usepackage{tikz}
  \def\diagractionend{\end{document}}
  \begin{document}
\fi
\par\begingroup
% The height of the axis of formulas, before the small labels change the fonts.
\setbox0=\hbox{$ $}\edef\diagractionaxis{\the\fontdimen22\textfont2}%
\def\diagractionlabel(#1,#2)#3{\pgftext[base,at=\pgfpointxy{#1}{#2}]{\scriptsize$#3$}}%
";

/// Pictures that the line breaks of one paragraph may run over; TeX holds a paragraph in memory.
const PARAGRAPH: u32 = 200;

/// TikZ pictures in the style of the paper's Appendix A, joined to equations.
///
/// The file compiles by itself, and it can be read by `\input` in the body of a document that loads
/// tikz. The pictures stand in paragraphs, on the axis of formulas, so TeX breaks lines and pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Latex {
    layout: Layout,
    header: Header,
    equations: Equations,
}

/// Equations of pictures, whatever the pictures show.
#[derive(Clone, Debug, Default)]
pub(crate) struct Equations {
    text: String,
    /// How many pictures the paragraph has.
    pictures: u32,
    first: bool,
}

impl Equations {
    /// Starts the file.
    pub(crate) fn begin(what: &str, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "% {what}.\n{PREAMBLE}")?;
        writeln!(
            out,
            "\\tikzset{{diagraction/.style={{x={SCALE}pt,y=-{SCALE}pt,line width=.6pt,line cap=round,\n  \
             baseline={{([yshift=-\\diagractionaxis]0,0)}},\n  \
             vertex/.style={{fill,radius={vertex}pt}},bias/.style={{draw,fill=white,radius={circle}pt}},\n  \
             dressed/.style={{draw,fill=black!40,radius={circle}pt}}}}}}",
            vertex = number(style::VERTEX_RADIUS * SCALE),
            circle = number(style::CIRCLE_RADIUS * SCALE),
        )?;
        writeln!(out, "\\raggedright\\parindent=0pt\\parskip=0pt\\lineskiplimit=5pt\\lineskip=9pt\\relax")
    }

    /// Starts an equation with its left-hand side.
    pub(crate) fn start(
        &mut self,
        symbol: &str,
        index: Option<u32>,
        order: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        (self.first, self.pictures) = (true, 0);
        let index = index.map_or_else(String::new, |index| format!("_{{{index}}}"));
        writeln!(out, "\\par\\bigskip\n\\hangindent=2em \\hangafter=1 ${symbol}{index}^{{({order})}}=$")
    }

    /// Adds a diagram with its factor.
    pub(crate) fn picture(
        &mut self,
        factor: &Rational,
        scene: &Scene,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.open(factor);
        self.text.push_str("\\tikz[diagraction]{");
        push_scene(scene, &mut self.text);
        self.text.push('}');
        self.close(out)
    }

    /// Ends the file.
    pub(crate) fn end(out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\\par\\endgroup\\medskip\n\\diagractionend")
    }

    /// Starts a term: the sign and the size of the factor, in one box with what follows.
    fn open(&mut self, factor: &Rational) {
        let first = std::mem::take(&mut self.first);
        self.text.clear();
        if self.pictures == PARAGRAPH {
            self.text.push_str("\\par\\hangindent=2em \\hangafter=0\n");
            self.pictures = 0;
        }
        self.pictures += 1;
        self.text.push_str("\\mbox{");
        self.text.push_str(match (first, factor.is_negative()) {
            (true, false) => "",
            (true, true) => "$-$",
            (false, true) => "${}-{}$\\;",
            (false, false) => "${}+{}$\\;",
        });
        push_size(&factor.abs(), &mut self.text);
    }

    fn close(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.text.push_str("}\n");
        out.write_all(self.text.as_bytes())
    }
}

impl Backend for Latex {
    fn begin(&mut self, header: &Header, out: &mut dyn Write) -> io::Result<()> {
        self.layout = Layout::default();
        self.header = header.clone();
        Equations::begin(&format!("Diagrams of the action: {}", header.summary()), out)
    }

    fn rank(&mut self, rank: usize, out: &mut dyn Write) -> io::Result<()> {
        let (letter, layer) = self.header.letter();
        self.equations.start(&letter.to_string(), layer, rank, out)
    }

    fn term(&mut self, arena: &Arena, term: &Term, out: &mut dyn Write) -> io::Result<()> {
        self.equations.picture(&term.factor, self.layout.draw(arena, &term.diagram), out)
    }

    fn constant(&mut self, constant: Constant, out: &mut dyn Write) -> io::Result<()> {
        self.equations.open(&Rational::one());
        match constant {
            Constant::Gaussian => {
                self.equations.text.push_str("\\tikz[diagraction]{\\path[vertex](0,0)circle[];}")
            }
            Constant::LnDet(layer) => {
                let _ = write!(self.equations.text, "$\\ln\\left|\\det W_{{{layer}}}\\right|$");
            }
        }
        self.equations.close(out)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        Equations::end(out)
    }
}

fn push_size(size: &Rational, text: &mut String) {
    let _ = match (size.is_one(), size.is_integer()) {
        (true, _) => Ok(()),
        (false, true) => write!(text, "${size}$\\enspace "),
        (false, false) => write!(text, "$\\frac{{{}}}{{{}}}$\\enspace ", size.numer(), size.denom()),
    };
}

/// Points of TeX in a unit of the layout.
const SCALE: f64 = 0.64;

fn push_scene(scene: &Scene, text: &mut String) {
    push_strokes(&scene.marks, text);
    push_discs("bias", scene.marks.iter().filter_map(|mark| circle(mark, CircleKind::Bias)), text);
    push_discs("dressed", scene.marks.iter().filter_map(|mark| circle(mark, CircleKind::Dressed)), text);
    push_discs("vertex", scene.marks.iter().filter_map(vertex), text);
    for mark in &scene.marks {
        if let Mark::Label(at, symbols) = mark {
            push_label(*at, symbols, text);
        }
    }
}

fn circle(mark: &Mark, wanted: CircleKind) -> Option<Point> {
    match mark {
        Mark::Circle(kind, at) if *kind == wanted => Some(*at),
        _ => None,
    }
}

fn vertex(mark: &Mark) -> Option<Point> {
    if let Mark::Vertex(at) = mark { Some(*at) } else { None }
}

/// Discs of one kind are one path.
fn push_discs(kind: &str, places: impl Iterator<Item = Point>, text: &mut String) {
    let mut places = places.peekable();
    if places.peek().is_none() {
        return;
    }
    let _ = write!(text, "\\path[{kind}]");
    for at in places {
        push_place("", at, text);
        text.push_str("circle[]");
    }
    text.push(';');
}

fn push_strokes(marks: &[Mark], text: &mut String) {
    let mut pen = None;
    for mark in marks {
        let (from, to) = match mark {
            Mark::Line(from, to) => (from, to),
            Mark::Curve([from, .., to]) => (from, to),
            _ => continue,
        };
        if pen.is_none() {
            text.push_str("\\draw");
        }
        if pen != Some(from) {
            push_place(" ", *from, text);
        }
        match mark {
            Mark::Curve([_, a, b, _]) => {
                push_place("..controls", *a, text);
                push_place("and", *b, text);
                push_place("..", *to, text);
            }
            _ => push_place("--", *to, text),
        }
        pen = Some(to);
    }
    text.push_str(if pen.is_some() { ";" } else { "" });
}

fn push_label(at: Point, symbols: &[Symbol], text: &mut String) {
    push_place("\\diagractionlabel", at, text);
    text.push('{');
    for symbol in symbols {
        let _ = match symbol {
            Symbol::Letter(letter, layer) => write!(text, "{letter}_{{{layer}}}"),
            Symbol::Number(number) => write!(text, "{number}"),
            Symbol::Dots => write!(text, "\\cdots "),
        };
    }
    text.push('}');
}

fn push_place(before: &str, point: Point, text: &mut String) {
    let _ = write!(text, "{before}({},{})", number(point.x), number(point.y));
}
