//! Independent draws of actions in which only neighbours on a line or a ring interact, by the transfer matrix.

use ndarray::{Array2, ArrayView1};
use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;
use rayon::prelude::*;
use thiserror::Error;

use crate::Threads;
use crate::action::SparseAction;
use crate::product::product;
use crate::random::generator;
use crate::tensor::multiplicity;

/// Grids whose ln Z agree to so much are exact.
const AGREE: f64 = 1e-9;

/// The first grid: how far it reaches, and its points on either side.
const FIRST: (f64, usize) = (1.5, 24);

/// Larger grids are not made.
const MOST: usize = 600;

/// The largest grid reaches so far.
const FAR: f64 = 1e6;

/// Rows with a stream of random numbers of their own.
const ROWS: usize = 256;

/// Why there is no transfer matrix.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum TransferError {
    #[error("the term of {index:?} couples variables that are not neighbours on a ring, in their order")]
    Far { index: Vec<usize> },
    #[error("sums over grids of up to {MOST} points do not agree: exp S is too narrow, or has no integral")]
    Grid,
    #[error("two variables at least make a chain, and there are {0}")]
    Short(usize),
}

/// The transfer matrices of a chain on a grid.
#[derive(Debug)]
pub struct Transfer {
    grid: Vec<f64>,
    /// The matrix from each variable to the next one, with the weight of the former; from the last one to the first.
    steps: Vec<Array2<f64>>,
    /// The products of all steps from each variable on, in units of the largest entry.
    rest: Vec<Array2<f64>>,
    /// ln ∫ exp S.
    pub ln_z: f64,
}

/// A term: its factor, and the powers of a variable and of the next one.
type Term = (f64, i32, i32);

