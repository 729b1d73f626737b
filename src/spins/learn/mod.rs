//! Networks and actions of spins out of their states.
//!
//! All of them make u_i likely for s_i: the loss of a state is Σ_i [ln 2cosh u_i - s_i u_i] = -Σ_i ln σ(2 s_i u_i). What differs is what u_i may depend on.
//! - [`autoregressive`]: earlier spins, linearly, which is convex, or through hidden layers.
//! - [`pseudo_likelihood`]: all other spins, by the pairs of an action. Convex.
//! - [`mean_field`] is another way to pairs: the inverse of the covariance.

mod logistic;
mod masked;
mod pairs;
mod spread;
mod training;

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;
use thiserror::Error;

pub use pairs::{mean_field, pseudo_likelihood};
pub use spread::spread;
pub use training::{Hidden, Training, autoregressive};

use crate::descent::{Objective, Until, descend};
use crate::text::counted;

/// Where a convex loss is at its minimum: in nats for a state.
const CONVERGED: Until = Until { gradient: 1e-6, change: 1e-13, steps: 2000 };

/// Gradients below this are those of a minimum, where a line search ended on rounding.
const NEAR: f64 = 1e-3;

/// Rows of one task.
const ROWS: usize = 512;

/// Factors between one and two whose product is in the range of floats.
const FACTORS: u32 = 1000;

/// Why nothing was learned.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum LearnError {
    #[error("{} too few: it takes two at least", counted(*rows, "row is", "rows are"))]
    Few { rows: usize },
    #[error(
        "spin {spin} is the same in all rows, or follows from others, so that there is no inverse of the covariance"
    )]
    Flat { spin: usize },
    #[error(
        "{rows} rows leave the covariance of {spins} spins without inverse, which takes more rows than spins"
    )]
    Fewer { rows: usize, spins: usize },
    #[error("it was stopped")]
    Stopped,
    #[error("the loss found no minimum in {} steps; fewer spins or more rows help", CONVERGED.steps)]
    NoMinimum,
    #[error("{0}")]
    State(String),
    #[error("a pair is of two different spins of {spins}, and ({first}, {second}) is not")]
    Pair { first: usize, second: usize, spins: usize },
}

/// The lowest point of a convex loss. A line search may end on rounding; the gradient tells whether that was at the minimum.
fn minimum(objective: &mut dyn Objective, numbers: usize) -> Result<Vec<f64>, LearnError> {
    let found = descend(objective, vec![0.0; numbers], CONVERGED).ok_or(LearnError::NoMinimum)?;
    match found.gradient < NEAR {
        true => Ok(found.point),
        false => Err(LearnError::NoMinimum),
    }
}

/// The mean loss of rows of u, which then hold its derivatives (tanh u - s)/rows.
fn loss_and_slopes(u: &mut Array2<f64>, states: ArrayView2<'_, f64>) -> f64 {
    let rows = states.nrows() as f64;
    let parts = u.axis_chunks_iter_mut(Axis(0), ROWS).zip(states.axis_chunks_iter(Axis(0), ROWS));
    let parts: Vec<_> = parts.collect();
    let sums: Vec<f64> = parts
        .into_par_iter()
        .map(|(mut u, states)| {
            let mut sum = 0.0;
            for (mut u, states) in u.outer_iter_mut().zip(states.outer_iter()) {
                // ln 2cosh u = |u| + ln(1 + e) with e = exp(-2|u|), and the logarithm of a product of those is taken.
                let (mut product, mut left) = (1.0, FACTORS);
                u.zip_mut_with(&states, |u, s| {
                    let e = (-2.0 * u.abs()).exp();
                    product *= 1.0 + e;
                    left -= 1;
                    if left == 0 {
                        sum += f64::ln(product);
                        (product, left) = (1.0, FACTORS);
                    }
                    sum += u.abs() - s * *u;
                    *u = ((1.0 - e) / (1.0 + e)).copysign(*u) / rows - s / rows;
                });
                sum += f64::ln(product);
            }
            sum
        })
        .collect();
    sums.iter().sum::<f64>() / rows
}

/// What a normal prior of variance one on each number adds to the mean loss, R/2 for so many rows.
fn prior<'a>(numbers: impl IntoIterator<Item = &'a f64>, rows: usize) -> f64 {
    numbers.into_iter().map(|number| number * number).sum::<f64>() / (2.0 * rows as f64)
}
