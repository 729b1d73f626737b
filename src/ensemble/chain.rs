//! Actions in which only neighbours on a line interact, exactly: by the transfer matrix.

use ndarray::{Array1, Array2, ArrayView2};

use crate::action::SparseAction;
use crate::tensor::{SymmetricTensor, multiplicity};

/// What the transfer matrix gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// ln ∫ exp(S).
    pub ln_z: f64,
    /// E[φ_i φ_j], packed.
    pub moments: SymmetricTensor<f64>,
}

/// Couplings of A^(2) beyond neighbours below this share of its largest are rounding.
const ROUNDING: f64 = 1e-9;

/// The first grid reaches so many standard deviations of a variable, in steps of so much of the narrowest conditional width. The trapezoidal
/// rule of a Gaussian is exact to exp(-2π² 2.5²) then.
const FIRST: (f64, f64) = (9.0, 0.4);

/// Grids of more points are not made.
const MOST: f64 = 2500.0;

/// Two grids that agree to so much are exact.
const AGREE: f64 = 1e-11;

/// A term: its factor, and the powers of a variable and of the next one.
type Term = (f64, i32, i32);

/// ln Z and second moments of exp(S) where S couples only neighbours, the variables taken in this order. `None` where it couples others, or no
/// grid agrees with a wider and finer one, as where the integral does not exist.
///
/// # Formula
/// exp(S) is a product of functions of two neighbours, whose matrices on a grid are multiplied (trapezoidal rule). `covariance` sets how far
/// the first grid reaches.
///
/// # Panics
/// When the covariance has another dimension than the action.
pub fn chain(action: &SparseAction<f64>, order: &[usize], covariance: ArrayView2<'_, f64>) -> Option<Chain> {
    let m = order.len();
    let (constant, terms) = terms(action, order)?;
    let narrow = (0..m).map(|i| (-2.0 * action.get(&[i, i])).sqrt().recip()).fold(f64::INFINITY, f64::min);
    let wide = covariance.diag().iter().fold(0f64, |wide, variance| wide.max(variance.sqrt()));
    let (mut widths, mut step) = (FIRST.0, FIRST.1 * narrow);
    let mut reach = widths * wide;
    let mut before: Option<Chain> = None;
    while (1.0..MOST).contains(&(2.0 * reach / step)) {
        let found = on_grid(&terms, order, (2.0 * reach / step).ceil() as usize, reach)?;
        let found = Chain { ln_z: found.ln_z + constant, ..found };
        if let Some(before) = before.filter(|before| agree(before, &found)) {
            return (!is_large_beyond(action, reach)).then_some(before);
        }
        // What was found tells better how wide the variables are; each grid reaches further in their deviations, in finer steps.
        widths *= 1.1;
        let wide = (0..m).map(|i| *found.moments.get(&[i, i])).fold(0.0, f64::max).sqrt();
        (reach, step) = (widths * wide, 0.6 * step);
        before = Some(found);
    }
    None
}

/// Whether S far out, along some lines, is not far below what it is within the grid: there are states that the grid does not see.
fn is_large_beyond(action: &SparseAction<f64>, reach: f64) -> bool {
    const FAR_BELOW: f64 = 40.0;
    let m = action.dimension();
    let alone = (0..m).map(|i| (0..m).map(|j| f64::from(u8::from(i == j))).collect::<Vec<f64>>());
    let lines: Vec<Vec<f64>> = alone.chain([vec![1.0; m]]).collect();
    let largest = |from: f64| {
        let at = |step: i32| from * 1.1f64.powi(step);
        let values = lines.iter().flat_map(|line| {
            (0..200)
                .flat_map(move |step| [at(step), -at(step)])
                .map(|r| action.value(&line.iter().map(|x| r * x).collect::<Vec<_>>()))
        });
        values.fold(f64::NEG_INFINITY, f64::max)
    };
    largest(reach) > action.value(&vec![0.0; m]) - FAR_BELOW
}

fn agree(one: &Chain, other: &Chain) -> bool {
    let moments = one.moments.entries().iter().zip(other.moments.entries());
    let size = one.moments.largest();
    (one.ln_z - other.ln_z).abs() < AGREE * (1.0 + one.ln_z.abs())
        && moments.into_iter().all(|(a, b)| (a - b).abs() < AGREE * size)
}

/// The constant, and the terms of each variable and its next one; `None` where others are coupled.
fn terms(action: &SparseAction<f64>, order: &[usize]) -> Option<(f64, Vec<Vec<Term>>)> {
    let m = order.len();
    let mut place = vec![0; m];
    order.iter().enumerate().for_each(|(position, &variable)| place[variable] = position);
    let largest = action.entries(2).map(|(_, value)| value.abs()).fold(0.0, f64::max);
    let mut terms = vec![Vec::new(); m];
    for rank in 1..=action.max_rank() {
        for (index, value) in action.entries(rank) {
            let (first, last) = index.iter().fold((m, 0), |(first, last), &variable| {
                (first.min(place[variable]), last.max(place[variable]))
            });
            let power =
                |position: usize| index.iter().filter(|&&variable| place[variable] == position).count();
            match last - first {
                0 | 1 => {
                    let next = if last > first { power(last) } else { 0 };
                    terms[first].push((value * multiplicity(index) as f64, power(first) as i32, next as i32));
                }
                _ if rank == 2 && value.abs() < ROUNDING * largest => {}
                _ => return None,
            }
        }
    }
    Some((action.get(&[]), terms))
}

/// By a grid of so many steps from -reach to reach.
fn on_grid(terms: &[Vec<Term>], order: &[usize], steps: usize, reach: f64) -> Option<Chain> {
    let m = terms.len();
    let step = 2.0 * reach / steps as f64;
    let grid: Array1<f64> = (0..=steps).map(|k| k as f64 * step - reach).collect();
    let own = |position: usize| {
        let alone = terms[position].iter().filter(|(_, _, next)| *next == 0);
        let value = |x: f64| alone.clone().map(|(factor, power, _)| factor * x.powi(*power)).sum::<f64>();
        grid.mapv(|x| step * value(x).exp())
    };
    let bond = |position: usize| {
        let coupled: Vec<&Term> = terms[position].iter().filter(|(_, _, next)| *next > 0).collect();
        Array2::from_shape_fn((steps + 1, steps + 1), |(a, b)| {
            let term = |(factor, power, next): &&Term| factor * grid[a].powi(*power) * grid[b].powi(*next);
            coupled.iter().map(term).sum::<f64>().exp()
        })
    };
    let mut right = vec![Array1::ones(steps + 1)];
    for position in (1..m).rev() {
        let next = bond(position - 1).dot(&(own(position) * &right[right.len() - 1]));
        right.push(next);
    }
    right.reverse();
    let (mut left, mut with) = (own(0), Vec::<Array1<f64>>::new());
    let z = left.dot(&right[0]);
    let mut moments = SymmetricTensor::zero(m, 2);
    for j in 0..m {
        if j > 0 {
            let (bond, own) = (bond(j - 1), own(j));
            left = left.dot(&bond) * &own;
            with.iter_mut().for_each(|with| *with = with.dot(&bond) * &own);
        }
        with.push(&left * &grid);
        let last = &grid * &right[j];
        for (i, with) in with.iter().enumerate() {
            moments.set(&[order[i], order[j]], with.dot(&last) / z);
        }
    }
    let ln_z = z.ln();
    (ln_z.is_finite() && moments.entries().iter().all(|value| value.is_finite()))
        .then_some(Chain { ln_z, moments })
}