impl Transfer {
    /// The matrices on a grid that is wide and fine enough.
    ///
    /// # Formula
    /// exp S is a product of functions of two neighbours. Sums over an even grid (the trapezoidal rule) converge faster than any power of its spacing, so that draws
    /// from its points have the moments of exp S, though their values are those of the grid.
    ///
    /// # Errors
    /// Others than neighbours are coupled, or no grid agrees with a wider and with a finer one.
    ///
    /// # Cost
    /// d G³ multiplications for G points of the grid, and d G² numbers twice.
    ///
    /// ```
    /// use diagraction::sample::Transfer;
    /// use diagraction::theory;
    ///
    /// let ring = theory::read("lattice chain 3  S = -sum(i) x[i]^2 + 1/2 * sum(<i,j>) x[i] * x[j]")?.to_f64()?;
    /// let found = Transfer::new(&ring)?;
    /// // The matrix 2·(1 - (1 - δ)/4): eigenvalues 1, 5/2, 5/2.
    /// let exact = 1.5 * std::f64::consts::TAU.ln() - 0.5 * (1.0f64 * 2.5 * 2.5).ln();
    /// assert!((found.ln_z - exact).abs() < 1e-8);
    /// assert_eq!(found.draw(10, 1).dim(), (10, 3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(action: &SparseAction<f64>) -> Result<Transfer, TransferError> {
        let terms = terms(action)?;
        let constant = action.get(&[]);
        let (mut reach, mut points) = FIRST;
        let mut found = Transfer::on_grid(&terms, constant, reach, points);
        while reach < FAR {
            let wider = points + points / 2;
            if 2 * wider.max(2 * points) + 1 > MOST {
                break;
            }
            let wide = Transfer::on_grid(&terms, constant, 1.5 * reach, wider);
            if !agree(&found, &wide) {
                (reach, points, found) = (1.5 * reach, wider, wide);
                continue;
            }
            let fine = Transfer::on_grid(&terms, constant, reach, points * 3 / 2);
            if agree(&found, &fine) {
                return Ok(found);
            }
            (points, found) = (points * 3 / 2, fine);
        }
        Err(TransferError::Grid)
    }

    /// The spacing of the grid.
    pub fn spacing(&self) -> f64 {
        self.grid[1] - self.grid[0]
    }

    /// The bytes that matrices of so many variables take at most.
    pub fn memory(dimension: usize) -> u64 {
        (16 * MOST * MOST) as u64 * dimension as u64
    }

    fn on_grid(terms: &[Vec<Term>], constant: f64, reach: f64, points: usize) -> Transfer {
        let step = reach / points as f64;
        let size = 2 * points + 1;
        let grid: Vec<f64> = (0..size).map(|k| k as f64 * step - reach).collect();
        let matrix = |terms: &Vec<Term>| {
            let value = |x: f64, y: f64| -> f64 {
                terms.iter().map(|(factor, power, next)| factor * x.powi(*power) * y.powi(*next)).sum()
            };
            Array2::from_shape_fn((size, size), |(a, b)| step * value(grid[a], grid[b]).exp())
        };
        let steps: Vec<Array2<f64>> = terms.iter().map(matrix).collect();
        let mut rest: Vec<Array2<f64>> = Vec::new();
        let mut ln = constant;
        for step in steps.iter().rev() {
            let mut next = match rest.last() {
                None => step.clone(),
                Some(rest) => {
                    let mut next = Array2::zeros((size, size));
                    product(
                        next.view_mut(),
                        faer::Accum::Replace,
                        1.0,
                        step.view(),
                        rest.view(),
                        Threads::All,
                    );
                    next
                }
            };
            let largest = next.iter().copied().fold(0.0, f64::max);
            next /= largest;
            ln += largest.ln();
            rest.push(next);
        }
        rest.reverse();
        let ln_z = ln + rest[0].diag().sum().ln();
        Transfer { grid, steps, rest, ln_z }
    }

    /// So many independent draws, a draw a row. The same seed gives the same draws, whatever the number of threads.
    pub fn draw(&self, rows: usize, seed: u64) -> Array2<f64> {
        let d = self.steps.len();
        let first: Vec<f64> = self.rest[0].diag().to_vec();
        let columns: Vec<Array2<f64>> =
            self.rest.iter().map(|rest| rest.t().as_standard_layout().to_owned()).collect();
        let mut draws = vec![0.0; rows * d];
        draws.par_chunks_mut(ROWS * d).enumerate().for_each(|(piece, draws)| {
            let mut generator = generator(seed, piece as u64);
            let mut weights = vec![0.0; self.grid.len()];
            for draw in draws.chunks_exact_mut(d) {
                let begin = chosen(&first, &mut generator);
                let mut at = begin;
                draw[0] = self.grid[begin];
                for variable in 1..d {
                    let (step, rest): (ArrayView1<'_, f64>, _) =
                        (self.steps[variable - 1].row(at), columns[variable].row(begin));
                    weights
                        .iter_mut()
                        .zip(step.iter().zip(rest))
                        .for_each(|(weight, (a, b))| *weight = a * b);
                    at = chosen(&weights, &mut generator);
                    draw[variable] = self.grid[at];
                }
            }
        });
        Array2::from_shape_vec((rows, d), draws).expect("a number for each variable")
    }
}

fn agree(one: &Transfer, other: &Transfer) -> bool {
    (one.ln_z - other.ln_z).abs() < AGREE * (1.0 + one.ln_z.abs())
}

/// A place by these weights.
fn chosen(weights: &[f64], generator: &mut Xoshiro256PlusPlus) -> usize {
    let mut left = generator.random::<f64>() * weights.iter().sum::<f64>();
    let place = weights.iter().position(|weight| {
        left -= weight;
        left < 0.0
    });
    // Rounding may leave a little behind the last weight.
    place.unwrap_or_else(|| weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(0))
}

/// The terms of each variable and its next one on the ring.
fn terms(action: &SparseAction<f64>) -> Result<Vec<Vec<Term>>, TransferError> {
    let d = action.dimension();
    if d < 2 {
        return Err(TransferError::Short(d));
    }
    let mut terms = vec![Vec::new(); d];
    for rank in 1..=action.max_rank() {
        for (index, value) in action.entries(rank) {
            let (low, high) = (index[0], index[rank - 1]);
            // The bond that closes the ring is from the last one to the first.
            let closes = low == 0 && high == d - 1 && d > 2;
            let first = if closes { high } else { low };
            let power = index.iter().filter(|&&variable| variable == first).count();
            let next = if closes { 0 } else { low + 1 };
            let others = index.iter().filter(|&&variable| variable == next && variable != first).count();
            if power + others < rank {
                return Err(TransferError::Far { index: index.to_vec() });
            }
            terms[first].push((value * multiplicity(index) as f64, power as i32, others as i32));
        }
    }
    Ok(terms)
}
