//! The products that a regression looks at.

use faer::Accum;
use ndarray::{Array2, Array3, ArrayView2, s};

use super::rows::{Rows, sums};
use super::step::Step;
use crate::product::on_one_thread;
use crate::train::TrainError;
use crate::train::real::Real;

/// Features of which the first half leaves no larger share unexplained are left out.
const UNEXPLAINED: f64 = 1e-3;

/// So many features are held beside each other, those with the largest coefficients in standard errors.
pub(super) const MOST_FEATURES: usize = 2048;

/// A product a_j a_k with j ≤ k.
#[derive(Clone, Copy, Debug)]
pub(super) struct Feature {
    pub(super) j: usize,
    pub(super) k: usize,
    /// What the variance is beside 1 and a.
    pub(super) variance: f64,
}

/// A coefficient under test: the place of its feature, its output.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) feature: usize,
    pub(super) output: usize,
    pub(super) coefficient: f64,
}

/// The products of the first half whose variance is more than what 1 and a explain.
pub(super) fn features<T: Real>(
    rows: &Rows<'_, T>,
    steps: &[Step],
    third: &Array3<f64>,
) -> Result<Vec<Feature>, TrainError> {
    let first = third.dim().0.div_ceil(2);
    let add = |sums: &mut [Array2<f64>], h: ArrayView2<'_, f64>| {
        let squares = h.slice(s![..first, ..]).mapv(|a| a * a);
        on_one_thread(sums[0].view_mut(), Accum::Add, 1.0, squares.view(), squares.t());
    };
    let fourth = sums(rows.pieces(steps), &[(first, first)], add)?.swap_remove(0) / rows.count() as f64;
    let pairs = (0..first).flat_map(|j| (j..first).map(move |k| (j, k)));
    let feature = |(j, k): (usize, usize)| {
        let whole = fourth[[j, k]] - if j == k { 1.0 } else { 0.0 };
        let explained: f64 = third.slice(s![j, k, ..first]).iter().map(|slope| slope * slope).sum();
        let variance = whole - explained;
        (variance > UNEXPLAINED * whole).then_some(Feature { j, k, variance })
    };
    Ok(pairs.filter_map(feature).collect())
}

/// The coefficients beyond so many squared standard errors 1 / (n ⟨r²⟩), and their features.
pub(super) fn candidates(
    features: &[Feature],
    third: &Array3<f64>,
    bound: f64,
) -> (Vec<Feature>, Vec<Candidate>) {
    let d = third.dim().0;
    let first = d.div_ceil(2);
    let share = |feature: &Feature, output: usize| {
        third[[feature.j, feature.k, first + output]].powi(2) / feature.variance
    };
    let largest = |feature: &Feature| (0..d - first).map(|output| share(feature, output)).fold(0.0, f64::max);
    let mut ranked: Vec<(f64, Feature)> =
        features.iter().map(|feature| (largest(feature), *feature)).collect();
    ranked.retain(|(largest, _)| *largest > bound);
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.truncate(MOST_FEATURES);
    let features: Vec<Feature> = ranked.into_iter().map(|(_, feature)| feature).collect();
    let all = features.iter().enumerate().flat_map(|(place, feature)| {
        (0..d - first).filter(move |&output| share(feature, output) > bound).map(move |output| Candidate {
            feature: place,
            output,
            coefficient: third[[feature.j, feature.k, first + output]] / feature.variance,
        })
    });
    let candidates = all.collect();
    (features, candidates)
}
