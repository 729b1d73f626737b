//! A short search for maxima of S, to see modes that no chain has visited.

use faer::Side;
use faer_ext::IntoFaer;
use ndarray::Array2;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rayon::prelude::*;

use super::Drawn;
use super::ascent::{Ascent, ascend};
use crate::action::Kernel;

/// The number of ascents from far outside, beside one from the last draw of each chain and one from its reflection.
const STARTS: usize = 16;

/// Starting points lie so many times as far out as the draws.
const WIDE: f64 = 3.0;

/// Two ends of ascents are one maximum when no coordinate differs by more than this, relative to the largest.
const SAME: f64 = 1e-3;

/// A maximum whose curvature vanishes in some direction, relative to the largest, is no point but a line.
const FLAT: f64 = 1e-8;

/// A maximum of S.
#[derive(Clone, Debug, PartialEq)]
pub struct Maximum {
    /// Where it is.
    pub x: Vec<f64>,
    /// S there.
    pub value: f64,
    /// Its share of the whole probability in the Gaussian approximation, exp S(x) det(-∂²S)^{-1/2} over all that were found.
    pub share: f64,
    /// For each chain, the draws that are nearer to this maximum than to any other.
    pub draws: Vec<usize>,
}

/// What the search has found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Maxima {
    /// Separate maxima with negative curvature in all directions, the highest first.
    pub found: Vec<Maximum>,
    /// The number of ascents.
    pub ascents: usize,
    /// Ascents along which S grew without bound.
    pub unbounded: usize,
}

/// Climbs from the draws, from their reflections and from far outside, and counts the draws near each maximum.
///
/// The search is short: it can miss maxima. It is there to catch what chains cannot see, modes that none has visited.
///
/// # Cost
/// Some hundred gradients for each of the ascents, and a Cholesky factorisation for each maximum.
#[must_use]
pub fn maxima(kernel: &Kernel, drawn: &Drawn, seed: u64) -> Maxima {
    let starts = starts(drawn, seed);
    let climb = |start: &Vec<f64>| ascend(&mut kernel.clone(), start);
    let ends: Vec<Ascent> = starts.par_iter().map(climb).collect();
    let unbounded = ends.iter().filter(|end| matches!(end, Ascent::Unbounded)).count();
    let mut tops: Vec<(Vec<f64>, f64)> = Vec::new();
    for end in ends {
        if let Ascent::Top { x, value } = end
            && !tops.iter().any(|(other, _)| is_same(other, &x))
        {
            tops.push((x, value));
        }
    }
    tops.sort_by(|a, b| b.1.total_cmp(&a.1));
    let weighted = tops.into_par_iter().filter_map(|(x, value)| {
        let determinant = ln_determinant(kernel.hessian(&x))?;
        Some((x, value, value - 0.5 * determinant))
    });
    let weighted: Vec<(Vec<f64>, f64, f64)> = weighted.collect();
    Maxima { found: with_draws(weighted, drawn), ascents: starts.len(), unbounded }
}

/// Maxima with their shares and the draws near them.
fn with_draws(weighted: Vec<(Vec<f64>, f64, f64)>, drawn: &Drawn) -> Vec<Maximum> {
    let highest = weighted.iter().map(|(_, _, weight)| *weight).fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = weighted.iter().map(|(_, _, weight)| (weight - highest).exp()).sum();
    let points: Vec<&[f64]> = weighted.iter().map(|(x, ..)| &x[..]).collect();
    let counts: Vec<Vec<usize>> =
        drawn.chains.par_iter().map(|chain| nearest(&chain.draws, &points)).collect();
    let maximum = |(place, (x, value, weight)): (usize, &(Vec<f64>, f64, f64))| Maximum {
        x: x.clone(),
        value: *value,
        share: (weight - highest).exp() / total,
        draws: counts.iter().map(|count| count[place]).collect(),
    };
    weighted.iter().enumerate().map(maximum).collect()
}

/// How many draws are nearest to each of the points.
fn nearest(draws: &Array2<f64>, points: &[&[f64]]) -> Vec<usize> {
    let mut counts = vec![0; points.len()];
    let distance = |a: &[f64], x: ndarray::ArrayView1<'_, f64>| {
        a.iter().zip(x).map(|(a, x)| (a - x).powi(2)).sum::<f64>()
    };
    for x in draws.outer_iter() {
        let distances = points.iter().map(|point| distance(point, x)).enumerate();
        if let Some((place, _)) = distances.min_by(|a, b| a.1.total_cmp(&b.1)) {
            counts[place] += 1;
        }
    }
    counts
}

fn starts(drawn: &Drawn, seed: u64) -> Vec<Vec<f64>> {
    let (mean, scale) = size(drawn);
    let last = drawn.chains.iter().filter_map(|chain| chain.draws.outer_iter().next_back());
    let last: Vec<Vec<f64>> = last.map(|x| x.to_vec()).collect();
    let reflected = last.iter().map(|x| x.iter().map(|x| -x).collect());
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut normal = || WIDE * generator.sample::<f64, _>(StandardNormal);
    let outside = (0..STARTS).map(|number| {
        // Every other start moves all coordinates together.
        let common = (number % 2 == 0).then(&mut normal);
        let coordinates = mean.iter().zip(&scale);
        coordinates.map(|(mean, scale)| mean + scale * common.unwrap_or_else(&mut normal)).collect()
    });
    let outside: Vec<Vec<f64>> = outside.collect();
    last.iter().cloned().chain(reflected).chain(outside).collect()
}

/// The mean of each coordinate, and how far out its draws are: mean and standard deviation together.
#[allow(clippy::cast_precision_loss, reason = "counts of draws")]
fn size(drawn: &Drawn) -> (Vec<f64>, Vec<f64>) {
    let d = drawn.chains.first().map_or(0, |chain| chain.draws.ncols());
    let (mut sums, mut squares) = (vec![0.0; d], vec![0.0; d]);
    for x in drawn.chains.iter().flat_map(|chain| chain.draws.outer_iter()) {
        for (j, x) in x.iter().enumerate() {
            sums[j] += x;
            squares[j] += x * x;
        }
    }
    let n = drawn.draws() as f64;
    let scale = squares.iter().map(|square| (square / n).sqrt()).collect();
    (sums.iter().map(|sum| sum / n).collect(), scale)
}

fn is_same(a: &[f64], b: &[f64]) -> bool {
    let size = a.iter().chain(b).fold(0.0, |size: f64, entry| size.max(entry.abs()));
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= SAME * size)
}

/// ln det(-∂²S); `None` where it is not positive definite.
fn ln_determinant(hessian: Array2<f64>) -> Option<f64> {
    let negative = -hessian;
    let factor = negative.view().into_faer().llt(Side::Lower).ok()?;
    let pivots: Vec<f64> = factor.L().diagonal().column_vector().iter().map(|pivot| pivot * pivot).collect();
    let largest = pivots.iter().copied().fold(0.0, f64::max);
    let is_sharp = pivots.iter().all(|&pivot| pivot > FLAT * largest);
    is_sharp.then(|| pivots.iter().map(|pivot| pivot.ln()).sum())
}
