//! A climb on S by L-BFGS, until it stands or runs off.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;

use super::Mode;
use crate::action::Kernel;

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

/// The number of steps that L-BFGS remembers.
const MEMORY: usize = 10;

/// The vectors that a climb holds, about: two for each step that is remembered, and as many again.
pub(super) const VECTORS: u64 = 4 * MEMORY as u64;

const MAX_STEPS: u64 = 2_000;

/// The most questions for a value or a gradient in one climb. A line search that is stuck at one point asks, too.
const MAX_EVALUATIONS: usize = 40_000;

/// A point further away than this, in units of the spread or of the start, whichever is further out, has run off.
const FAR: f64 = 1e5;

/// Where S keeps growing beyond a point that is this many times further away than the start, the climb has run off, too.
const DISTANT: f64 = 30.0;

/// Climbs until the gradient is this share of the first one, or until no step leads higher.
const GRADIENT: f64 = 1e-10;

pub(super) fn climb(kernel: &mut Kernel, start: Vec<f64>, spread: f64) -> End {
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
    let (best, beyond) = Objective::new(kernel.clone(), value, slope, spread, far).run(&start);
    if let Some(point) = beyond {
        return runaway(kernel, &point);
    }
    let Some(position) = best else { return End::Nowhere };
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
fn runaway(kernel: &mut Kernel, point: &[f64]) -> End {
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
struct Objective {
    evaluations: RefCell<Evaluations>,
    spread: f64,
    unit: f64,
    /// A point with a coordinate beyond this one, in units of the spread, has run off.
    far: f64,
    /// S at the start.
    first: f64,
}

/// The last point and what was found there, since the value and the gradient are asked for one after the other.
struct Evaluations {
    kernel: Kernel,
    point: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    number: usize,
    beyond: Option<Vec<f64>>,
}

impl Objective {
    fn new(kernel: Kernel, first: f64, slope: f64, spread: f64, far: f64) -> Objective {
        let gradient = vec![0.0; kernel.dimension()];
        let evaluations =
            Evaluations { kernel, point: Vec::new(), value: 0.0, gradient, number: 0, beyond: None };
        Objective { evaluations: RefCell::new(evaluations), spread, unit: slope * spread, far, first }
    }

    /// The best point, and one beyond all bounds. Runs with a shared reference to the objective, so that what it noted outlives a
    /// failed line search.
    fn run(&self, start: &[f64]) -> (Option<Vec<f64>>, Option<Vec<f64>>) {
        let start = start.iter().map(|x| x / self.spread).collect();
        let best = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY)
            .with_tolerance_grad(GRADIENT)
            .and_then(|solver| solver.with_tolerance_cost(0.0))
            .and_then(|solver| {
                Executor::new(Shared(self), solver)
                    .configure(|state| state.param(start).max_iters(MAX_STEPS))
                    .timer(false)
                    .ctrlc(false)
                    .run()
            })
            .ok()
            .and_then(|result| result.state.get_best_param().map(|best| self.scaled(best)));
        (best, self.evaluations.borrow_mut().beyond.take())
    }

    fn scaled(&self, point: &[f64]) -> Vec<f64> {
        point.iter().map(|x| x * self.spread).collect()
    }

    /// A distant point ends the climb where S is higher than at the start. Where it is lower, the line search went too far
    /// and comes back.
    fn evaluate(&self, point: &[f64]) -> Result<(), Error> {
        let evaluations = &mut *self.evaluations.borrow_mut();
        evaluations.number += 1;
        if evaluations.number > MAX_EVALUATIONS {
            return Err(Error::msg("too many evaluations"));
        }
        if evaluations.point == point {
            return Ok(());
        }
        let place = self.scaled(point);
        let Evaluations { kernel, gradient, .. } = evaluations;
        evaluations.value = kernel.value_and_gradient(&place, gradient);
        if point.iter().any(|x| x.abs() > self.far) && evaluations.value > self.first {
            evaluations.beyond = Some(place);
            return Err(Error::msg("beyond all bounds"));
        }
        evaluations.point = point.to_vec();
        match evaluations.value.is_finite() && evaluations.gradient.iter().all(|g| g.is_finite()) {
            true => Ok(()),
            false => Err(Error::msg("the action overflows")),
        }
    }
}

struct Shared<'a>(&'a Objective);

impl CostFunction for Shared<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, point: &Vec<f64>) -> Result<f64, Error> {
        self.0.evaluate(point)?;
        Ok(-self.0.evaluations.borrow().value / self.0.unit)
    }
}

impl Gradient for Shared<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, point: &Vec<f64>) -> Result<Vec<f64>, Error> {
        self.0.evaluate(point)?;
        let scale = -self.0.spread / self.0.unit;
        Ok(self.0.evaluations.borrow().gradient.iter().map(|g| scale * g).collect())
    }
}

pub(super) fn norm(v: &[f64]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}
