//! Minima by L-BFGS.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;

/// The number of steps that are remembered.
pub(crate) const MEMORY: usize = 10;

/// The most questions for a value or a gradient, for each step that is allowed. A line search that is stuck at one point asks, too.
const QUESTIONS: u64 = 20;

/// What is minimised.
pub(crate) trait Objective {
    /// The value at a point, with the gradient in its place. An error in words ends the search, which then keeps its best point.
    fn evaluate(&mut self, point: &[f64], gradient: &mut [f64]) -> Result<f64, &'static str>;
}

/// When a search ends by itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Until {
    /// The norm of the gradient is below this,
    pub(crate) gradient: f64,
    /// a step changes the value by less than this,
    pub(crate) change: f64,
    /// or there were so many steps.
    pub(crate) steps: u64,
}

/// The lowest point that was found; `None` where the search broke off before it had one.
pub(crate) fn descend(objective: &mut dyn Objective, start: Vec<f64>, until: Until) -> Option<Vec<f64>> {
    let gradient = vec![0.0; start.len()];
    let last = RefCell::new(Last {
        objective,
        point: Vec::new(),
        value: 0.0,
        gradient,
        left: QUESTIONS * until.steps,
    });
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY).with_tolerance_grad(until.gradient).ok()?;
    let solver = solver.with_tolerance_cost(until.change).ok()?;
    let run = Executor::new(Shared(&last), solver)
        .configure(|state| state.param(start).max_iters(until.steps))
        .timer(false)
        .ctrlc(false)
        .run();
    run.ok()?.state.get_best_param().cloned()
}

/// The last point and what was found there, since the value and the gradient are asked for one after the other.
struct Last<'a> {
    objective: &'a mut dyn Objective,
    point: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    left: u64,
}

impl Last<'_> {
    fn evaluate(&mut self, point: &[f64]) -> Result<(), Error> {
        self.left = self.left.checked_sub(1).ok_or_else(|| Error::msg("too many evaluations"))?;
        if self.point != point {
            self.value = self.objective.evaluate(point, &mut self.gradient).map_err(Error::msg)?;
            self.point = point.to_vec();
        }
        Ok(())
    }
}

struct Shared<'a, 'b>(&'a RefCell<Last<'b>>);

impl CostFunction for Shared<'_, '_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, point: &Vec<f64>) -> Result<f64, Error> {
        let mut last = self.0.borrow_mut();
        last.evaluate(point)?;
        Ok(last.value)
    }
}

impl Gradient for Shared<'_, '_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, point: &Vec<f64>) -> Result<Vec<f64>, Error> {
        let mut last = self.0.borrow_mut();
        last.evaluate(point)?;
        Ok(last.gradient.clone())
    }
}
