//! A climb on S by L-BFGS, until it stands or runs off.

use super::{Landscape, Mode};
use crate::descent::{self, MEMORY, Until, descend};

/// Where a climb ended.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// At a point where it could not climb further; its eigenvalues are not known yet.
    Reached(Mode),
    /// Beyond all bounds; the direction, of length one.
    Unbounded(Vec<f64>),
    /// Neither.
    Nowhere,
}

/// The vectors that a climb holds, about: two for each step that is remembered, and as many again.
pub(super) const VECTORS: u64 = 4 * MEMORY as u64;

const MAX_STEPS: u64 = 2_000;

/// A point further away than this, in units of the spread or of the start, whichever is further out, has run off.
const FAR: f64 = 1e5;

/// Where S keeps growing beyond a point that is this many times further away than the start, the climb has run off, too.
const DISTANT: f64 = 30.0;

/// Climbs until the gradient is this share of the first one, or until no step leads higher.
const GRADIENT: f64 = 1e-10;

pub(super) fn climb<L: Landscape>(kernel: &mut L, start: Vec<f64>, spread: f64) -> End {
    let mut gradient = vec![0.0; start.len()];
    let value = kernel.value_and_gradient(&start, &mut gradient);
    if !value.is_finite() || !gradient.iter().all(|g| g.is_finite()) {
        return End::Nowhere;
    }
    let slope = norm(&gradient);
    if slope == 0.0 {
        return reached(start, value, slope);
    }
    let distant = DISTANT * spread.max(norm(&start));
    let far = FAR * start.iter().fold(1.0, |far: f64, x| far.max(x.abs() / spread));
    let mut objective =
        Objective { kernel: kernel.clone(), spread, unit: slope * spread, far, first: value, beyond: None };
    let until = Until { gradient: GRADIENT, change: 0.0, steps: MAX_STEPS };
    let best = descend(&mut objective, start.iter().map(|x| x / spread).collect(), until);
    if let Some(point) = objective.beyond {
        return runaway(kernel, &point);
    }
    let Some(best) = best.filter(|best| best.is_ended) else { return End::Nowhere };
    let position: Vec<f64> = best.point.iter().map(|x| x * spread).collect();
    // A climb along a slope without end may stop before it is far, when a line search gives up.
    if norm(&position) > distant
        && let End::Unbounded(direction) = runaway(kernel, &position)
    {
        return End::Unbounded(direction);
    }
    let value = kernel.value_and_gradient(&position, &mut gradient);
    reached(position, value, norm(&gradient))
}

fn reached(position: Vec<f64>, value: f64, gradient_norm: f64) -> End {
    End::Reached(Mode { position, value, gradient_norm, eigenvalues: Vec::new(), starts: 1 })
}

/// Whether S keeps growing beyond a distant point.
fn runaway(kernel: &mut impl Landscape, point: &[f64]) -> End {
    let mut gradient = vec![0.0; point.len()];
    let values = [1.0, 2.0, 4.0, 8.0].map(|scale| {
        let x: Vec<f64> = point.iter().map(|x| scale * x).collect();
        kernel.value_and_gradient(&x, &mut gradient)
    });
    let length = norm(point);
    match values.iter().all(|value| value.is_finite()) && values.is_sorted() && values[0] < values[3] {
        true => End::Unbounded(point.iter().map(|x| x / length).collect()),
        false => End::Nowhere,
    }
}

/// -S in units of the first slope times the spread, over points in units of the spread. The first step of L-BFGS is then about
/// as long as the spread, however steep S is.
struct Objective<L> {
    kernel: L,
    spread: f64,
    unit: f64,
    /// A point with a coordinate beyond this one, in units of the spread, has run off.
    far: f64,
    /// S at the start.
    first: f64,
    beyond: Option<Vec<f64>>,
}

impl<L: Landscape> descent::Objective for Objective<L> {
    /// A distant point ends the climb where S is higher than at the start. Where it is lower, the line search went too far
    /// and comes back.
    fn evaluate(&mut self, point: &[f64], gradient: &mut [f64]) -> Result<f64, &'static str> {
        let place: Vec<f64> = point.iter().map(|x| x * self.spread).collect();
        let value = self.kernel.value_and_gradient(&place, gradient);
        if point.iter().any(|x| x.abs() > self.far) && value > self.first {
            self.beyond = Some(place);
            return Err("beyond all bounds");
        }
        if !value.is_finite() || !gradient.iter().all(|g| g.is_finite()) {
            return Err("the action overflows");
        }
        let scale = -self.spread / self.unit;
        gradient.iter_mut().for_each(|g| *g *= scale);
        Ok(-value / self.unit)
    }
}

pub(super) fn norm(v: &[f64]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}
