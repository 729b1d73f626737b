//! Springs between what is joined, and repulsion between what is not.

use super::scene::Point;

/// How close to a line a node may come that is not one of its ends.
const CLEARANCE: f64 = 0.5;
/// The strength of the repulsion of nodes, and of lines and nodes.
const REPULSION: f64 = 0.12;
const LINE: f64 = 3.0;

/// How much of the way goes on downhill.
const MOMENTUM: f64 = 0.9;

/// A spring between two nodes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Joint {
    pub(super) ends: [usize; 2],
    pub(super) length: f64,
    pub(super) strength: f64,
    /// Several lines run here; they take a disc.
    pub(super) several: bool,
}

/// Nodes and springs; nodes from `free` on are pinned.
#[derive(Clone, Debug, Default)]
pub(super) struct Springs {
    pub(super) joints: Vec<Joint>,
    pub(super) free: usize,
    /// Nodes that stay on the axis y = 0.
    pub(super) on_axis: Vec<usize>,
}

impl Springs {
    /// Moves the free nodes downhill; at first through lines if wanted, so that knots come undone. The energy at the end.
    pub(super) fn relax(&self, places: &mut [Point], rounds: usize, undo: bool) -> f64 {
        if undo {
            self.descend(places, rounds / 8, 0.0);
        }
        self.descend(places, rounds, LINE)
    }

    fn descend(&self, places: &mut [Point], rounds: usize, line: f64) -> f64 {
        let mut step = 0.1;
        let (mut energy, mut slopes) = self.slopes(places, line);
        let mut way = slopes.clone();
        for _ in 0..rounds {
            let steep = way.iter().map(|way| way.length()).fold(1.0, f64::max);
            let tried: Vec<Point> =
                places.iter().zip(&way).map(|(place, &way)| place.along(-step / steep, way)).collect();
            let (new, new_slopes) = self.slopes(&tried, line);
            if new < energy {
                let gain = energy - new;
                way.iter_mut().zip(&new_slopes).for_each(|(way, &slope)| *way = slope.along(MOMENTUM, *way));
                (energy, slopes) = (new, new_slopes);
                places.copy_from_slice(&tried);
                step = (step * 1.25).min(0.5);
                if gain < 1e-10 {
                    break;
                }
            } else {
                step *= 0.4;
                way.clone_from(&slopes);
            }
        }
        energy
    }

    /// The energy and its slope at every node.
    fn slopes(&self, places: &[Point], line: f64) -> (f64, Vec<Point>) {
        let (mut energy, mut slopes) = (0.0, vec![Point::default(); places.len()]);
        for (u, &p) in places.iter().enumerate() {
            for (v, &q) in places[..u].iter().enumerate() {
                let apart = p.minus(q);
                let length = apart.length().max(0.05);
                energy += REPULSION / length;
                let t = -REPULSION / (length * length * length);
                pull(&mut slopes, [v, u], t, apart);
            }
        }
        for joint in &self.joints {
            let [a, b] = joint.ends;
            let along = places[b].minus(places[a]);
            let length = along.length().max(1e-6);
            let stretch = length - joint.length;
            energy += joint.strength * stretch * stretch;
            let t = 2.0 * joint.strength * stretch / length;
            pull(&mut slopes, joint.ends, t, along);
            for (node, &p) in places.iter().enumerate().filter(|(node, _)| !joint.ends.contains(node)) {
                // The point of the line next to the node, as a share of the way from a to b.
                let share = along.x * (p.x - places[a].x) + along.y * (p.y - places[a].y);
                let share = if joint.several { 0.5 } else { (share / (length * length)).clamp(0.0, 1.0) };
                let apart = p.minus(places[a].along(share, along));
                let distance = apart.length().max(1e-6);
                let radius = if joint.several { length / 2.0 } else { 0.0 };
                let near = CLEARANCE + radius - distance;
                if near > 0.0 {
                    energy += line * near * near;
                    let t = -2.0 * line * near / distance;
                    pull(&mut slopes, [a, node], t * (1.0 - share), apart);
                    pull(&mut slopes, [b, node], t * share, apart);
                    if joint.several {
                        pull(&mut slopes, joint.ends, line * near / length, along);
                    }
                }
            }
        }
        let discs: Vec<&Joint> = self.joints.iter().filter(|joint| joint.several).collect();
        for (i, one) in discs.iter().enumerate() {
            for other in &discs[..i] {
                let middle = |joint: &Joint| {
                    let [a, b] = joint.ends.map(|node| places[node]);
                    a.along(0.5, b.minus(a))
                };
                let apart = middle(one).minus(middle(other));
                let distance = apart.length().max(1e-6);
                let near = 1.5 - distance;
                if near > 0.0 && !one.ends.iter().any(|end| other.ends.contains(end)) {
                    energy += line * near * near;
                    let t = -line * near / distance;
                    (0..2).for_each(|end| pull(&mut slopes, [other.ends[end], one.ends[end]], t, apart));
                }
            }
        }
        self.on_axis.iter().for_each(|&node| slopes[node].y = 0.0);
        slopes[self.free..].fill(Point::default());
        (energy, slopes)
    }
}

/// Adds `t` times `step` to the slope at the second node, and takes it from that at the first.
fn pull(slopes: &mut [Point], [from, to]: [usize; 2], t: f64, step: Point) {
    slopes[to] = slopes[to].along(t, step);
    slopes[from] = slopes[from].along(-t, step);
}
