//! Couplings cut to low rank by their eigenvalues.

use faer::Mat;
use ndarray::Array2;
use rayon::prelude::*;
use thiserror::Error;

use super::spectrum::eigen;
use super::{Activation, Coupling, Network, NetworkError, SpectrumError};
use crate::symmetric::ComputeEigenvectors;
use crate::text::bytes;

/// So many slices are decomposed before the memory is looked at.
const SLICES_AT_ONCE: usize = 32;

/// Why the couplings of a network could not be cut.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum CutError {
    /// A cutoff on |λ| that is negative or not a number.
    #[error("the cutoff {0} on |lambda| is not a number from 0 on")]
    Cutoff(f64),
    /// Too many eigenvalues are kept, up to a layer that is counted from 1.
    #[error(
        "the eigenvalues kept up to layer {layer} need about {} of memory; {} are available, so raise the cutoff on \
         |lambda|",
        bytes::show(*needed),
        bytes::show(*available)
    )]
    Memory { layer: usize, needed: u64, available: u64 },
    /// A slice has no eigenvalues.
    #[error(transparent)]
    Spectrum(#[from] SpectrumError),
    /// The cut couplings do not make a network. They do, unless an entry overflows.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

/// What a cut left of the quadratic coupling of a layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerCut {
    /// The layer l, counted from 1.
    pub layer: usize,
    /// The number of eigenvalues kept.
    pub kept: usize,
    /// The number of eigenvalues, d1 d2.
    pub total: usize,
    /// The largest |λ| that was dropped, 0 for none.
    pub largest_dropped: f64,
    /// The Frobenius norm of the difference of the symmetric tensors, (Σ λ²)^(1/2) over the eigenvalues dropped.
    pub dropped_norm: f64,
}

/// The network with quadratic couplings in low-rank form that keep the eigenvalues with |λ| ≥ `cutoff`.
///
/// # Formula
/// χ_mjk = Σ_ν λ_ν β_νj β_νk for every slice m; each eigenvalue kept is a term of [`Coupling::low_rank`]. Eigenvalues
/// that are exactly zero are dropped with any cutoff, so 0 keeps the map of the network up to rounding. A layer that
/// keeps nothing has one term of zeros. Couplings with more lower indices stay as they are.
///
/// # Errors
/// The cutoff is no number from 0 on, or the terms need more than `memory` bytes.
///
/// # Cost
/// O(d2 d1³) per layer, on all threads. A term takes memory for d1 + d2 numbers, twice. The result does not depend on
/// the number of threads.
///
/// # Source
/// Eq. (B2) and the cutoff below it.
///
/// ```
/// use diagraction::network::{cut, file};
///
/// let network = file::load("examples/models/lattice16.safetensors")?.to_f64()?;
/// let (small, layers) = cut(&network, 0.05, 1 << 30)?;
/// assert!(layers.iter().all(|layer| layer.largest_dropped < 0.05));
/// assert_eq!(small.activation(1).couplings()[0].chi_rank(), Some(layers[0].kept));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cut(
    network: &Network<f64>,
    cutoff: f64,
    memory: u64,
) -> Result<(Network<f64>, Vec<LayerCut>), CutError> {
    if !(cutoff.is_finite() && cutoff >= 0.0) {
        return Err(CutError::Cutoff(cutoff));
    }
    let (first, second) = network.split();
    let decompositions = 16 * (first * first * second.min(SLICES_AT_ONCE)) as u64;
    let mut budget = Budget { needed: decompositions, available: memory };
    let mut activations = Vec::new();
    let mut report = Vec::new();
    for layer in 1..=network.depth() {
        let mut couplings = Vec::new();
        for coupling in network.activation(layer).couplings() {
            match coupling.arity() {
                2 => {
                    let terms = cut_layer(coupling, layer, cutoff, &mut budget)?;
                    couplings.push(terms.coupling(coupling)?);
                    report.push(terms.report(layer));
                }
                _ => couplings.push(coupling.clone()),
            }
        }
        activations.push(Activation::new(couplings)?);
    }
    Ok((network.with_activations(activations)?, report))
}

/// The memory that terms take.
struct Budget {
    needed: u64,
    available: u64,
}

impl Budget {
    fn take(&mut self, layer: usize, numbers: usize) -> Result<(), CutError> {
        self.needed = self.needed.saturating_add((numbers as u64).saturating_mul(16));
        match self.needed <= self.available {
            true => Ok(()),
            false => Err(CutError::Memory { layer, needed: self.needed, available: self.available }),
        }
    }
}

fn cut_layer(
    coupling: &Coupling<f64>,
    layer: usize,
    cutoff: f64,
    budget: &mut Budget,
) -> Result<Terms, CutError> {
    let shape = coupling.shape();
    let mut terms = Terms::default();
    for start in (0..shape[0]).step_by(SLICES_AT_ONCE) {
        let slices: Vec<_> = (start..shape[0].min(start + SLICES_AT_ONCE))
            .into_par_iter()
            .map(|slice| eigen(coupling, layer, slice, ComputeEigenvectors::Yes))
            .collect();
        let before = terms.kept.len();
        for (slice, decomposed) in (start..).zip(slices) {
            let (values, vectors) = decomposed?;
            terms.push(slice, &values, vectors.as_ref(), cutoff);
        }
        budget.take(layer, (terms.kept.len() - before) * (shape[0] + shape[1]))?;
    }
    Ok(terms)
}

/// The terms of a layer.
#[derive(Default)]
struct Terms {
    /// Slice, eigenvalue and eigenvector.
    kept: Vec<(usize, f64, Vec<f64>)>,
    dropped: Vec<f64>,
}

impl Terms {
    fn push(&mut self, slice: usize, values: &[f64], vectors: Option<&Mat<f64>>, cutoff: f64) {
        for (&value, vector) in values.iter().zip(vectors.into_iter().flat_map(|vectors| vectors.col_iter()))
        {
            if value.abs() >= cutoff && value != 0.0 {
                self.kept.push((slice, value, vector.iter().copied().collect()));
            } else {
                self.dropped.push(value.abs());
            }
        }
    }

    fn coupling(&self, original: &Coupling<f64>) -> Result<Coupling<f64>, NetworkError> {
        let shape = original.shape();
        let terms = self.kept.len().max(1);
        let mut output = Array2::zeros((shape[0], terms));
        let mut input = Array2::zeros((terms, shape[1]));
        for ((r, (slice, value, vector)), mut row) in self.kept.iter().enumerate().zip(input.outer_iter_mut())
        {
            output[[*slice, r]] = *value;
            row.iter_mut().zip(vector).for_each(|(entry, component)| *entry = *component);
        }
        Coupling::low_rank(output, input)
    }

    fn report(&self, layer: usize) -> LayerCut {
        let largest = self.dropped.iter().copied().fold(0.0, f64::max);
        let squares: f64 = self.dropped.iter().map(|value| (value / largest).powi(2)).sum();
        LayerCut {
            layer,
            kept: self.kept.len(),
            total: self.kept.len() + self.dropped.len(),
            largest_dropped: largest,
            dropped_norm: if largest > 0.0 { largest * squares.sqrt() } else { 0.0 },
        }
    }
}
