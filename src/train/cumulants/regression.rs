//! The couplings of one layer by linear regression, as few as there is evidence for.

use faer::{Accum, Mat};
use ndarray::{Array2, Array3, ArrayView2, s};

use super::features::{Candidate, Feature, MOST_FEATURES, candidates, features};
use super::rows::{CHUNK, Rows, sums};
use super::step::{Entry, Step};
use crate::network::Linear;
use crate::product::on_one_thread;
use crate::symmetric::cholesky;
use crate::train::TrainError;
use crate::train::real::Real;

/// A layer that was found.
#[derive(Clone, Debug)]
pub(super) struct Regression {
    pub(super) step: Step,
    /// The coefficients that were looked at.
    pub(super) tests: usize,
}

impl Regression {
    /// Regresses the second half b of h = W x + b on the products φ = a_j a_k of the first, where h has unit covariance.
    ///
    /// # Formula
    /// With r = φ - ⟨φ⟩ - Σ_i ⟨φ a_i⟩ a_i, a coefficient alone is c = ⟨r b⟩ / ⟨r²⟩. It is kept where |c| > Z e, with e² the larger of
    /// 1 / (n ⟨r²⟩) and ⟨r² b²⟩ / (n ⟨r²⟩²), which heavy tails ask for. The kept ones of an output are then solved for together,
    /// Σ_v ⟨r_u r_v⟩ c_v = ⟨r_u b⟩. As ⟨r b⟩ = ⟨φ b⟩ and ⟨φ a⟩ are third cumulants, these are not summed up again.
    ///
    /// # Cost
    /// Two passes over the rows; d1² operations a row, and U² for the U features with a coefficient beyond Z / √(n ⟨r²⟩).
    pub(super) fn solve<T: Real>(
        rows: &Rows<'_, T>,
        steps: &[Step],
        linear: Linear<f64>,
        third: &Array3<f64>,
        errors: f64,
    ) -> Result<Regression, TrainError> {
        let steps = [steps, &[Step::linear(linear.clone())]].concat();
        let d = linear.bias.len();
        let (first, n) = (d.div_ceil(2), rows.count() as f64);
        let features = features(rows, &steps, third)?;
        let tests = features.len() * (d - first);
        let (features, candidates) = candidates(&features, third, errors * errors / n);
        let shapes = [(features.len(), features.len()), (1, candidates.len())];
        let slopes = Array2::from_shape_fn((features.len(), first), |(u, i)| {
            -third[[features[u].j, features[u].k, i]]
        });
        let add =
            |sums: &mut [Array2<f64>], h: ArrayView2<'_, f64>| add(sums, h, &features, &slopes, &candidates);
        let pieces = if candidates.is_empty() { Box::new(std::iter::empty()) } else { rows.pieces(&steps) };
        let sums = sums(pieces, &shapes, add)?;
        let gram = &sums[0] / n;
        let mut kept: Vec<(f64, Candidate)> = Vec::new();
        for (place, candidate) in candidates.iter().enumerate() {
            let variance = features[candidate.feature].variance;
            let robust = sums[1][[0, place]] / n / (variance * variance);
            let squared = candidate.coefficient.powi(2) * n / robust.max(1.0 / variance);
            if squared > errors * errors {
                kept.push((squared, *candidate));
            }
        }
        let mut entries = Vec::new();
        for output in 0..d - first {
            let mut own: Vec<_> = kept.iter().filter(|(_, candidate)| candidate.output == output).collect();
            own.sort_by(|a, b| b.0.total_cmp(&a.0));
            let own: Vec<usize> = own.iter().map(|(_, candidate)| candidate.feature).collect();
            let value = |u: usize| third[[features[u].j, features[u].k, first + output]];
            for (u, coefficient) in solved(own, &gram, value) {
                let Feature { j, k, .. } = features[u];
                entries.push(Entry { output, left: j, right: k, value: -coefficient });
            }
        }
        Ok(Regression { step: Step { linear, entries }, tests })
    }
}

