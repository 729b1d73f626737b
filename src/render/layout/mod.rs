//! Where everything in the drawing of a diagram stands.
//!
//! A vertex with up to two legs has one leg to the right and one to the left; more legs fan out to the
//! right on straight lines. The legs of a split are curved, as in the paper, which keeps them apart from
//! those of a vertex. Sub-diagrams are stacked, so nothing overlaps. Trees stand one above the other.

mod forest;
mod metrics;
mod scene;
pub(super) mod style;
#[cfg(test)]
mod tests;

use crate::diagram::{Arena, Diagram, Leg, Vertex};

pub(crate) use self::forest::forest;
use self::metrics::{End, Fan, Measure, Reach, Side};
pub(super) use self::scene::CircleKind;
use self::scene::label_width;
pub(crate) use self::scene::{Extent, Mark, Point, Scene};
use super::chain::{Symbol, Symbols};

/// Lays diagrams out. Legs are measured once.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    measure: Measure,
    scene: Scene,
}

/// A direction along the axis: outwards to the left or to the right.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Heading(f64);

const LEFT: Heading = Heading(-1.0);
const RIGHT: Heading = Heading(1.0);

impl Point {
    fn ahead(self, heading: Heading, distance: f64) -> Point {
        Point { x: self.x + heading.0 * distance, y: self.y }
    }

    fn lower(self, distance: f64) -> Point {
        Point { x: self.x, y: self.y + distance }
    }
}

const ORIGIN: Point = Point { x: 0.0, y: 0.0 };

impl Layout {
    /// How much room the drawing of a diagram takes.
    pub(super) fn extent(&mut self, arena: &Arena, diagram: &Diagram) -> Extent {
        let hub = Hub::of(diagram);
        match diagram.legs() {
            &[left, right] => {
                let (left, right) = (self.measure.fan(arena, &[left]), self.measure.fan(arena, &[right]));
                let reach = hub.reach.with(left.reach).with(right.reach);
                hub.extent(hub.half_width + straight(&left), hub.half_width + straight(&right), reach)
            }
            legs => {
                let fan = self.measure.fan(arena, legs);
                let right = match legs.len() {
                    0 => hub.half_width,
                    1 => hub.half_width + straight(&fan),
                    _ => fan.length,
                };
                hub.extent(hub.left, right, hub.reach.with(fan.reach))
            }
        }
    }

    /// Draws a diagram.
    pub(super) fn draw(&mut self, arena: &Arena, diagram: &Diagram) -> &Scene {
        self.scene.extent = self.extent(arena, diagram);
        self.scene.marks.clear();
        self.scene.ends.clear();
        let hub = Hub::of(diagram);
        match diagram.legs() {
            &[left, right] => {
                self.leg_of_vertex(&hub, left, LEFT);
                self.leg_of_vertex(&hub, right, RIGHT);
            }
            &[leg] => self.leg_of_vertex(&hub, leg, RIGHT),
            legs => self.fan_of_vertex(arena, legs),
        }
        self.scene.marks.push(Mark::Vertex(ORIGIN));
        self.scene.label(hub.label, hub.symbol.into_iter().collect());
        &self.scene
    }

    fn leg_of_vertex(&mut self, hub: &Hub, leg: Leg, heading: Heading) {
        let start = ORIGIN.ahead(heading, hub.half_width);
        self.scene.line(ORIGIN, start);
        draw_leg(&self.measure, &mut self.scene, leg, start, heading, Side::Above);
    }

    fn fan_of_vertex(&mut self, arena: &Arena, legs: &[Leg]) {
        let fan = self.measure.fan(arena, legs);
        for (i, (&leg, &offset)) in legs.iter().zip(&fan.offsets).enumerate() {
            let start = ORIGIN.ahead(RIGHT, fan.width).lower(offset);
            self.scene.line(ORIGIN, start);
            draw_leg(&self.measure, &mut self.scene, leg, start, RIGHT, Side::of(i, legs.len()));
        }
    }
}

/// The length of a lone leg, which needs no fan.
fn straight(fan: &Fan) -> f64 {
    fan.length - fan.width
}

fn draw_leg(measure: &Measure, scene: &mut Scene, leg: Leg, start: Point, heading: Heading, side: Side) {
    let Some(metrics) = measure.get(leg) else { return };
    let end = start.ahead(heading, metrics.line);
    match &metrics.end {
        End::Open => {
            scene.line(start, end);
            scene.ends.push(end);
        }
        End::Circle { kind, label, half_width } => {
            let centre = end.ahead(heading, *half_width);
            scene.line(start, centre.ahead(heading, -style::CIRCLE_RADIUS));
            scene.marks.push(Mark::Circle(*kind, centre));
            scene.label(centre.lower(side.baseline()), Symbols::from_slice(&[*label]));
        }
        End::Split { legs, fan } => {
            scene.line(start, end);
            for (i, (&leg, &offset)) in legs.iter().zip(&fan.offsets).enumerate() {
                let bend = end.ahead(heading, fan.width).lower(offset);
                scene.curve(end, bend);
                draw_leg(measure, scene, leg, bend, heading, Side::of(i, legs.len()));
            }
        }
    }
    let mut symbols = metrics.label.clone();
    if heading == LEFT {
        symbols.reverse();
    }
    scene.label(start.ahead(heading, metrics.line / 2.0).lower(side.baseline()), symbols);
}

/// The vertex with its label, which stands above it, or to its left where legs fan out.
struct Hub {
    symbol: Option<Symbol>,
    label: Point,
    half_width: f64,
    left: f64,
    reach: Reach,
}

impl Hub {
    fn of(diagram: &Diagram) -> Hub {
        let symbol = match diagram.vertex() {
            Vertex::Latent => None,
            Vertex::Coefficient(stage) => Some(Symbol::Letter(stage.letter(), stage.layer())),
        };
        let width = symbol.map_or(0.0, |symbol| label_width(&[symbol]));
        let radius = style::VERTEX_RADIUS;
        if diagram.legs().len() > 2 {
            let label = Point { x: -radius - style::LABEL_MARGIN - width / 2.0, y: style::ASCENT / 2.0 };
            let left = if symbol.is_some() { radius + style::LABEL_MARGIN + width } else { radius };
            let height = style::ASCENT / 2.0 + style::DESCENT;
            return Hub {
                symbol,
                label,
                half_width: radius,
                left,
                reach: Reach { above: height, below: height },
            };
        }
        let half_width = radius.max(width / 2.0);
        let above = if symbol.is_some() { style::ASCENT - style::VERTEX_BASELINE } else { radius };
        let label = ORIGIN.lower(style::VERTEX_BASELINE);
        Hub { symbol, label, half_width, left: half_width, reach: Reach { above, below: radius } }
    }

    fn extent(&self, left: f64, right: f64, reach: Reach) -> Extent {
        Extent { left: left.max(self.left), right, above: reach.above, below: reach.below }
    }
}
