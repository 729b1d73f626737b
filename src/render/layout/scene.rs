//! The marks that a drawing is made of, and their sizes.

use smallvec::SmallVec;

use crate::render::chain::{Symbol, Symbols};

use super::style;

/// A place in a drawing; y grows downwards, and the vertex is at the origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// How far something reaches from the origin to each side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Extent {
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) above: f64,
    pub(crate) below: f64,
}

impl Extent {
    pub(crate) fn width(&self) -> f64 {
        self.left + self.right
    }
}

/// What a circle stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CircleKind {
    /// A bias; the circle is empty.
    Bias,
    /// All trees of biases; the circle is grey.
    Dressed,
}

/// Something to draw.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mark {
    /// The filled vertex.
    Vertex(Point),
    /// The circle that ends a leg.
    Circle(CircleKind, Point),
    /// A straight line.
    Line(Point, Point),
    /// A split leg: a Bézier curve from the split to where the leg runs straight.
    Curve([Point; 4]),
    /// Symbols on a baseline, centred at the point.
    Label(Point, Symbols),
}

/// A diagram, drawn.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scene {
    pub(crate) extent: Extent,
    pub(crate) marks: Vec<Mark>,
    /// Where open legs end, in the order of notation.
    pub(crate) ends: Vec<Point>,
}

impl Scene {
    /// Draws a straight line; one that goes on from the last one along the axis prolongs it.
    pub(super) fn line(&mut self, from: Point, to: Point) {
        if let Some(Mark::Line(start, end)) = self.marks.last_mut()
            && *end == from
            && start.y == from.y
            && from.y == to.y
        {
            *end = to;
        } else {
            self.marks.push(Mark::Line(from, to));
        }
    }

    /// Draws a split leg, which leaves the split steeply and bends into the direction of the leg.
    pub(super) fn curve(&mut self, from: Point, to: Point) {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let steep = Point { x: from.x + 0.12 * dx, y: from.y + 0.62 * dy };
        let flat = Point { x: from.x + 0.42 * dx, y: to.y };
        self.marks.push(Mark::Curve([from, steep, flat, to]));
    }

    /// Writes a label, if there is one.
    pub(super) fn label(&mut self, at: Point, symbols: Symbols) {
        if !symbols.is_empty() {
            self.marks.push(Mark::Label(at, symbols));
        }
    }
}

/// An estimate of the width of a label that suits the usual serif fonts.
pub(super) fn label_width(symbols: &[Symbol]) -> f64 {
    symbols.iter().map(|symbol| symbol_width(*symbol)).sum()
}

fn symbol_width(symbol: Symbol) -> f64 {
    match symbol {
        Symbol::Dots | Symbol::Number(_) => style::LETTER,
        Symbol::Letter(letter, layer) => {
            let letter = match letter {
                'W' => 0.98,
                'A' | 'B' | 'C' | 'D' | 'U' => 0.75,
                _ => 0.5,
            };
            let digits = f64::from(layer.checked_ilog10().unwrap_or(0) + 1);
            letter * style::LETTER + 0.55 * digits * style::INDEX
        }
    }
}

pub(super) type Offsets = SmallVec<[f64; 2]>;
