//! Standard errors of coefficients that solve G θ = -b, and their bias, from sums over blocks of samples.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayViewMut2, Axis, s};
use rayon::prelude::*;

use super::FitError;
use super::basis::Group;
use super::blocks::{Blocks, PIECE};
use super::score_matching::Task;
use crate::{Scalar, Threads};

/// Passes over the samples, block by block.
impl Task<'_> {
    /// The sums of ψ = ∂J/∂θ over the blocks, shape (blocks, unknowns).
    ///
    /// # Formula
    /// For one sample, ψ_α = Σ_i w_i (∂_i m_α ∂_i S + ∂_i² m_α).
    pub(super) fn block_sums(&self, coefficients: &Array1<f64>) -> Result<Array2<f64>, FitError> {
        let mut sums = Array2::zeros((self.blocks.len(), self.basis.unknowns));
        let add = |block: usize, part: &Array1<f64>| {
            sums.row_mut(block).zip_mut_with(part, |sum, part| *sum += part);
        };
        self.run(|_| coefficients.view(), true, add)?;
        Ok(sums)
    }

    /// Σ_B H_B u_B, where H_B is the part of G that is from block B, and u_B the row of the block.
    pub(super) fn second_order(&self, shares: &Array2<f64>) -> Result<Array1<f64>, FitError> {
        let mut sum = Array1::zeros(self.basis.unknowns);
        let add = |_: usize, part: &Array1<f64>| sum += part;
        self.run(|block| shares.row(block), false, add)?;
        Ok(sum / self.samples.rows() as f64)
    }

    /// Σ_n Σ_i w_i (∂_i m_α ∂_i S_B + ∂_i² m_α) over pieces of blocks, in the order of the samples; S_B has the
    /// coefficients of the block. The second derivatives are left out unless asked for.
    fn run<'a>(
        &self,
        coefficients: impl Fn(usize) -> ArrayView1<'a, f64> + Sync,
        with_second: bool,
        mut take: impl FnMut(usize, &Array1<f64>),
    ) -> Result<(), FitError> {
        let weights = self.scaling.weights();
        let mut start = 0;
        for samples in self.samples.chunks(self.chunk) {
            let y = self.scaling.apply(samples?.view());
            let pieces = self.blocks.pieces(start..start + y.ncols());
            let part = |memory: &mut Vec<f64>, piece: &super::blocks::Piece| {
                let y = y.slice(s![.., piece.rows.clone()]);
                let mut sum = Array1::zeros(self.basis.unknowns);
                for group in &self.basis.groups {
                    let gradient = gradient(group, coefficients(piece.block));
                    let features = evaluate(group, y, memory);
                    add(group, gradient.view(), features.view(), with_second, &weights, &mut sum);
                }
                sum
            };
            let parts: Vec<_> = pieces.par_iter().map_init(Vec::new, part).collect();
            pieces.iter().zip(&parts).for_each(|(piece, part)| take(piece.block, part));
            start += y.ncols();
        }
        Ok(())
    }
}

/// The features of a piece, in memory that is used again.
fn evaluate<'m>(group: &Group, y: ArrayView2<'_, f64>, memory: &'m mut Vec<f64>) -> ArrayViewMut2<'m, f64> {
    let size = group.features.len() * PIECE;
    if memory.len() < size {
        memory.resize(size, 0.0);
    }
    let whole = ArrayViewMut2::from_shape((group.features.len(), PIECE), &mut memory[..size]);
    let mut features = whole.expect("memory of this shape").split_at(Axis(1), y.ncols()).0;
    group.features.evaluate_into(y, features.view_mut());
    features
}

/// ∂_i S of the sites of a group as a combination of its features, shape (sites, features).
fn gradient(group: &Group, coefficients: ArrayView1<'_, f64>) -> Array2<f64> {
    let mut gradient = Array2::zeros((group.sites.len(), group.features.len()));
    for (site, mut row) in group.sites.iter().zip(gradient.outer_iter_mut()) {
        for one in &site.first {
            row[one.feature] += one.factor as f64 * coefficients[one.unknown];
        }
    }
    gradient
}

/// Adds the sum over a piece. The gradient and the sums over samples are matrix products with the features; the few
/// sites are rows of their results in memory by columns, so that the features need not be packed.
fn add(
    group: &Group,
    gradient: ArrayView2<'_, f64>,
    features: ArrayView2<'_, f64>,
    with_second: bool,
    weights: &[f64],
    sum: &mut Array1<f64>,
) {
    let mut forces = Array2::zeros((features.ncols(), group.sites.len()));
    f64::set_product(forces.view_mut().reversed_axes(), gradient, features, Threads::One);
    let mut products = Array2::zeros((group.features.len(), group.sites.len()));
    f64::set_product(products.view_mut().reversed_axes(), forces.t(), features.t(), Threads::One);
    for (site, products) in group.sites.iter().zip(products.axis_iter(Axis(1))) {
        for one in &site.first {
            sum[one.unknown] += weights[site.site] * one.factor as f64 * products[one.feature];
        }
    }
    if with_second {
        let alone = features.sum_axis(Axis(1));
        for site in &group.sites {
            for one in &site.second {
                sum[one.unknown] += weights[site.site] * one.factor as f64 * alone[one.feature];
            }
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
