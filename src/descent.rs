//! Minima by L-BFGS.

use std::cell::RefCell;
use std::mem::take;

use argmin::core::{CostFunction, Error, Gradient, IterState, Problem, Solver, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use serde::{Deserialize, Serialize};

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
    let mut descent = Descent::new(objective, start, until)?;
    while descent.step(objective) {}
    let Lowest { point, gradient, .. } = descent.asked.lowest?;
    Some(Found { point, gradient, is_ended: !descent.is_broken })
}

type Steps = LBFGS<MoreThuenteLineSearch<Vec<f64>, Vec<f64>, f64>, Vec<f64>, Vec<f64>, f64>;

/// A search that goes down step by step. One that is written and read goes on with the same numbers.
#[derive(Serialize, Deserialize)]
pub(crate) struct Descent {
    solver: Steps,
    state: IterState<Vec<f64>, Vec<f64>, (), (), (), f64>,
    asked: Asked,
    is_broken: bool,
}

impl Descent {
    /// Evaluates the start; `None` where that breaks off.
    pub(crate) fn new(objective: &mut dyn Objective, start: Vec<f64>, until: Until) -> Option<Descent> {
        let solver = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY).with_tolerance_grad(until.gradient);
        let mut solver: Steps = solver.ok()?.with_tolerance_cost(until.change).ok()?;
        let mut asked = Asked { left: QUESTIONS.saturating_mul(until.steps), ..Asked::default() };
        let state = IterState::new().param(start).max_iters(until.steps);
        let (mut state, _) = {
            let both = RefCell::new((objective, &mut asked));
            solver.init(&mut Problem::new(Shared(&both)), state).ok()?
        };
        state.update();
        Some(Descent { solver, state, asked, is_broken: false })
    }

    /// One that was read, where it is of so many numbers and its limits are these.
    pub(crate) fn checked(mut self, numbers: usize, until: Until) -> Option<Descent> {
        let is_own = |vector: Option<&Vec<f64>>| vector.is_none_or(|vector| vector.len() == numbers);
        let IterState { param, grad, cost, .. } = &self.state;
        let lowest = self.asked.lowest.as_ref().map(|lowest| &lowest.point);
        if ![param.as_ref(), grad.as_ref(), lowest].into_iter().all(is_own) || cost.is_nan() {
            return None;
        }
        self.state.max_iters = until.steps;
        self.asked.left = self.asked.left.min(QUESTIONS.saturating_mul(until.steps));
        Some(self)
    }

    /// One step, where the search is not at its end. Whether there was one.
    pub(crate) fn step(&mut self, objective: &mut dyn Objective) -> bool {
        let both = RefCell::new((objective, &mut self.asked));
        let mut problem = Problem::new(Shared(&both));
        let is_ended = self.is_broken
            || self.state.terminated()
            || Solver::<Shared<'_, '_, '_>, _>::terminate_internal(&mut self.solver, &self.state)
                .terminated();
        if is_ended {
            return false;
        }
        match self.solver.next_iter(&mut problem, take(&mut self.state)) {
            Ok((state, _)) => {
                self.state = state;
                self.state.update();
                self.state.increment_iter();
            }
            Err(_) => self.is_broken = true,
        }
        true
    }

    /// The point after the last step, and the value there; `None` where a line search found none.
    pub(crate) fn point(&self) -> Option<(f64, &[f64])> {
        Some((self.state.cost, self.state.param.as_deref()?))
    }

    /// The lowest point so far.
    pub(crate) fn lowest(&self) -> Option<&Lowest> {
        self.asked.lowest.as_ref()
    }
}

/// What was found at the last point, since the value and the gradient are asked for one after the other.
#[derive(Default, Serialize, Deserialize)]
struct Asked {
    #[serde(skip)]
    point: Vec<f64>,
    #[serde(skip)]
    value: f64,
    #[serde(skip)]
    gradient: Vec<f64>,
    left: u64,
    lowest: Option<Lowest>,
}

/// The point with the lowest value.
#[derive(Serialize, Deserialize)]
pub(crate) struct Lowest {
    value: f64,
    pub(crate) point: Vec<f64>,
    /// The norm of the gradient there.
    pub(crate) gradient: f64,
}

impl Asked {
    fn evaluate(&mut self, objective: &mut dyn Objective, point: &[f64]) -> Result<(), Error> {
        self.left = self.left.checked_sub(1).ok_or_else(|| Error::msg("too many evaluations"))?;
        if self.point != point {
            self.gradient.resize(point.len(), 0.0);
            self.value = objective.evaluate(point, &mut self.gradient).map_err(Error::msg)?;
            self.point = point.to_vec();
            if self.lowest.as_ref().is_none_or(|lowest| self.value < lowest.value) {
                let gradient = self.gradient.iter().map(|slope| slope * slope).sum::<f64>().sqrt();
                self.lowest = Some(Lowest { value: self.value, point: self.point.clone(), gradient });
            }
        }
        Ok(())
    }
}

struct Shared<'a, 'b, 'o>(&'a RefCell<(&'b mut (dyn Objective + 'o), &'b mut Asked)>);

impl Shared<'_, '_, '_> {
    fn ask<T>(&self, point: &[f64], answer: impl Fn(&Asked) -> T) -> Result<T, Error> {
        let (objective, asked) = &mut *self.0.borrow_mut();
        asked.evaluate(*objective, point)?;
        Ok(answer(asked))
    }
}

impl CostFunction for Shared<'_, '_, '_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, point: &Vec<f64>) -> Result<f64, Error> {
        self.ask(point, |asked| asked.value)
    }
}

impl Gradient for Shared<'_, '_, '_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, point: &Vec<f64>) -> Result<Vec<f64>, Error> {
        self.ask(point, |asked| asked.gradient.clone())
    }
}
