//! Standard errors of coefficients that solve G θ = -b on average.

use ndarray::{Array1, Array2, ArrayView2, Axis, s};
use rayon::prelude::*;

use super::FitError;
use super::basis::{Basis, Group};
use super::blocks::Blocks;
use super::scaling::Scaling;
use crate::data::Samples;
use crate::{Scalar, Threads};

/// The sums of ψ = ∂J/∂θ over blocks of samples at given coefficients, shape (blocks, unknowns).
///
/// # Formula
/// For one sample, ψ_α = Σ_i w_i (∂_i m_α ∂_i S + ∂_i² m_α). The gradient ∂_i S and the sums over samples are matrix
/// products with the features.
pub(super) fn block_sums(
    samples: &Samples,
    basis: &Basis,
    scaling: &Scaling,
    coefficients: &Array1<f64>,
    blocks: &Blocks,
    chunk: usize,
) -> Result<Array2<f64>, FitError> {
    let weights = scaling.weights();
    let gradients: Vec<_> = basis.groups.iter().map(|group| gradient(group, coefficients)).collect();
    let mut sums = Array2::zeros((blocks.len(), basis.unknowns));
    let mut start = 0;
    for samples in samples.chunks(chunk) {
        let y = scaling.apply(samples?.view());
        let pieces = blocks.pieces(start..start + y.ncols());
        let parts = pieces.par_iter().map(|piece| {
            let mut sum = Array1::zeros(basis.unknowns);
            for (group, gradient) in basis.groups.iter().zip(&gradients) {
                add(group, gradient.view(), &weights, y.slice(s![.., piece.rows.clone()]), &mut sum);
            }
            (piece.block, sum)
        });
        for (block, part) in parts.collect::<Vec<_>>() {
            sums.row_mut(block).zip_mut_with(&part, |sum, part| *sum += part);
        }
        start += y.ncols();
    }
    Ok(sums)
}

/// ∂_i S of the sites of a group as a combination of its features, shape (sites, features).
fn gradient(group: &Group, coefficients: &Array1<f64>) -> Array2<f64> {
    let mut gradient = Array2::zeros((group.sites.len(), group.features.len()));
    for (site, mut row) in group.sites.iter().zip(gradient.outer_iter_mut()) {
        for one in &site.first {
            row[one.feature] += one.factor as f64 * coefficients[one.unknown];
        }
    }
    gradient
}

/// Adds Σ_n ψ(y_n) of a group.
fn add(
    group: &Group,
    gradient: ArrayView2<'_, f64>,
    weights: &[f64],
    y: ArrayView2<'_, f64>,
    sum: &mut Array1<f64>,
) {
    let features = group.features.evaluate(y);
    let mut forces = Array2::zeros((group.sites.len(), y.ncols()));
    f64::set_product(forces.view_mut(), gradient, features.view(), Threads::One);
    let mut products = Array2::zeros(gradient.dim());
    f64::set_product(products.view_mut(), forces.view(), features.t(), Threads::One);
    let alone = features.sum_axis(Axis(1));
    for (site, products) in group.sites.iter().zip(products.outer_iter()) {
        let weight = weights[site.site];
        for one in &site.first {
            sum[one.unknown] += weight * one.factor as f64 * products[one.feature];
        }
        for one in &site.second {
            sum[one.unknown] += weight * one.factor as f64 * alone[one.feature];
        }
    }
}

/// The shares of blocks in the deviation of the coefficients, before they are multiplied by (G + ridge)^-1:
/// (Ψ_B - N_B <ψ>) / N; and the mean <ψ>.
pub(super) fn centre(mut sums: Array2<f64>, blocks: &Blocks) -> (Array2<f64>, Array1<f64>) {
    let rows: usize = blocks.ranges.iter().map(ExactSizeIterator::len).sum();
    let mean = sums.sum_axis(Axis(0)) / rows as f64;
    for (mut sum, range) in sums.outer_iter_mut().zip(&blocks.ranges) {
        sum.zip_mut_with(&mean, |sum, mean| *sum = (*sum - range.len() as f64 * mean) / rows as f64);
    }
    (sums, mean)
}

/// The standard errors from the shares of blocks, B/(B-1) Σ_B u_B², and by how much blocks of twice the length make
/// them larger: the root of the median ratio of variances, near one where blocks are independent.
pub(super) fn errors(shares: &Array2<f64>) -> (Array1<f64>, f64) {
    let single = variances(shares.outer_iter().map(|row| row.to_owned()), shares.ncols());
    let pairs = shares.axis_chunks_iter(Axis(0), 2).filter(|pair| pair.nrows() == 2);
    let double = variances(pairs.map(|pair| pair.sum_axis(Axis(0))), shares.ncols());
    let ratios = single.iter().zip(&double).filter(|(one, _)| **one > 0.0).map(|(one, two)| two / one);
    (single.mapv(f64::sqrt), median(ratios.collect()).sqrt())
}

fn variances(shares: impl Iterator<Item = Array1<f64>>, unknowns: usize) -> Array1<f64> {
    let mut sum = Array1::zeros(unknowns);
    let mut blocks = 0.0;
    for share in shares {
        sum.zip_mut_with(&share, |sum: &mut f64, share| *sum += share * share);
        blocks += 1.0;
    }
    sum * (blocks / (blocks - 1.0))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(1.0)
}
