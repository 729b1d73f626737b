//! Quadratic invertible networks: layers, forward, inverse, log-determinant, density, samples.
//!
//! A network of depth L acts on x in R^d, with d1 = ⌈d/2⌉ and d2 = ⌊d/2⌋ (Eqs. 6, 13, 22, 23 of
//! arXiv:2304.00599):
//!
//! ```text
//! x_1     = x
//! h_l     = W_l x_l + b_l                        l = 1 .. L+1
//! x_{l+1} = h_l + χ_l · (h_l ⊗ .. ⊗ h_l)         l = 1 .. L
//! z       = h_{L+1}
//! ```
//!
//! χ_l reads the first d1 components of h_l and adds to the last d2. It may have two lower indices, as
//! in the paper, or more; with two it may be a sum of products instead of a dense tensor ([`LowRank`]). Layers are counted from 1, tensor indices from 0.
//!
//! - [`Network`] holds the layers. Its shapes fit, its entries are finite and every W_l is regular.
//! - [`Network::forward`] runs in any [`Scalar`](crate::Scalar), exact numbers included; batches of `f64` run
//!   as matrix products.
//! - [`Network::log_density`] and [`Network::sample`] are the distribution that the network has learned.
//! - [`Network::from_x`] and [`Network::from_h`] are the layers from some place on.
//! - [`spectrum()`] and [`cut()`] bring trained couplings into low-rank form (Appendix B).
//! - [`mod@file`] reads and writes model files.

mod activation;
mod batch;
mod coupling;
mod cut;
mod density;
mod error;
mod exact;
mod factor;
pub mod file;
mod finite;
mod forward;
mod inverse;
mod latent;
mod low_rank;
mod lu;
mod mixture;
mod modular;
mod name;
mod packed;
mod precision;
mod sample;
mod spectrum;
mod structure;
mod symmetric;
mod tail;

pub use activation::Activation;
pub use coupling::{Coupling, MAX_ARITY};
pub use cut::{CutError, LayerCut, cut};
pub use error::{EvaluationError, NetworkError};
pub use factor::Weight;
pub use latent::Latent;
pub use low_rank::LowRank;
pub(crate) use lu::Lu;
pub use lu::SINGULAR_PIVOT;
pub use mixture::Mixture;
pub use name::TensorName;
pub use spectrum::{Eigenvalue, LayerSpectrum, SpectrumError, spectrum};
pub use structure::{Linear, Network};
