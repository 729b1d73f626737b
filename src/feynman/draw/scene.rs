//! A diagram in the plane.

use super::arrange;
use crate::feynman::graph::Graph;
use crate::render::chain::Symbol;
use crate::render::layout::{self, Extent, Mark, Scene};

/// Pixels of a usual line.
const UNIT: f64 = 44.0;
/// From the end of a leg to the middle of its label, down to its baseline, and on to the end of the label.
const LABEL: [f64; 3] = [8.0, 4.5, 15.0];

/// A place in a drawing; y grows downwards, and a usual line has length 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A line of a diagram as joined cubic Bézier curves: its start, then two control points and an end for each piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    /// 3k + 1 points; an external leg ends at the last one.
    pub points: Vec<Point>,
}

/// A diagram in the plane: its vertices, its lines, and the ends of its legs.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// The vertices in their order.
    pub vertices: Vec<Point>,
    /// The ends of the legs, by label.
    pub legs: Vec<Point>,
    /// All lines.
    pub strokes: Vec<Stroke>,
}

impl Graph {
    /// Places the diagram in the plane; equal diagrams are drawn alike.
    ///
    /// Planar diagrams of up to two loops and four legs come out without a crossing; larger ones with few.
    ///
    /// # Cost
    /// Some milliseconds.
    ///
    /// ```
    /// use diagraction::feynman::Graph;
    ///
    /// let drawing = Graph::new(2, &[(0, 1), (0, 1)], &[0, 1])?.draw();
    /// assert_eq!((drawing.strokes.len(), drawing.crossings()), (4, 0));
    /// assert!(drawing.legs[0].x < drawing.vertices[0].x && drawing.vertices[1].x < drawing.legs[1].x);
    /// # Ok::<(), diagraction::feynman::GraphError>(())
    /// ```
    pub fn draw(&self) -> Drawing {
        arrange::draw(self)
    }
}

impl Point {
    pub(super) fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    pub(super) fn minus(self, other: Point) -> Point {
        Point::new(self.x - other.x, self.y - other.y)
    }

    /// The point at `t` times `step` from here.
    pub(super) fn along(self, t: f64, step: Point) -> Point {
        Point::new(self.x + t * step.x, self.y + t * step.y)
    }

    pub(super) fn length(self) -> f64 {
        self.x.hypot(self.y)
    }

    fn turned(self) -> Point {
        Point::new(-self.y, self.x)
    }
}

impl Stroke {
    pub(super) fn straight(from: Point, to: Point) -> Stroke {
        let step = to.minus(from);
        Stroke { points: vec![from, from.along(1.0 / 3.0, step), from.along(2.0 / 3.0, step), to] }
    }

    /// A circular arc whose middle is `bulge` times the distance of its ends away from the line between them.
    pub(super) fn arc(from: Point, to: Point, bulge: f64) -> Stroke {
        if bulge.abs() < 1e-9 {
            return Stroke::straight(from, to);
        }
        let step = to.minus(from);
        // The arc spans an angle of 4 atan(2 bulge), around a centre on the perpendicular.
        let angle = 4.0 * (2.0 * bulge).atan();
        let centre = from.along(0.5, step).along(-0.5 / (angle / 2.0).tan(), step.turned());
        circular(centre, from, -angle)
    }

    /// A self-loop between its vertex and its far end, which leaves the vertex at so many degrees; a circle at 90.
    pub(super) fn petal(at: Point, tip: Point, degrees: f64) -> Stroke {
        let (along, across) = (tip.minus(at), tip.minus(at).turned());
        let (sin, cos) = degrees.to_radians().sin_cos();
        let reach = 4.0 / 3.0 * (std::f64::consts::FRAC_PI_8).tan();
        let middle = at.along(0.5, along);
        // Two quarters of a circle, the first of which is turned towards the axis, and their mirror image.
        let half = |side: f64| {
            let (bow, far) = (middle.along(side, across), side * reach);
            let near = at.along(far.abs() * cos, along).along(far * sin, across);
            [near, bow.along(-0.5 * reach, along), bow, bow.along(0.5 * reach, along), tip.along(far, across)]
        };
        let back = half(-0.5).into_iter().rev();
        Stroke { points: [at].into_iter().chain(half(0.5)).chain([tip]).chain(back).chain([at]).collect() }
    }

