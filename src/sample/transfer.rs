//! Independent draws of actions in which only neighbours on a line or a ring interact, by the transfer matrix.

use ndarray::{Array2, ArrayView1};
use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;
use rayon::prelude::*;
use thiserror::Error;

use crate::Threads;
use crate::action::{Normalisability, SparseAction};
use crate::product::product;
use crate::random::generator;
use crate::tensor::multiplicity;
use crate::text::bytes::show;

/// Grids whose ln Z agree to so much are exact.
const AGREE: f64 = 1e-9;

/// The points of the first grid on either side of zero.
const FIRST: usize = 32;

/// Finer grids have no more points on either side.
const MOST: usize = 300;

/// Along a line, S this far below its largest value is out of reach.
const FAR_BELOW: f64 = 60.0;

/// Lines are followed from and to here, in so many steps for each factor of two.
const LINES: (i32, i32, i32) = (-20, 40, 8);

/// Rows with a stream of random numbers of their own.
const ROWS: usize = 256;

/// Why there is no transfer matrix.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum TransferError {
    #[error("the term of {index:?} couples variables that are not neighbours on a ring, in their order")]
    Far { index: Vec<usize> },
    #[error("sums over grids of up to {} points do not agree: exp S is too narrow for how wide it is", 2 * MOST + 1)]
    Grid,
    #[error("exp S has no integral: {0}")]
    NoIntegral(String),
    #[error("the matrices take {} of memory, and {} may be taken", show(*needed), show(*memory))]
    Memory { needed: u64, memory: u64 },
    #[error("two variables at least make a chain, and there are {0}")]
    Short(usize),
}

