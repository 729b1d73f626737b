//! Diagrams and formulas as elements of an SVG image.

use std::fmt::{self, Write};

use crate::render::chain::Symbol;
use crate::render::layout::{CircleKind, Extent, Mark, Point, Scene, style};

use super::TEXT_DROP;
use crate::render::number::number;

/// The look: ink, fonts, sizes. Files can be restyled here.
pub(super) const STYLE: &str = "<style>
.paper { fill: #fff }
text { fill: #111; font-family: 'Latin Modern Roman', 'STIX Two Text', 'Times New Roman', Times, serif; font-size: 20px }
.w { font-size: 13px; font-style: italic; text-anchor: middle }
.i { font-style: italic }
.s { font-size: 9.5px; font-style: normal }
.t { font-size: 14px; font-style: normal }
.l { fill: none; stroke: #111; stroke-width: 1.3; stroke-linecap: round; stroke-linejoin: round }
.v { fill: #111 }
.o { fill: #fff; stroke: #111; stroke-width: 1.3 }
.c { fill: #999; stroke: #111; stroke-width: 1.3 }
</style>
";

/// The size of text on the axis of a row, such as factors.
const TEXT: f64 = 20.0;
/// The size of its indices and powers.
const SCRIPT: f64 = 14.0;
/// How far an index of a label drops, and how far one of text does; a power rises.
const LABEL_DROP: f64 = 3.0;
const INDEX_DROP: f64 = 4.5;
const POWER_RISE: f64 = 7.5;

/// An estimate of the width of text on the axis.
pub(super) fn text_width(text: &str) -> f64 {
    text.chars().map(|char| char_width(char) * TEXT).sum()
}

fn char_width(char: char) -> f64 {
    match char {
        '+' | '−' | '=' => 0.68,
        '/' | '(' | ')' | 't' => 0.39,
        '|' | 'l' | ' ' => 0.3,
        'A' | 'B' => 0.74,
        'W' => 1.0,
        _ => 0.5,
    }
}

/// Text whose middle is on the axis of the row.
pub(super) fn push_text(text: &str, x: f64, body: &mut String) {
    push(body, format_args!("<text x=\"{}\" y=\"{TEXT_DROP}\">{text}</text>\n", number(x)));
}

/// Draws a diagram around the origin.
pub(super) fn push_scene(scene: &Scene, body: &mut String) {
    push_strokes(scene, body);
    for mark in &scene.marks {
        match mark {
            Mark::Vertex(at) => push_disc("v", *at, style::VERTEX_RADIUS, body),
            Mark::Circle(CircleKind::Bias, at) => push_disc("o", *at, style::CIRCLE_RADIUS, body),
            Mark::Circle(CircleKind::Dressed, at) => push_disc("c", *at, style::CIRCLE_RADIUS, body),
            Mark::Label(at, symbols) => push_label(*at, symbols, body),
            Mark::Line(..) | Mark::Curve(_) => {}
        }
    }
}

/// All lines and curves of a diagram are one path; strokes that meet are joined.
fn push_strokes(scene: &Scene, body: &mut String) {
    let mut pen = None;
    for mark in &scene.marks {
        let (from, to) = match mark {
            Mark::Line(from, to) => (*from, *to),
            Mark::Curve([from, .., to]) => (*from, *to),
            _ => continue,
        };
        if pen.is_none() {
            body.push_str("<path class=\"l\" d=\"");
        }
        if pen != Some(from) {
            push(body, format_args!("M{}", place(from)));
        }
        match mark {
            Mark::Curve([_, a, b, _]) => {
                push(body, format_args!("C{} {} {}", place(*a), place(*b), place(to)));
            }
            _ => push(body, format_args!("L{}", place(to))),
        }
        pen = Some(to);
    }
    body.push_str(if pen.is_some() { "\"/>" } else { "" });
}

fn push_disc(class: &str, at: Point, radius: f64, body: &mut String) {
    let (x, y) = (number(at.x), number(at.y));
    push(body, format_args!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>"));
}

fn push_label(at: Point, symbols: &[Symbol], body: &mut String) {
    push(body, format_args!("<text class=\"w\" x=\"{}\" y=\"{}\">", number(at.x), number(at.y)));
    let mut drop = 0.0;
    for symbol in symbols {
        let back = if drop == 0.0 { String::new() } else { format!(" dy=\"-{drop}\"") };
        match symbol {
            Symbol::Letter(letter, layer) => {
                push(body, format_args!("<tspan{back}>{letter}</tspan>"));
                push(body, format_args!("<tspan class=\"s\" dy=\"{LABEL_DROP}\">{layer}</tspan>"));
                drop = LABEL_DROP;
            }
            Symbol::Number(number) => push(body, format_args!("<tspan class=\"t\">{number}</tspan>")),
            Symbol::Dots => {
                push(body, format_args!("<tspan{back}>⋯</tspan>"));
                drop = 0.0;
            }
        }
    }
    body.push_str("</text>");
}

/// A short formula on the axis of a row.
#[derive(Default)]
pub(super) struct Formula {
    spans: String,
    width: f64,
    /// Whether it is the filled vertex instead of text.
    vertex: bool,
}

impl Formula {
    /// A symbol, whose last letter is a variable, with an index and an order in parentheses.
    pub(super) fn coefficient(&mut self, symbol: &str, index: Option<u32>, order: usize) {
        let letter = symbol.chars().last().unwrap_or_default();
        match symbol.strip_suffix(letter) {
            None | Some("") => {}
            Some(words) => self.words(words),
        }
        self.letter(letter);
        let (mut back, mut rise) = (0.0, POWER_RISE);
        if let Some(index) = index {
            let before = self.width;
            self.script(&index.to_string(), 0.0, INDEX_DROP);
            (back, rise) = (before - self.width, rise + INDEX_DROP);
        }
        self.script(&format!("({order})"), back, -rise);
    }

    /// The volume term of a linear map.
    pub(super) fn ln_det(&mut self, layer: u32) {
        self.words("ln|det");
        self.width += 4.0;
        push(&mut self.spans, format_args!("<tspan class=\"i\" dx=\"4\">W</tspan>"));
        self.width += char_width('W') * TEXT;
        self.script(&layer.to_string(), 0.0, INDEX_DROP);
        push(&mut self.spans, format_args!("<tspan dy=\"-{INDEX_DROP}\">|</tspan>"));
        self.width += char_width('|') * TEXT;
    }

    /// The normalisation of the latent Gaussian, which the paper draws as a vertex without legs.
    pub(super) fn bare_vertex(&mut self) {
        self.vertex = true;
        self.width = 2.0 * style::VERTEX_RADIUS;
    }

    pub(super) fn extent(&self) -> Extent {
        Extent { left: 0.0, right: self.width, above: 0.0, below: 0.0 }
    }

    pub(super) fn push(&self, x: f64, body: &mut String) {
        if self.vertex {
            let centre = Point { x: x + style::VERTEX_RADIUS, y: 0.0 };
            body.push_str("<g><title>Z() = −(d/2) ln 2π</title>");
            push_disc("v", centre, style::VERTEX_RADIUS, body);
            body.push_str("</g>\n");
        } else {
            push(body, format_args!("<text x=\"{}\" y=\"{TEXT_DROP}\">{}</text>\n", number(x), self.spans));
        }
    }

    /// Upright text.
    fn words(&mut self, text: &str) {
        push(&mut self.spans, format_args!("<tspan>{text}</tspan>"));
        self.width += text_width(text);
    }

    fn letter(&mut self, letter: char) {
        push(&mut self.spans, format_args!("<tspan class=\"i\">{letter}</tspan>"));
        self.width += char_width(letter) * TEXT;
    }

    fn script(&mut self, text: &str, dx: f64, dy: f64) {
        let shift = if dx == 0.0 { String::new() } else { format!(" dx=\"{}\"", number(dx)) };
        push(&mut self.spans, format_args!("<tspan class=\"t\"{shift} dy=\"{dy}\">{text}</tspan>"));
        self.width += dx + text_width(text) * SCRIPT / TEXT;
    }
}

fn place(point: Point) -> String {
    format!("{} {}", number(point.x), number(point.y))
}

fn push(body: &mut String, text: fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = body.write_fmt(text);
}
