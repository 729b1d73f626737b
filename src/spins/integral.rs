//! Couplings of units ln 2cosh(b + w · s) of any number of spins, by one integral.

use std::collections::BTreeSet;
use std::f64::consts::PI;

use rayon::prelude::*;
use thiserror::Error;

use super::network::Network;
use crate::Progress;
use crate::action::{Domain, SparseAction};
use crate::network::Linear;
use crate::quadrature::nodes;
use crate::text::bytes::show;

/// The integrand falls like exp(-πt/2), so that the rest beyond is below 1e-17 of the whole.
const REACH: f64 = 26.0;

/// A part of the range has so many units of phase (|b| + Σ|w|) t at most: 200 nodes integrate the second to rounding, and the first one shows how
/// far they are from it.
const PHASES: [f64; 2] = [300.0, 200.0];

/// |b| + Σ|w| of a unit beyond this needs more nodes than are made.
const LARGEST: f64 = 5000.0;

/// Sums over units are made in so many parts, whatever the number of threads.
const PARTS: usize = 16;

/// About the bytes of an entry of a sparse action.
const ENTRY_BYTES: u64 = 184;

/// Why a network has no couplings by the integral.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum IntegralError {
    #[error("a masked network with hidden layers has no integral")]
    Masked,
    #[error("unit {unit} has weights and a bias of {size:.1e} in all, and the integral goes to {LARGEST}")]
    Large { unit: usize, size: f64 },
    #[error("spin {spin} is not there; the network has {spins}")]
    Spin { spin: usize, spins: usize },
    #[error("pairs of spins take about {} of memory, and {} may be taken", show(*needed), show(*memory))]
    Memory { needed: u64, memory: u64 },
}

/// Couplings of a network, and how far those of the quadrature may be off.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// Fields and pairs, and the subsets that were asked for.
    pub action: SparseAction<f64>,
    /// The largest difference from a quadrature with more nodes.
    pub error: f64,
}

/// All fields and pairs of a restricted Boltzmann machine or of logistic units, and the couplings of more subsets of spins. Subsets count once; those of
/// fewer than three spins are there anyway.
///
/// # Errors
/// The network is masked, a unit has weights that are too large, a subset has spins that are not there, or pairs take more than so many bytes.
///
/// # Formula
/// ln cosh u = ∫_0^∞ (1 - cos tu)/(t sinh(πt/2)) dt, so a unit contributes to a subset A that is not empty
/// J_A = -∫_0^∞ dt/(t sinh(πt/2)) Re[e^{ibt} Π_{i in A} (i sin w_i t) Π_{i not in A} cos w_i t].
///
/// # Cost
/// N² multiplications for each of some hundred nodes and each unit: pairs share products of cosines from both ends and between.
///
/// ```
/// use diagraction::network::Linear;
/// use diagraction::spins::{Network, couplings, read_couplings};
/// use ndarray::array;
///
/// let hidden = Linear { weight: array![[0.5, -0.3, 0.8]], bias: array![0.2] };
/// let network = Network::Rbm { constant: 0.0, visible: array![0.0, 0.0, 0.1], hidden };
/// let read = read_couplings(&network, &[vec![0, 1, 2]], u64::MAX, &())?;
/// let all = couplings(network.values()?);
/// // Entries are couplings over the number of permutations.
/// assert!((read.action.get(&[0, 2]) * 2.0 - all[0b101]).abs() < 1e-14);
/// assert!((read.action.get(&[0, 1, 2]) * 6.0 - all[0b111]).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_couplings(
    network: &Network,
    more: &[Vec<usize>],
    memory: u64,
    progress: &dyn Progress,
) -> Result<Read, IntegralError> {
    let n = network.spins();
    let (units, sign) = match network {
        Network::Rbm { hidden, .. } => (hidden, 1.0),
        Network::Logistic(units) => (units, -1.0),
        Network::Made { .. } => return Err(IntegralError::Masked),
    };
    let more: BTreeSet<Vec<usize>> = more
        .iter()
        .map(|subset| subset.iter().copied().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>())
        .filter(|subset| subset.len() > 2)
        .collect();
    let more: Vec<Vec<usize>> = more.into_iter().collect();
    if let Some(&spin) = more.iter().flatten().find(|&&spin| spin >= n) {
        return Err(IntegralError::Spin { spin, spins: n });
    }
    for unit in 0..units.bias.len() {
        let size = active(units, unit);
        if size.is_nan() || size > LARGEST {
            return Err(IntegralError::Large { unit, size });
        }
    }
    let length = (n as u64).saturating_mul(n as u64) / 2 + n as u64 + more.len() as u64 + 1;
    let needed = length.saturating_mul(8 * (PARTS as u64 + 3) + ENTRY_BYTES);
    if needed > memory {
        return Err(IntegralError::Memory { needed, memory });
    }
    progress.start("integrating", 2 * units.bias.len() as u64);
    let [coarse, fine] = PHASES.map(|phase| sum(units, &more, phase, progress));
    let apart = coarse.iter().zip(&fine).skip(1).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let mut action = SparseAction::zero(n);
    action.domain = Domain::Spin;
    action.truncation.max_rank = Some(2);
    let fields = (0..n).map(|i| vec![i]);
    let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| vec![i, j]));
    for (index, value) in fields.chain(pairs).chain(more).zip(&fine[1..]) {
        action.add_monomial(&index, sign * value);
    }
    match network {
        Network::Rbm { constant, visible, .. } => {
            action.add(&[], *constant);
            visible.iter().enumerate().for_each(|(i, field)| action.add(&[i], *field));
        }
        _ => {
            for (i, bias) in units.bias.iter().enumerate() {
                action.add(&[i], *bias);
                (0..i).for_each(|j| action.add_monomial(&[j, i], units.weight[[i, j]]));
            }
        }
    }
    action.add(&[], sign * fine[0]);
    Ok(Read { action, error: apart })
}

