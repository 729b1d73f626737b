//! Two layers that reach fourth cumulants, for samples with a symmetry of sign: squares, and what they are used for.

use ndarray::{Array2, ArrayView2, Axis, s};

use super::chain::Chain;
use super::fourth::{Fourth, LARGEST};
use super::halves::{order, paired};
use super::rows::{Rows, sums};
use super::step::{Entry, Step};
use crate::dense::mapped;
use crate::train::TrainError;
use crate::train::real::Real;
use crate::train::whiten::inverse_root;

/// The sizes of the squares that are tried, and shares of what they are mixed into the first half with.
const SIZES: [f64; 4] = [0.25, 0.5, 1.0, 1.5];
const SHARES: [f64; 3] = [0.5, 1.0, 1.5];

/// The angles of a pair that are compared, over a quarter turn.
const ANGLES: usize = 720;

/// A first layer b_m + ε a_m².
struct Squares {
    size: f64,
    /// To the coordinates of the layer.
    weight: Array2<f64>,
    /// ⟨b_m a_m a_n²⟩ - ⟨b_m a_m⟩, those beyond Z standard errors, over the gains of unit size.
    mixing: Array2<f64>,
    used: Vec<bool>,
    /// What theory lets expect, in nats.
    gain: f64,
}

/// The two layers with the lowest loss of the samples that are fitted, and the number of coefficients that were looked at. None where
/// they promise no more than `least` each.
///
/// # Formula
/// The first layer makes u_m = b_m + ε a_m², with b_m independent of a_m² to leading order. A linear map takes a_n + G_nm u_m for a_n. In the
/// second layer the square of this holds 2 ε G_nm a_m² a_n, and (2 G_nm) a_n b_m: the coordinate u_m is left with what M_mn = ⟨b_m a_m a_n²⟩
/// explains. To second order in M this gains Σ M_mn² ε² / w_mn, w = 3 + 4 ε² or, for m = n, 7 + 12 ε², at G_nm = M_mn / w_mn.
pub(super) fn layers<T: Real>(
    chain: &Chain,
    rows: &Rows<'_, T>,
    errors: f64,
    least: f64,
) -> Result<Option<(Vec<Step>, usize)>, TrainError> {
    let proposed = propose(chain, rows, errors)?;
    if proposed.iter().all(|squares| squares.gain <= 2.0 * least) {
        return Ok(None);
    }
    let mut best: Option<(f64, Vec<Step>, usize)> = None;
    for squares in &proposed {
        let first = chain.grown(rows, squares.step(chain), true)?;
        for share in SHARES {
            let weight = split(&first, &(&squares.mixing * share))?;
            let third = mapped(first.third().clone(), weight.view());
            let second = first.regression(rows, weight, &third, errors)?;
            let both = first.grown(rows, second.step, false)?;
            if best.as_ref().is_none_or(|(loss, ..)| both.loss() < *loss) {
                best = Some((both.loss(), both.steps, second.tests));
            }
        }
    }
    Ok(best.map(|(_, steps, tests)| (steps[chain.steps.len()..].to_vec(), tests)))
}

impl Squares {
    fn step(&self, chain: &Chain) -> Step {
        let used = (0..self.used.len()).filter(|&m| self.used[m]);
        let entries = used.map(|m| Entry { output: m, left: m, right: m, value: self.size }).collect();
        Step { linear: chain.centred(self.weight.clone()), entries }
    }
}

