//! The network and its inverse for many samples, by matrix products.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use ndarray::{Array2, ArrayView2, Axis};

use super::packed::Packed;
use super::{EvaluationError, Linear, Network};

/// Samples are worked on in chunks whose monomials, or terms of low-rank couplings, fill at most this many numbers (8 MiB), about what stays
/// in a processor's cache.
pub(super) const FEATURES_PER_CHUNK: usize = 1 << 20;

/// More samples than this in one chunk gain nothing.
const ROWS_PER_CHUNK: usize = 1024;

impl Network<f64> {
    /// z = f(x) for every row of an (n, d) array.
    ///
    /// # Errors
    /// The rows have not d components, or a result is not finite; the error names the row.
    ///
    /// # Cost
    /// Matrix products only: 2 n (d² + d2 M) operations per layer, with M = C(d1 + p - 1, p) monomials for p
    /// lower indices, and d2 d1^p once per call and layer. A low-rank coupling takes 2 n R (d1 + d2) instead.
    pub fn forward_batch(&self, x: ArrayView2<'_, f64>) -> Result<Array2<f64>, EvaluationError> {
        self.expect_length(x.ncols())?;
        let mut values = x.as_standard_layout().into_owned();
        Batch::new(self).forward(&mut values);
        finite_rows("image", values.view())?;
        Ok(values)
    }

    /// x = f⁻¹(z) for every row of an (n, d) array.
    ///
    /// # Errors
    /// The rows have not d components, or a result is not finite; the error names the row.
    ///
    /// # Cost
    /// As [`Network::forward_batch`].
    pub fn inverse_batch(&self, z: ArrayView2<'_, f64>) -> Result<Array2<f64>, EvaluationError> {
        self.expect_length(z.ncols())?;
        let mut values = z.as_standard_layout().into_owned();
        self.invert_in_place(&mut values)?;
        Ok(values)
    }

    /// As [`Network::inverse_batch`], for rows in standard layout.
    pub(super) fn invert_in_place(&self, values: &mut Array2<f64>) -> Result<(), EvaluationError> {
        Batch::new(self).inverse(values);
        finite_rows("inverse", values.view())
    }
}

/// A network made ready for matrix products. Samples lie one after the other; to the products they are the
/// columns of a matrix. One thread does the work, so that the result does not depend on how many there are.
pub(super) struct Batch<'a> {
    network: &'a Network<f64>,
    couplings: Vec<Vec<Packed>>,
    rows: usize,
}

impl<'a> Batch<'a> {
    pub(super) fn new(network: &'a Network<f64>) -> Batch<'a> {
        let pack =
            |activation: &super::Activation<f64>| activation.couplings().iter().map(Packed::new).collect();
        let couplings: Vec<Vec<Packed>> = network.activations.iter().map(pack).collect();
        let features = couplings.iter().flatten().map(Packed::features).max().unwrap_or(1);
        let rows = (FEATURES_PER_CHUNK / features).clamp(1, ROWS_PER_CHUNK);
        Batch { network, couplings, rows }
    }

    fn forward(&self, values: &mut Array2<f64>) {
        for mut chunk in values.axis_chunks_iter_mut(Axis(0), self.rows) {
            let samples = chunk.as_slice_mut().expect("rows in standard layout");
            for (layer, linear) in self.network.linear.iter().enumerate() {
                let image = affine(linear, samples);
                samples.copy_from_slice(&image);
                self.couple(layer, 1.0, samples);
            }
        }
    }

    fn inverse(&self, values: &mut Array2<f64>) {
        for mut chunk in values.axis_chunks_iter_mut(Axis(0), self.rows) {
            for (layer, linear) in self.network.linear.iter().enumerate().rev() {
                let samples = chunk.as_slice_mut().expect("rows in standard layout");
                self.couple(layer, -1.0, samples);
                chunk -= &linear.bias;
                let samples = chunk.as_slice_mut().expect("rows in standard layout");
                self.network.factors[layer].solve(samples);
            }
        }
    }

    /// In the place of every x the derivative by it of v · f(x), where `cotangents` puts v in the place of z, chunk by chunk of rows.
    pub(super) fn pull_back(&self, values: &mut Array2<f64>, mut cotangents: impl FnMut(&mut [f64])) {
        for mut chunk in values.axis_chunks_iter_mut(Axis(0), self.rows) {
            let samples = chunk.as_slice_mut().expect("rows in standard layout");
            let mut images = Vec::with_capacity(self.network.linear.len());
            for (layer, linear) in self.network.linear.iter().enumerate() {
                images.push(affine(linear, samples));
                samples.copy_from_slice(&images[layer]);
                self.couple(layer, 1.0, samples);
            }
            cotangents(samples);
            for (layer, linear) in self.network.linear.iter().enumerate().rev() {
                for coupling in self.couplings.get(layer).into_iter().flatten() {
                    coupling.pull_back(&images[layer], samples, self.network.split());
                }
                let weight = weight(linear).transpose();
                let reached = multiplied(weight, samples, Accum::Replace, vec![0.0; samples.len()]);
                samples.copy_from_slice(&reached);
            }
        }
    }

    /// Adds or subtracts the couplings behind a linear layer, counted from 0; the last has none.
    fn couple(&self, layer: usize, sign: f64, samples: &mut [f64]) {
        for coupling in self.couplings.get(layer).into_iter().flatten() {
            coupling.add(sign, samples, self.network.split());
        }
    }
}

fn weight(linear: &Linear<f64>) -> MatRef<'_, f64> {
    let (rows, columns) = linear.weight.dim();
    let entries = linear.weight.as_slice().expect("a weight in standard layout");
    MatRef::from_row_major_slice(entries, rows, columns)
}

/// W x + b for every sample, one after the other.
fn affine(linear: &Linear<f64>, samples: &[f64]) -> Vec<f64> {
    let bias = linear.bias.iter().copied();
    let images = samples.chunks_exact(linear.bias.len()).flat_map(|_| bias.clone()).collect();
    multiplied(weight(linear), samples, Accum::Add, images)
}

/// The product of a matrix with every sample, one after the other, in or added to the images.
fn multiplied(matrix: MatRef<'_, f64>, samples: &[f64], accumulate: Accum, mut images: Vec<f64>) -> Vec<f64> {
    let (d, n) = (matrix.nrows(), samples.len() / matrix.nrows());
    let samples = MatRef::from_column_major_slice(samples, d, n);
    let product = MatMut::from_column_major_slice_mut(&mut images, d, n);
    matmul(product, accumulate, matrix, samples, 1.0, Par::Seq);
    images
}

pub(super) fn finite_rows(operation: &'static str, rows: ArrayView2<'_, f64>) -> Result<(), EvaluationError> {
    match rows.outer_iter().position(|row| row.iter().any(|entry| !entry.is_finite())) {
        None => Ok(()),
        Some(row) => Err(EvaluationError::NotFinite { operation, row }),
    }
}