/// Adds Σ r_u r_v and Σ r² b² over some samples, the columns of h.
fn add(
    sums: &mut [Array2<f64>],
    h: ArrayView2<'_, f64>,
    features: &[Feature],
    slopes: &Array2<f64>,
    candidates: &[Candidate],
) {
    let first = slopes.ncols();
    let mut rest = Array2::zeros((features.len(), h.ncols()));
    on_one_thread(rest.view_mut(), Accum::Replace, 1.0, slopes.view(), h.slice(s![..first, ..]));
    for (mut row, Feature { j, k, .. }) in rest.outer_iter_mut().zip(features) {
        let mean = if j == k { 1.0 } else { 0.0 };
        let pairs = h.row(*j).into_iter().zip(h.row(*k));
        row.iter_mut().zip(pairs).for_each(|(r, (left, right))| *r += left * right - mean);
    }
    on_one_thread(sums[0].view_mut(), Accum::Add, 1.0, rest.view(), rest.t());
    for (place, candidate) in candidates.iter().enumerate() {
        let pairs = rest.row(candidate.feature).into_iter().zip(h.row(first + candidate.output));
        sums[1][[0, place]] += pairs.map(|(r, b)| (r * b).powi(2)).sum::<f64>();
    }
}

/// The solution of the normal equations of some features, the strongest first. What follows from those before it is left out.
fn solved(mut own: Vec<usize>, gram: &Array2<f64>, value: impl Fn(usize) -> f64) -> Vec<(usize, f64)> {
    let factor = loop {
        let matrix = Mat::from_fn(own.len(), own.len(), |a, b| gram[[own[a], own[b]]]);
        match cholesky(matrix) {
            Ok(factor) => break factor,
            Err(place) => own.remove(place),
        };
    };
    let mut solution: Vec<f64> = own.iter().map(|&u| value(u)).collect();
    for a in 0..own.len() {
        let known: f64 = (0..a).map(|b| factor[(a, b)] * solution[b]).sum();
        solution[a] = (solution[a] - known) / factor[(a, a)];
    }
    for a in (0..own.len()).rev() {
        let known: f64 = (a + 1..own.len()).map(|b| factor[(b, a)] * solution[b]).sum();
        solution[a] = (solution[a] - known) / factor[(a, a)];
    }
    own.into_iter().zip(solution).collect()
}

/// The bytes of the sums in all lanes.
pub(super) fn memory(dimension: usize) -> Option<usize> {
    let first = dimension.div_ceil(2);
    let features = (first.checked_mul(first.checked_add(1)?)? / 2).min(MOST_FEATURES);
    let second = features.checked_mul(features.checked_add(CHUNK)?.checked_add(dimension)?)?;
    second.checked_mul((super::rows::LANES + 2) * size_of::<f64>())
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::Xoshiro256PlusPlus;
    use rand_distr::{Distribution, StandardNormal};

    use super::*;
    use crate::dense::mapped;
    use crate::train::cumulants::chain::Chain;

    /// b_0 = e_0 + 0.3 a_0² and b_1 = e_1 - 0.2 a_0 a_1 of normal a and e, with variances 1.18 and 1.04; b_2 = e_2.
    #[test]
    fn known_couplings_are_recovered() {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut data: Array2<f64> =
            Array2::from_shape_simple_fn((40_000, 6), || StandardNormal.sample(&mut generator));
        for mut x in data.outer_iter_mut() {
            x[3] += 0.3 * x[0] * x[0];
            x[4] -= 0.2 * x[0] * x[1];
        }
        let rows = Rows::all(&data);
        let chain = Chain::measure(&rows, Vec::new(), true).unwrap();
        let third = mapped(chain.third().clone(), chain.root.view());
        let found = chain.regression(&rows, chain.root.clone(), &third, 4.5).unwrap();
        let [square, product] = found.step.entries[..] else { panic!("{found:?}") };
        assert_eq!((square.output, square.left, square.right), (0, 0, 0));
        assert_eq!((product.output, product.left, product.right), (1, 0, 1));
        let error = 1.0 / 40_000f64.sqrt();
        assert!((square.value + 0.3 / 1.18f64.sqrt()).abs() < 4.0 * error, "{square:?}");
        assert!((product.value - 0.2 / 1.04f64.sqrt()).abs() < 4.0 * error, "{product:?}");
        let grown = chain.grown(&rows, found.step, false).unwrap();
        let gain = (1.18f64.ln() + 1.04f64.ln()) / 2.0;
        assert!((chain.loss() - grown.loss() - gain).abs() < 0.01, "{}", chain.loss() - grown.loss());
    }
}
