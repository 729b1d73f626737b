//! Random diagrams drawn, in which nothing may overlap.

use proptest::prelude::*;

use super::*;
use crate::diagram::{Leg, Stage};

/// A box around something that must stay clear of everything else.
#[derive(Clone, Copy, Debug)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Area {
    fn around(centre: Point, half_width: f64, half_height: f64) -> Area {
        Area {
            left: centre.x - half_width,
            right: centre.x + half_width,
            top: centre.y - half_height,
            bottom: centre.y + half_height,
        }
    }

    fn overlaps(&self, other: &Area) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn contains(&self, point: Point) -> bool {
        (self.left..self.right).contains(&point.x) && (self.top..self.bottom).contains(&point.y)
    }
}

fn area(mark: &Mark) -> Option<Area> {
    match mark {
        Mark::Vertex(at) => Some(Area::around(*at, style::VERTEX_RADIUS, style::VERTEX_RADIUS)),
        Mark::Circle(_, at) => Some(Area::around(*at, style::CIRCLE_RADIUS, style::CIRCLE_RADIUS)),
        Mark::Label(at, symbols) => {
            let centre = at.lower((style::DESCENT - style::ASCENT) / 2.0);
            Some(Area::around(centre, label_width(symbols) / 2.0, (style::ASCENT + style::DESCENT) / 2.0))
        }
        Mark::Line(..) | Mark::Curve(_) => None,
    }
}

/// Points along a stroke.
fn samples(mark: &Mark) -> Vec<Point> {
    let [a, b, c, d] = match mark {
        Mark::Line(from, to) => [*from, *from, *to, *to],
        Mark::Curve(points) => *points,
        _ => return Vec::new(),
    };
    let weigh = |t: f64, a: f64, b: f64, c: f64, d: f64| {
        let s = 1.0 - t;
        s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
    };
    (0..=60)
        .map(|i| f64::from(i) / 60.0)
        .map(|t| Point { x: weigh(t, a.x, b.x, c.x, d.x), y: weigh(t, a.y, b.y, c.y, d.y) })
        .collect()
}

/// Grows a leg that starts at layer `layer`, with decisions taken from `tape`.
fn grow(arena: &mut Arena, layer: u32, last: Stage, tape: &mut impl Iterator<Item = u8>) -> Leg {
    if last == Stage::B(layer) && tape.next().is_none_or(|byte| byte % 2 == 0) {
        return arena.open(last);
    }
    match tape.next().unwrap_or(0) % 4 {
        0 if last != Stage::B(layer) && tape.next().is_some_and(|byte| byte % 2 == 0) => {
            arena.dressed_circle(layer)
        }
        0 if last != Stage::B(layer) => arena.circle(layer),
        _ if last == Stage::B(layer) => arena.open(last),
        _ if last == Stage::A(layer) => {
            let open = arena.open(last);
            arena.line(layer, open)
        }
        1 => {
            let dressed = tape.next().is_some_and(|byte| byte % 2 == 0);
            let below = grow(arena, layer - 1, last, tape);
            let below = if dressed { arena.dressed_line(layer - 1, below) } else { below };
            arena.line(layer, below)
        }
        choice => {
            let arity = if choice == 3 { 3 } else { 2 };
            let legs: Vec<Leg> = (0..arity).map(|_| grow(arena, layer - 1, last, tape)).collect();
            let split = arena.split(layer - 1, legs);
            arena.line(layer, split)
        }
    }
}

fn check(arena: &Arena, diagram: &Diagram) -> Result<(), TestCaseError> {
    let mut layout = Layout::default();
    let scene = layout.draw(arena, diagram).clone();
    let page = Area {
        left: -scene.extent.left,
        right: scene.extent.right,
        top: -scene.extent.above,
        bottom: scene.extent.below,
    };
    let areas: Vec<Area> = scene.marks.iter().filter_map(area).collect();
    for (i, area) in areas.iter().enumerate() {
        for other in &areas[i + 1..] {
            prop_assert!(!area.overlaps(other), "{area:?} overlaps {other:?}");
        }
        prop_assert!(
            area.left >= page.left - 1e-9 && area.right <= page.right + 1e-9,
            "{area:?} leaves {page:?}"
        );
        prop_assert!(
            area.top >= page.top - 1e-9 && area.bottom <= page.bottom + 1e-9,
            "{area:?} leaves {page:?}"
        );
    }
    let labels = scene.marks.iter().filter(|mark| matches!(mark, Mark::Label(..))).filter_map(area);
    for label in labels {
        for point in scene.marks.iter().flat_map(samples) {
            prop_assert!(!label.contains(point), "a stroke crosses the label {label:?} at {point:?}");
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn nothing_overlaps(
        depth in 0u32..5,
        end in 0u32..4,
        legs in 0usize..6,
        coefficient: bool,
        tape in prop::collection::vec(any::<u8>(), 0..120),
        // Layers with several digits have wider labels.
        shift in prop::sample::select(vec![0u32, 8, 97]),
    ) {
        let mut arena = Arena::new();
        let last = if end % 2 == 0 { Stage::A(1 + shift) } else { Stage::B(1 + shift) };
        let mut tape = tape.into_iter();
        let top = depth + 1 + shift;
        let legs: Vec<Leg> = (0..legs).map(|_| grow(&mut arena, top, last, &mut tape)).collect();
        let vertex = if coefficient { Vertex::Coefficient(Stage::B(top)) } else { Vertex::Latent };
        check(&arena, &Diagram::new(&arena, vertex, legs))?;
    }
}

#[test]
fn the_legs_of_a_pair_are_symmetric_about_its_axis() {
    let mut arena = Arena::new();
    let x = arena.open(Stage::A(1));
    let line = arena.line(1, x);
    let split = arena.split(1, [line, line]);
    let right = arena.line(2, split);
    let left = arena.circle(2);
    let mut layout = Layout::default();
    let scene = layout.draw(&arena, &Diagram::latent(&arena, left, right));
    let ends: Vec<f64> = scene
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Curve([.., to]) => Some(to.y),
            _ => None,
        })
        .collect();
    assert_eq!(ends, [-10.0, 10.0]);
}
