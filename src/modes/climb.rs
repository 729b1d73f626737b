use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;

use crate::action::Kernel;

/// Where a climb ended.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// At a point where it could not climb further.
    Reached { position: Vec<f64>, value: f64 },
    /// Beyond all bounds; the direction, of length one.
    Unbounded(Vec<f64>),
    /// Neither.
    Nowhere,
}

/// The number of steps that L-BFGS remembers.
const MEMORY: usize = 10;

const MAX_STEPS: u64 = 2_000;

/// The most evaluations of one climb, line searches included.
const MAX_EVALUATIONS: usize = 20_000;

/// A point further away than this, in units of the spread, has run off.
const FAR: f64 = 1e5;

/// Climbs until the gradient is this, in units of the largest value of S over the spread, or S does not change.
const GRADIENT: f64 = 1e-10;

pub(super) fn climb(kernel: &mut Kernel, start: Vec<f64>, spread: f64) -> End {
    let mut gradient = vec![0.0; start.len()];
    let value = kernel.value_and_gradient(&start, &mut gradient);
    if !value.is_finite() || !gradient.iter().all(|g| g.is_finite()) {
        return End::Nowhere;
    }
    let tolerance = GRADIENT * norm(&gradient).max(f64::MIN_POSITIVE);
    let objective = Objective::new(kernel.clone(), spread);
    let run = objective.run(start, tolerance);
    if let Some(point) = run.far {
        return runaway(kernel, &point);
    }
    match run.best {
        Some(position) => {
            End::Reached { value: kernel.value_and_gradient(&position, &mut gradient), position }
        }
        None => End::Nowhere,
    }
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

/// -S, which L-BFGS minimises.
struct Objective {
    state: RefCell<Evaluations>,
    far: f64,
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

/// What a run of L-BFGS left.
struct Run {
    best: Option<Vec<f64>>,
    far: Option<Vec<f64>>,
}

impl Objective {
    fn new(kernel: Kernel, spread: f64) -> Objective {
        let gradient = vec![0.0; kernel.dimension()];
        let state = Evaluations { kernel, point: Vec::new(), value: 0.0, gradient, number: 0, beyond: None };
        Objective { state: RefCell::new(state), far: FAR * spread }
    }

    /// Runs with a shared reference to the objective, so that what it noted outlives a failed line search.
    fn run(&self, start: Vec<f64>, tolerance: f64) -> Run {
        let best = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY)
            .with_tolerance_grad(tolerance)
            .and_then(|solver| solver.with_tolerance_cost(0.0))
            .and_then(|solver| {
                Executor::new(Shared(self), solver)
                    .configure(|state| state.param(start).max_iters(MAX_STEPS))
                    .timer(false)
                    .ctrlc(false)
                    .run()
            })
            .ok()
            .and_then(|result| result.state.get_best_param().cloned());
        Run { best, far: self.state.borrow_mut().beyond.take() }
    }

    fn evaluate(&self, point: &[f64]) -> Result<(), Error> {
        let evaluations = &mut *self.state.borrow_mut();
        if evaluations.point == point {
            return Ok(());
        }
        if point.iter().any(|x| x.abs() > self.far) {
            evaluations.beyond = Some(point.to_vec());
            return Err(Error::msg("beyond all bounds"));
        }
        evaluations.number += 1;
        if evaluations.number > MAX_EVALUATIONS {
            return Err(Error::msg("too many evaluations"));
        }
        let Evaluations { kernel, gradient, .. } = evaluations;
        evaluations.value = kernel.value_and_gradient(point, gradient);
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
        Ok(-self.0.state.borrow().value)
    }
}

impl Gradient for Shared<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, point: &Vec<f64>) -> Result<Vec<f64>, Error> {
        self.0.evaluate(point)?;
        Ok(self.0.state.borrow().gradient.iter().map(|g| -g).collect())
    }
}

pub(super) fn norm(v: &[f64]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}