/// |b| + Σ|w| of a unit.
fn active(units: &Linear<f64>, unit: usize) -> f64 {
    units.bias[unit].abs() + units.weight.row(unit).iter().map(|w| w.abs()).sum::<f64>()
}

/// Sums over units of J of the empty set, all fields, all pairs, and more subsets.
fn sum(units: &Linear<f64>, more: &[Vec<usize>], most: f64, progress: &dyn Progress) -> Vec<f64> {
    let n = units.weight.ncols();
    let length = 1 + n + n * (n - 1) / 2 + more.len();
    let of_part = |part: usize| {
        let mut found = vec![0.0; length];
        for unit in (part..units.bias.len()).step_by(PARTS) {
            let weights: Vec<f64> = units.weight.row(unit).to_vec();
            one(&weights, units.bias[unit], more, most, &mut found);
            progress.advance(1);
        }
        found
    };
    let parts: Vec<Vec<f64>> = (0..PARTS.min(units.bias.len())).into_par_iter().map(of_part).collect();
    let mut total = vec![0.0; length];
    parts.iter().for_each(|found| total.iter_mut().zip(found).for_each(|(sum, value)| *sum += value));
    total
}

/// Re[e^{ibt} i^k] = the k-th of cos bt, -sin bt, -cos bt, sin bt.
fn phase(bias: f64, t: f64, k: usize) -> f64 {
    let (sin, cos) = (bias * t).sin_cos();
    [cos, -sin, -cos, sin][k % 4]
}

/// Whether the product of all cosines is below rounding, also where some of them are sines instead.
fn is_negligible(waves: &[(f64, f64)], taken: usize) -> bool {
    const ROUNDING: f64 = 1e-20;
    let mut smallest = vec![1.0; taken];
    let mut product = 1.0;
    for (_, cos) in waves {
        // What is not among the smallest is in the product.
        let mut size = cos.abs();
        for kept in &mut smallest {
            if size < *kept {
                std::mem::swap(&mut size, kept);
            }
        }
        product *= size;
    }
    product < ROUNDING
}

/// Adds the couplings of one unit.
fn one(weights: &[f64], bias: f64, more: &[Vec<usize>], most: f64, found: &mut [f64]) {
    let n = weights.len();
    let active: f64 = bias.abs() + weights.iter().map(|w| w.abs()).sum::<f64>();
    found[0] += std::f64::consts::LN_2;
    if active == 0.0 {
        return;
    }
    let parts = (active * REACH / most).ceil() as usize;
    let taken = more.iter().map(Vec::len).max().unwrap_or(0).max(2);
    let (mut prefix, mut suffix) = (vec![1.0; n + 1], vec![1.0; n + 1]);
    for part in 0..parts {
        for (x, weight) in nodes() {
            let half = REACH / (2.0 * parts as f64);
            let t = half * (2.0 * part as f64 + 1.0 + x);
            let measure = weight * half / (t * (PI * t / 2.0).sinh());
            let waves: Vec<(f64, f64)> = weights.iter().map(|w| (w * t).sin_cos()).collect();
            if is_negligible(&waves, taken) {
                found[0] += measure;
                continue;
            }
            for i in 0..n {
                prefix[i + 1] = prefix[i] * waves[i].1;
                suffix[n - 1 - i] = suffix[n - i] * waves[n - 1 - i].1;
            }
            found[0] += measure * (1.0 - phase(bias, t, 0) * prefix[n]);
            let (alone, pair) = (measure * phase(bias, t, 1), measure * phase(bias, t, 2));
            for i in 0..n {
                found[1 + i] -= alone * prefix[i] * waves[i].0 * suffix[i + 1];
            }
            let mut place = 1 + n;
            for i in 0..n {
                let mut between = pair * prefix[i] * waves[i].0;
                for j in i + 1..n {
                    found[place] -= between * waves[j].0 * suffix[j + 1];
                    between *= waves[j].1;
                    place += 1;
                }
            }
            for (subset, value) in more.iter().zip(&mut found[place..]) {
                let factor =
                    |(i, (sin, cos)): (usize, &(f64, f64))| if subset.contains(&i) { *sin } else { *cos };
                let product: f64 = waves.iter().enumerate().map(factor).product();
                *value -= measure * phase(bias, t, subset.len()) * product;
            }
        }
    }
}
