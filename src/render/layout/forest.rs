//! Trees one above the other, with their leaves joined in pairs by arcs.

use crate::diagram::{Arena, Leg};
use crate::render::chain::Symbol;

use super::metrics::{Measure, Side};
use super::scene::{Extent, Mark, Point, Scene};
use super::{RIGHT, draw_leg, straight, style};

/// From a root to the middle of its number.
const NUMBER: f64 = 9.0;
/// How far an arc bulges, and how much more for each unit of its height.
const BULGE: [f64; 2] = [12.0, 0.22];

/// Draws trees with their roots at the left, numbered, and joins their leaves at the right; `partners` holds the partner of
/// each leaf, counted from above.
pub(crate) fn forest(arena: &Arena, trees: &[Leg], partners: &[usize]) -> Scene {
    let (mut measure, mut scene) = (Measure::default(), Scene::default());
    let fan = measure.fan(arena, trees);
    for (place, (&tree, &offset)) in trees.iter().zip(&fan.offsets).enumerate() {
        let root = Point { x: 0.0, y: offset };
        draw_leg(&measure, &mut scene, tree, root, RIGHT, Side::of(place, trees.len()));
        let number = Symbol::Number(place as u32 + 1);
        let at = Point { x: -NUMBER, y: offset + style::ASCENT / 2.0 };
        scene.label(at, [number].into_iter().collect());
    }
    let column = straight(&fan);
    let mut right = column;
    let ends = std::mem::take(&mut scene.ends);
    for (&from, &partner) in ends.iter().zip(partners) {
        let to = ends[partner];
        if to.y < from.y {
            continue;
        }
        let [upper, lower] = [from, to].map(|end| Point { x: column, ..end });
        let bulge = BULGE[0] + BULGE[1] * (to.y - from.y);
        // A cubic curve reaches three quarters of the way to its control points.
        let [above, below] = [upper, lower].map(|end| Point { x: column + bulge / 0.75, ..end });
        right = right.max(column + bulge);
        let line = |from, to| (from != to).then_some(Mark::Line(from, to));
        scene.marks.extend(line(from, upper));
        scene.marks.push(Mark::Curve([upper, above, below, lower]));
        scene.marks.extend(line(lower, to));
    }
    let reach = fan.reach;
    scene.extent = Extent { left: NUMBER + style::LETTER, right, above: reach.above, below: reach.below };
    scene
}