/// The transfer matrices of a chain on a grid.
#[derive(Debug)]
pub struct Transfer {
    grid: Vec<f64>,
    /// The point that the grid lies around.
    around: Vec<f64>,
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
    /// Others than neighbours are coupled, exp S has no integral, or no grid that fits into so many bytes agrees with a finer and with a wider one. Maxima of S that are far from zero along no
    /// axis and no diagonal may be missed.
    ///
    /// # Cost
    /// d G³ multiplications for G points of the grid, and d G² numbers twice.
    ///
    /// ```
    /// use diagraction::sample::Transfer;
    /// use diagraction::theory;
    ///
    /// let ring = theory::read("lattice chain 3  S = -sum(i) x[i]^2 + 1/2 * sum(<i,j>) x[i] * x[j]")?.to_f64()?;
    /// let found = Transfer::new(&ring, 1 << 30)?;
    /// // The matrix 2·(1 - (1 - δ)/4): eigenvalues 1, 5/2, 5/2.
    /// let exact = 1.5 * std::f64::consts::TAU.ln() - 0.5 * (1.0f64 * 2.5 * 2.5).ln();
    /// assert!((found.ln_z - exact).abs() < 1e-8);
    /// assert_eq!(found.draw(10, 1).dim(), (10, 3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(action: &SparseAction<f64>, memory: u64) -> Result<Transfer, TransferError> {
        let terms = terms(action)?;
        if let Normalisability::Refuted { why, .. } = action.normalisability() {
            return Err(TransferError::NoIntegral(why.to_string()));
        }
        let around = action.around.clone().unwrap_or_else(|| vec![0.0; terms.len()]);
        let on_grid = |reach: f64, points: usize| {
            // Two grids at a time, each with the steps and the products, and a copy to draw from.
            let size = 2 * points as u64 + 1;
            let needed = size.saturating_mul(size).saturating_mul(40 * terms.len() as u64);
            match needed <= memory {
                true => Ok(Transfer::on_grid(&terms, &around, action.get(&[]), reach, points)),
                false => Err(TransferError::Memory { needed, memory }),
            }
        };
        let (mut reach, mut points) = (reach(action)?, FIRST);
        let mut found = on_grid(reach, points)?;
        loop {
            // First further out in the same steps: a sum that ends where exp S is not small converges slowly.
            let more = points * 3 / 2;
            if more > MOST {
                return Err(TransferError::Grid);
            }
            let wide = on_grid(1.5 * reach, more)?;
            if !agree(&found, &wide) {
                (reach, points, found) = (1.5 * reach, more, wide);
                continue;
            }
            let fine = on_grid(reach, more)?;
            if agree(&found, &fine) {
                return Ok(found);
            }
            (points, found) = (more, fine);
        }
    }

    /// The spacing of the grid.
    pub fn spacing(&self) -> f64 {
        self.grid[1] - self.grid[0]
    }

    fn on_grid(terms: &[Vec<Term>], around: &[f64], constant: f64, reach: f64, points: usize) -> Transfer {
        let step = reach / points as f64;
        let size = 2 * points + 1;
        let grid: Vec<f64> = (0..size).map(|k| k as f64 * step - reach).collect();
        let mut ln = constant;
        // In units of the largest entry, so that none overflows.
        let mut matrix = |terms: &Vec<Term>| {
            let value = |x: f64, y: f64| -> f64 {
                terms.iter().map(|(factor, power, next)| factor * x.powi(*power) * y.powi(*next)).sum()
            };
            let mut values = Array2::from_shape_fn((size, size), |(a, b)| value(grid[a], grid[b]));
            let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            ln += largest + step.ln();
            values.mapv_inplace(|value| (value - largest).exp());
            values
        };
        let steps: Vec<Array2<f64>> = terms.iter().map(&mut matrix).collect();
        let mut rest: Vec<Array2<f64>> = Vec::new();
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
        Transfer { grid, around: around.to_vec(), steps, rest, ln_z }
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
                draw[0] = self.around[0] + self.grid[begin];
                for variable in 1..d {
                    let (step, rest): (ArrayView1<'_, f64>, _) =
                        (self.steps[variable - 1].row(at), columns[variable].row(begin));
                    weights
                        .iter_mut()
                        .zip(step.iter().zip(rest))
                        .for_each(|(weight, (a, b))| *weight = a * b);
                    at = chosen(&weights, &mut generator);
                    draw[variable] = self.around[variable] + self.grid[at];
                }
            }
        });
        Array2::from_shape_vec((rows, d), draws).expect("a number for each variable")
    }
}

/// How far from its point S is near its largest value along the axes, all variables together, and each with its next one against it.
fn reach(action: &SparseAction<f64>) -> Result<f64, TransferError> {
    let d = action.dimension();
    let line = |entries: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..d).map(entries).collect() };
    let mut lines = vec![line(&|_| 1.0), line(&|i| if i % 2 == 0 { 1.0 } else { -1.0 })];
    lines.extend((0..d).map(|axis| line(&|i| f64::from(u8::from(i == axis)))));
    let (from, to, steps) = LINES;
    let radii: Vec<f64> =
        (from * steps..=to * steps).map(|k| 2f64.powf(f64::from(k) / f64::from(steps))).collect();
    let around = action.around.clone().unwrap_or_else(|| vec![0.0; d]);
    let centre = action.value(&around);
    let along = |line: &Vec<f64>| -> f64 {
        let value =
            |r: f64| action.value(&line.iter().zip(&around).map(|(x, at)| at + r * x).collect::<Vec<_>>());
        let sides = radii.iter().map(|r| (*r, value(*r).max(value(-r))));
        let values: Vec<(f64, f64)> = sides.collect();
        let largest = values.iter().map(|(_, s)| *s).fold(centre, f64::max);
        values.iter().rev().find(|(_, s)| *s > largest - FAR_BELOW).map_or(radii[0], |(r, _)| *r)
    };
    let found = lines.iter().map(along).fold(0.0, f64::max);
    match found < radii[radii.len() - 1] {
        true => Ok(found),
        false => Err(TransferError::NoIntegral("S does not fall far out along a line".to_owned())),
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