    /// Points along the stroke, `pieces` for each curve, both ends included; a straight line has its ends alone.
    pub fn sampled(&self, pieces: usize) -> Vec<Point> {
        let curve = |c: &[Point], t: f64| {
            let s = 1.0 - t;
            let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
            let sum = |axis: fn(&Point) -> f64| weights.iter().zip(c).map(|(w, p)| w * axis(p)).sum();
            Point::new(sum(|p| p.x), sum(|p| p.y))
        };
        // A single piece is straight.
        let pieces = if self.points.len() == 4 { 1 } else { pieces };
        let mut sampled = vec![self.points[0]];
        for start in (0..self.points.len() - 1).step_by(3) {
            let piece = &self.points[start..start + 4];
            sampled.extend((1..=pieces).map(|i| curve(piece, i as f64 / pieces as f64)));
        }
        sampled
    }
}

/// The arc from `from` around `centre` over a signed angle, in two pieces.
fn circular(centre: Point, from: Point, angle: f64) -> Stroke {
    let part = angle / 2.0;
    let reach = 4.0 / 3.0 * (part / 4.0).tan();
    let mut radius = from.minus(centre);
    let mut points = vec![from];
    for _ in 0..2 {
        let (sin, cos) = part.sin_cos();
        let next = Point::new(radius.x * cos - radius.y * sin, radius.x * sin + radius.y * cos);
        points.push(centre.along(1.0, radius).along(reach, radius.turned()));
        points.push(centre.along(1.0, next).along(-reach, next.turned()));
        points.push(centre.along(1.0, next));
        radius = next;
    }
    Stroke { points }
}

impl Drawing {
    /// The marks of the drawing, in pixels, its middle on the axis.
    pub(super) fn scene(&self, graph: &Graph) -> Scene {
        let [left, top, right, bottom] = self.extent().map(|side| UNIT * side);
        let middle = (top + bottom) / 2.0;
        let at = |p: &Point| layout::Point { x: UNIT * p.x, y: UNIT * p.y - middle };
        let mut marks = Vec::new();
        for stroke in &self.strokes {
            match &stroke.points[..] {
                [from, _, _, to] => marks.push(Mark::Line(at(from), at(to))),
                points => {
                    marks.extend(points.windows(4).step_by(3).map(|piece| {
                        Mark::Curve([at(&piece[0]), at(&piece[1]), at(&piece[2]), at(&piece[3])])
                    }))
                }
            }
        }
        marks.extend(self.vertices.iter().map(|p| Mark::Vertex(at(p))));
        let labels = self.legs.iter().zip(1u32..).filter(|_| graph.is_labelled());
        marks.extend(labels.map(|(end, label)| {
            let layout::Point { x, y } = at(end);
            let place = layout::Point { x: x + LABEL[0] * end.x.signum(), y: y + LABEL[1] };
            Mark::Label(place, [Symbol::Number(label)].into_iter().collect())
        }));
        let room = if graph.is_labelled() && !self.legs.is_empty() { LABEL[2] } else { 4.0 };
        let half = (bottom - top) / 2.0 + 5.0;
        let extent = Extent { left: room - left, right: right + room, above: half, below: half };
        Scene { extent, marks, ends: Vec::new() }
    }

    /// The least box around everything: left, top, right, bottom.
    pub fn extent(&self) -> [f64; 4] {
        let points =
            self.strokes.iter().flat_map(|stroke| stroke.sampled(8)).chain(self.vertices.iter().copied());
        points.fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |[left, top, right, bottom], p| {
            [left.min(p.x), top.min(p.y), right.max(p.x), bottom.max(p.y)]
        })
    }
}
