//! Minima by L-BFGS.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Executor, Gradient};
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

/// Where a search ended.
pub(crate) struct Found {
    /// The lowest point.
    pub(crate) point: Vec<f64>,
    /// The norm of the gradient there.
    pub(crate) gradient: f64,
    /// Whether no error ended it.
    pub(crate) is_ended: bool,
}

/// Goes down until a search ends; `None` where it broke off before it had a point.
pub(crate) fn descend(objective: &mut dyn Objective, start: Vec<f64>, until: Until) -> Option<Found> {
    let gradient = vec![0.0; start.len()];
    let left = QUESTIONS * until.steps;
    let last = RefCell::new(Last { objective, point: Vec::new(), value: 0.0, gradient, left, lowest: None });
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY).with_tolerance_grad(until.gradient).ok()?;
    let solver = solver.with_tolerance_cost(until.change).ok()?;
    let run = Executor::new(Shared(&last), solver)
        .configure(|state| state.param(start).max_iters(until.steps))
        .timer(false)
        .ctrlc(false)
        .run();
    let is_ended = run.is_ok();
    let (_, point, gradient) = last.into_inner().lowest?;
    Some(Found { point, gradient, is_ended })
}

/// The last point and what was found there, since the value and the gradient are asked for one after the other.
struct Last<'a> {
    objective: &'a mut dyn Objective,
    point: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    left: u64,
    /// The lowest value, its point and the norm of the gradient there.
    lowest: Option<(f64, Vec<f64>, f64)>,
}

impl Last<'_> {
    fn evaluate(&mut self, point: &[f64]) -> Result<(), Error> {
        self.left = self.left.checked_sub(1).ok_or_else(|| Error::msg("too many evaluations"))?;
        if self.point != point {
            self.value = self.objective.evaluate(point, &mut self.gradient).map_err(Error::msg)?;
            self.point = point.to_vec();
            if self.lowest.as_ref().is_none_or(|(lowest, ..)| self.value < *lowest) {
                let norm = self.gradient.iter().map(|slope| slope * slope).sum::<f64>().sqrt();
                self.lowest = Some((self.value, self.point.clone(), norm));
            }
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