/// A proposal for every size.
fn propose<T: Real>(chain: &Chain, rows: &Rows<'_, T>, errors: f64) -> Result<Vec<Squares>, TrainError> {
    let (d, n) = (rows.dimension(), rows.count() as f64);
    let (first, second) = (d.div_ceil(2), d / 2);
    let white = [chain.steps.as_slice(), &[Step::linear(chain.last())]].concat();
    let add = |sums: &mut [Array2<f64>], y: ArrayView2<'_, f64>| {
        sums[0] += &y.map_axis(Axis(1), |y| y.iter().map(|y| y.powi(4)).sum::<f64>()).insert_axis(Axis(0));
    };
    let fourth = sums(rows.pieces(&white), &[(1, d)], add)?;
    let excess: Vec<f64> = fourth[0].iter().map(|sum| sum / n - 3.0).collect();
    let start = paired(&order(&excess), |p, q| best_angle(excess[p], excess[q]));
    let all = if d <= LARGEST { Some(Fourth::measure(rows, &white, &start)?) } else { None };
    let mut found: Option<(Array2<f64>, Array2<f64>)> = None;
    let mut proposed = Vec::with_capacity(SIZES.len());
    for size in SIZES {
        let gains = Array2::from_shape_fn((second, first), |(m, n)| {
            size * size / if m == n { 7.0 + 12.0 * size * size } else { 3.0 + 4.0 * size * size }
        });
        let (weight, kept) = match (&all, found.take()) {
            // Without a search they do not depend on the size.
            (None, Some(known)) => known,
            _ => {
                let turned = all.clone().map(|all| all.jacobi(&gains, errors * errors / n).rotation);
                let weight = turned.as_ref().unwrap_or(&start).dot(&chain.root);
                let kept = between(chain, rows, &weight, errors)?;
                (weight, kept)
            }
        };
        let is_used = |m: usize| kept.row(m).iter().chain(kept.column(m)).any(|entry| *entry != 0.0);
        proposed.push(Squares {
            size,
            mixing: (&kept * &gains / (size * size)).reversed_axes(),
            used: (0..second).map(is_used).collect(),
            gain: (&kept * &kept * &gains).sum(),
            weight: weight.clone(),
        });
        found = Some((weight, kept));
    }
    Ok(proposed)
}

/// The angle at which ⟨b a³⟩ = c s (c² k_p - s² k_q) of independent coordinates is largest: its sine and cosine.
fn best_angle(p: f64, q: f64) -> (f64, f64) {
    let size = |(s, c): (f64, f64)| (c * s * (c * c * p - s * s * q)).abs();
    let angles =
        (0..=ANGLES).map(|step| (step as f64 / ANGLES as f64 * std::f64::consts::FRAC_PI_2).sin_cos());
    angles.fold((0.0, 1.0), |best, angle| if size(angle) > size(best) { angle } else { best })
}

/// M_mn = ⟨b_m a_m (a_n² - 1)⟩ behind a linear map, zero where it is within Z standard errors.
fn between<T: Real>(
    chain: &Chain,
    rows: &Rows<'_, T>,
    weight: &Array2<f64>,
    errors: f64,
) -> Result<Array2<f64>, TrainError> {
    let (d, count) = (rows.dimension(), rows.count() as f64);
    let (first, second) = (d.div_ceil(2), d / 2);
    let steps = [chain.steps.as_slice(), &[Step::linear(chain.centred(weight.clone()))]].concat();
    let add = |sums: &mut [Array2<f64>], h: ArrayView2<'_, f64>| {
        let products = &h.slice(s![..second, ..]) * &h.slice(s![first.., ..]);
        let squares = h.slice(s![..first, ..]).mapv(|a| a * a - 1.0);
        sums[0] += &products.dot(&squares.t());
        sums[1] += &products.mapv(|x| x * x).dot(&squares.mapv(|x| x * x).t());
    };
    let found = sums(rows.pieces(&steps), &[(second, first); 2], add)?;
    let entry = |(m, n): (usize, usize)| {
        let (mean, square) = (found[0][[m, n]] / count, found[1][[m, n]] / count);
        if mean * mean * count > errors * errors * (square - mean * mean) { mean } else { 0.0 }
    };
    Ok(Array2::from_shape_fn((second, first), entry))
}

/// The linear map after the squares: a + G u in the first half, u without its linear part in the second, both to unit covariance.
fn split(chain: &Chain, mixing: &Array2<f64>) -> Result<Array2<f64>, TrainError> {
    let d = chain.mean.len();
    let first = d.div_ceil(2);
    let mut mixed = Array2::eye(d);
    mixed.slice_mut(s![..first, first..]).assign(mixing);
    let covariance = mixed.dot(&chain.covariance).dot(&mixed.t());
    let (root, _) = inverse_root(covariance.slice(s![..first, ..first]))?;
    let slopes = covariance.slice(s![first.., ..first]).dot(&root).dot(&root);
    let rest = &covariance.slice(s![first.., first..]) - &slopes.dot(&covariance.slice(s![..first, first..]));
    let (root_of_rest, _) = inverse_root(rest.view())?;
    let mut map = Array2::zeros((d, d));
    map.slice_mut(s![..first, ..first]).assign(&root);
    map.slice_mut(s![first.., first..]).assign(&root_of_rest);
    map.slice_mut(s![first.., ..first]).assign(&-root_of_rest.dot(&slopes));
    Ok(map.dot(&mixed))
}
