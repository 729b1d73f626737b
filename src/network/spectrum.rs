//! The eigenvalues of the quadratic couplings.

use faer::{Mat, Par};
use rayon::prelude::*;
use thiserror::Error;

use super::{Coupling, LowRank, Network};
use crate::symmetric::{self, ComputeEigenvectors};

/// Why a spectrum could not be computed.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum SpectrumError {
    /// A slice has no eigenvalues in floating point. Layers are counted from 1, slices from 0.
    #[error(
        "the eigenvalues of slice {slice} of the coupling of layer {layer} do not converge; its entries are close to \
         the largest number, so look where the training diverged"
    )]
    NoConvergence { layer: usize, slice: usize },
}

/// An eigenvalue of a slice χ^m of a coupling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eigenvalue {
    /// λ.
    pub value: f64,
    /// The output component m of the slice, counted from 0.
    pub slice: usize,
}

/// The eigenvalues of the quadratic coupling of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerSpectrum {
    /// The layer l, counted from 1.
    pub layer: usize,
    /// d1 for each of the d2 slices, by falling |λ|; equal ones by slice. Empty without a quadratic coupling.
    pub eigenvalues: Vec<Eigenvalue>,
}

/// The eigenvalues of all slices χ^m of the quadratic couplings, layer by layer.
///
/// # Formula
/// A slice is the symmetric matrix χ^m_jk = (χ_mjk + χ_mkj)/2 = Σ_ν λ_ν β_νj β_νk.
///
/// # Errors
/// Where an eigendecomposition does not converge.
///
/// # Cost
/// O(d2 d1³) per layer, on all threads; memory for a slice per thread. The result does not depend on the number of
/// threads.
///
/// # Source
/// Appendix B; their histograms are Fig. 6.
///
/// ```
/// use diagraction::network::{file, spectrum};
///
/// let network = file::load("examples/models/lattice16.safetensors")?.to_f64()?;
/// let layers = spectrum(&network)?;
/// assert_eq!((layers.len(), layers[0].eigenvalues.len()), (3, 64));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn spectrum(network: &Network<f64>) -> Result<Vec<LayerSpectrum>, SpectrumError> {
    (1..=network.depth()).map(|layer| layer_spectrum(network, layer)).collect()
}

fn layer_spectrum(network: &Network<f64>, layer: usize) -> Result<LayerSpectrum, SpectrumError> {
    let mut eigenvalues = Vec::new();
    if let Some(coupling) = network.activation(layer).coupling(2) {
        let slices: Vec<_> = (0..coupling.shape()[0])
            .into_par_iter()
            .map(|slice| eigen(coupling, layer, slice, ComputeEigenvectors::No))
            .collect();
        for (slice, decomposed) in slices.into_iter().enumerate() {
            eigenvalues.extend(decomposed?.0.into_iter().map(|value| Eigenvalue { value, slice }));
        }
    }
    eigenvalues.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
    Ok(LayerSpectrum { layer, eigenvalues })
}

/// The eigenvalues of a slice in rising order, and where asked for its eigenvectors as columns.
pub(super) fn eigen(
    coupling: &Coupling<f64>,
    layer: usize,
    slice: usize,
    compute: ComputeEigenvectors,
) -> Result<(Vec<f64>, Option<Mat<f64>>), SpectrumError> {
    let found = symmetric::eigen(&symmetric_slice(coupling, slice), compute);
    found.ok_or(SpectrumError::NoConvergence { layer, slice })
}

/// χ^m, averaged with its transpose.
fn symmetric_slice(coupling: &Coupling<f64>, slice: usize) -> Mat<f64> {
    if let Some(factors) = coupling.factors() {
        return slice_of_factors(factors, slice);
    }
    let tensor = coupling.quadratic().expect("two lower indices");
    let n = tensor.dim().1;
    let entry = |j: usize, k: usize| tensor[[slice, j, k]];
    Mat::from_fn(n, n, |j, k| 0.5 * entry(j, k) + 0.5 * entry(k, j))
}

/// Σ_r out_mr in_r in_rᵀ.
fn slice_of_factors(factors: &LowRank<f64>, slice: usize) -> Mat<f64> {
    let (output, input) = (factors.output(), factors.input());
    let (terms, n) = input.dim();
    let plain = Mat::from_fn(terms, n, |r, j| input[[r, j]]);
    let scaled = Mat::from_fn(n, terms, |j, r| output[[slice, r]] * input[[r, j]]);
    let mut product = Mat::zeros(n, n);
    faer::linalg::matmul::matmul(
        product.as_mut(),
        faer::Accum::Replace,
        scaled.as_ref(),
        plain.as_ref(),
        1.0,
        Par::Seq,
    );
    product
}
