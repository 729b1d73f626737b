//! What is one-particle irreducible: the self-energy, and the couplings of the effective action.

use ndarray::{Array1, Array2};

use super::CorrelatorsError;
use super::contraction::Legs;
use super::cumulants::Correlators;
use super::expansion::Expansion;
use super::line::Line;
use crate::action::{Action, SparseAction, SymmetricTensor, Truncation};
use crate::feynman::Family;

/// κ_2 by Dyson's equation, (Δ^{-1} - Σ)^{-1} with the self-energy Σ to so many loops, shape (d, d).
///
/// # Errors
/// When there are too many diagrams, or Δ^{-1} - Σ is not positive definite.
///
/// ```
/// use diagraction::correlators::{Expansion, MOST_DIAGRAMS, dyson};
/// use diagraction::theory;
///
/// // Σ = -g/2 at one loop.
/// let action = theory::read("dimension 1  S = -x[0]^2 / 2 - x[0]^4 / 48")?.to_f64()?;
/// let kappa = dyson(&Expansion::at(&action, &[0.0])?, 1, (u64::MAX, MOST_DIAGRAMS))?;
/// assert!((kappa[[0, 0]] - 0.8).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn dyson(
    expansion: &Expansion<f64>,
    loops: usize,
    (memory, limit): (u64, u64),
) -> Result<Array2<f64>, CorrelatorsError> {
    let mut sums =
        Correlators::with(expansion, Legs::Amputated, Family::SelfEnergy).memory(memory).limit(limit);
    let mut inverse = expansion.precision();
    for loops in 1..=loops {
        let term = sums.term(2, loops)?;
        inverse.indexed_iter_mut().for_each(|((i, j), entry)| *entry -= term.get(&[i, j]));
    }
    let what = "Delta^-1 - Sigma";
    let line = Line::new(inverse.view()).map_err(|_| CorrelatorsError::NotPositive { what })?;
    Ok(line.matrix().to_owned())
}

/// The effective action -Γ to so many loops around the mean, by its couplings of ranks 0 to `max_rank`.
///
/// # Formula
/// Γ\[φ\] = -S\[φ\] + ½ ln det(-S''\[φ\]) - (one-particle irreducible diagrams without legs, with the line (-S''\[φ\])^{-1}); the
/// mean is where Γ' = 0. The coupling of rank n is -Γ^(n)/n!, V_n and the irreducible diagrams with n amputated legs. The trees of the
/// effective action are the cumulants. Rank 0 is -Γ at the mean, ln Z up to the diagrams that are left out.
///
/// # Errors
/// When there are too many diagrams, or Γ'' is not positive definite on the way to the mean.
///
/// # Example
/// ```
/// use diagraction::correlators::{MOST_DIAGRAMS, effective};
/// use diagraction::theory;
///
/// let action = theory::read("dimension 1  S = -x[0]^2 / 2 - x[0]^4 / 48")?.to_f64()?;
/// let couplings = effective(&action, &[0.0], 1, 4, (u64::MAX, MOST_DIAGRAMS))?;
/// // -(1 + g/2)/2 and -(g - 3 g²/2)/24.
/// assert!((couplings.tensors()[2].get(&[0, 0]) + 0.625).abs() < 1e-15);
/// assert!((couplings.tensors()[4].get(&[0; 4]) + 0.125 / 24.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn effective(
    action: &SparseAction<f64>,
    mode: &[f64],
    loops: usize,
    max_rank: usize,
    bounds: (u64, u64),
) -> Result<Action<f64>, CorrelatorsError> {
    let mut mean = mode.to_vec();
    for _ in 0..STEPS {
        let expansion = Expansion::at(action, &mean)?;
        let slope = coupling(&expansion, 1, loops, bounds)?;
        let curvature = coupling(&expansion, 2, loops, bounds)?;
        let d = mean.len();
        let inverse = Array2::from_shape_fn((d, d), |(i, j)| -curvature.get(&[i, j]));
        let line =
            Line::new(inverse.view()).map_err(|_| CorrelatorsError::NotPositive { what: "Gamma''" })?;
        let step = line.matrix().dot(&Array1::from(slope.entries().to_vec()));
        let largest = |values: &mut dyn Iterator<Item = f64>| {
            values.fold(0.0f64, |largest, value| largest.max(value.abs()))
        };
        let length = largest(&mut expansion.line().matrix().diag().iter().copied()).sqrt();
        let rounding = 4.0 * f64::EPSILON * largest(&mut mean.iter().copied());
        if largest(&mut step.iter().copied()) <= CLOSE * length + rounding {
            return couplings(&expansion, loops, max_rank, bounds);
        }
        mean.iter_mut().zip(&step).for_each(|(mean, step)| *mean += step);
    }
    Err(CorrelatorsError::NoMean { steps: STEPS })
}

const STEPS: usize = 100;

/// The mean is found when a step is shorter than this share of a standard deviation.
const CLOSE: f64 = 1e-12;

/// -Γ^(n) at the point of an expansion, whose slope is part of it.
fn coupling(
    expansion: &Expansion<f64>,
    rank: usize,
    loops: usize,
    (memory, limit): (u64, u64),
) -> Result<SymmetricTensor<f64>, CorrelatorsError> {
    let d = expansion.dimension();
    let factorial: f64 = (1..=rank).map(|n| n as f64).product();
    let held = match expansion.quartic().filter(|_| rank == 4) {
        Some(pairs) => Some(pairs.tensor(&())),
        None => expansion.action().tensor(rank).cloned(),
    };
    let mut sum = held.unwrap_or_else(|| SymmetricTensor::zero(d, rank));
    sum.entries_mut().iter_mut().for_each(|entry| *entry *= factorial);
    let mut diagrams = Correlators::with(expansion, Legs::Amputated, Family::OneParticleIrreducible)
        .memory(memory)
        .limit(limit);
    for loops in 1..=loops {
        let term = diagrams.term(rank, loops)?;
        sum.add(&term);
    }
    Ok(sum)
}

fn couplings(
    expansion: &Expansion<f64>,
    loops: usize,
    max_rank: usize,
    bounds: (u64, u64),
) -> Result<Action<f64>, CorrelatorsError> {
    let mut tensors = Vec::new();
    let mut factorial = 1.0;
    for rank in 0..=max_rank {
        factorial *= rank.max(1) as f64;
        let mut tensor = match rank {
            1 => SymmetricTensor::zero(expansion.dimension(), 1),
            _ => coupling(expansion, rank, loops, bounds)?,
        };
        if rank == 0 && loops > 0 {
            tensor.entries_mut()[0] += expansion.ln_z().1;
        }
        tensor.entries_mut().iter_mut().for_each(|entry| *entry /= factorial);
        tensors.push(tensor);
    }
    let truncation = Truncation { max_rank: Some(max_rank), max_chi: None };
    let mut action = Action::new(expansion.dimension(), tensors, truncation)?;
    action.around = Some(expansion.point());
    Ok(action)
}
