//! Crossings of a drawing as drawn, arcs included.

use super::scene::{Drawing, Point};

/// Pieces of each curve that are looked at.
const PIECES: usize = 16;
/// Within the dot of a vertex, which covers what lines do close to their common end.
const DOT: f64 = 0.082;
/// Lines closer than this to a vertex that is not theirs hide it.
const CLEARANCE: f64 = 0.12;

impl Drawing {
    /// How often lines cross each other, touch away from their common vertices, or run over a vertex.
    pub fn crossings(&self) -> usize {
        let lines: Vec<Vec<Point>> = self.strokes.iter().map(|stroke| stroke.sampled(PIECES)).collect();
        let mut crossings = 0;
        for (i, line) in lines.iter().enumerate() {
            crossings += lines[..i].iter().map(|other| between(line, other)).sum::<usize>();
            let ends = [line[0], line[line.len() - 1]];
            let strangers =
                self.vertices.iter().filter(|v| ends.iter().all(|end| end.minus(**v).length() > 1e-6));
            crossings +=
                strangers.filter(|v| line.windows(2).any(|s| distance(**v, s[0], s[1]) < CLEARANCE)).count();
        }
        crossings
    }
}

fn between(a: &[Point], b: &[Point]) -> usize {
    let near = |p: Point, q: Point| p.minus(q).length() < 1e-6;
    let ends = |line: &[Point]| [line[0], line[line.len() - 1]];
    let common: Vec<Point> = ends(a).into_iter().filter(|&p| ends(b).iter().any(|&q| near(p, q))).collect();
    let pairs = a.windows(2).flat_map(|s| b.windows(2).map(move |t| (s, t)));
    let crossing = |s: &[Point], t: &[Point]| match common
        .iter()
        .find(|&&p| [s, t].iter().all(|piece| piece.iter().any(|&q| near(p, q))))
    {
        // Pieces that leave a common vertex in one direction lie upon each other.
        Some(&p) => {
            let away =
                |piece: &[Point]| if near(piece[0], p) { piece[1].minus(p) } else { piece[0].minus(p) };
            let (u, v) = (away(s), away(t));
            u.x * v.x + u.y * v.y > 0.9995 * u.length() * v.length()
        }
        None => meet(s, t).is_some_and(|at| common.iter().all(|p| p.minus(at).length() > DOT)),
    };
    pairs.filter(|(s, t)| crossing(s, t)).count()
}

/// Where two straight pieces meet.
fn meet(s: &[Point], t: &[Point]) -> Option<Point> {
    let (u, v, w) = (s[1].minus(s[0]), t[1].minus(t[0]), t[0].minus(s[0]));
    let across = |a: Point, b: Point| a.x * b.y - a.y * b.x;
    let (on_s, on_t) = (across(w, v) / across(u, v), across(w, u) / across(u, v));
    let within = |share: f64| (0.0..=1.0).contains(&share);
    (within(on_s) && within(on_t)).then(|| s[0].along(on_s, u))
}

/// The distance of a point from a straight piece.
pub(super) fn distance(p: Point, a: Point, b: Point) -> f64 {
    let step = b.minus(a);
    let square = (step.x * step.x + step.y * step.y).max(1e-12);
    let t = ((p.x - a.x) * step.x + (p.y - a.y) * step.y) / square;
    p.minus(a.along(t.clamp(0.0, 1.0), step)).length()
}
