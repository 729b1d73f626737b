//! The diagrammatic algebra that reads the polynomial action out of a trained invertible network.
//!
//! A network of linear layers (W, b) and quadratic couplings (χ), trained on samples, has a polynomial
//! log-density, the action S(x) = Σ_k A^(k) · x^{⊗k}. The coefficients follow from the weights by diagrammatic
//! rules, one layer at a time (arXiv:2304.00599, called *the paper* in this documentation).
//!
//! Three flows run through the crate:
//!
//! ```text
//! symbolic   depth -> rewrite -> expansion -> notation / render
//! numeric    model file -> network -> evaluate -> action -> check / contributions -> report
//! data       theory -> action -> sample -> data -> statistics / fit / train -> action -> comparison -> plot
//! ```
//!
//! The [guide] leads through them page by page, and the [prelude] has the names to begin with.
//!
//! # Symbolic
//!
//! ```
//! use diagraction::notation::{Charset, Printer};
//! use diagraction::rewrite::{Cutoffs, Expand};
//!
//! let cubic = Cutoffs { min_rank: 3, max_rank: Some(3), ..Cutoffs::none() };
//! let expansion = Expand::new(1).cutoffs(cubic).generate()?;
//! let mut printer = Printer::new(Charset::Unicode);
//! let terms: Vec<String> = expansion
//!     .terms()
//!     .map(|term| format!("{} · {}", term.factor, printer.diagram(expansion.arena(), &term.diagram)))
//!     .collect();
//! assert_eq!(terms[0], "2 · Z(W₂·χ₁(W₁·x, W₁·x), W₂·W₁·x)");
//! # Ok::<(), diagraction::rewrite::ExpandError>(())
//! ```
//!
//! # Numeric
//!
//! ```
//! use diagraction::evaluate::{self, Method, Request};
//! use diagraction::network::file;
//!
//! let network = file::load("examples/models/lattice16.safetensors")?.to_f64()?;
//! let request = Request { max_rank: Some(2), ..Request::default() };
//! let by_diagrams = evaluate::extract(&network, &request, Method::Diagrams)?;
//! let direct = evaluate::extract(&network, &request, Method::Direct)?;
//! for rank in diagraction::action::compare(&by_diagrams, &direct)? {
//!     assert!(rank.largest_deviation <= 1e-12 * rank.largest_entry);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Known theories
//!
//! ```
//! use diagraction::action::Normalisability;
//! use diagraction::theory;
//!
//! let action = theory::read("dimension 1  u = 1/10  S = x[0]^2 / 2 - u * x[0]^4")?;
//! assert!(matches!(action.normalisability(), Normalisability::Proved { .. }));
//! # Ok::<(), theory::TheoryError>(())
//! ```
//!
//! # Symbols
//!
//! | paper | identifier |
//! |---|---|
//! | A_l^(k), B_l^(k), Fig. 2 | [`diagram::Stage`] |
//! | A^(k), Eq. (1) | [`action::SymmetricTensor`]; all ranks: [`action::Action`] |
//! | vertex, leg, bias circle, split | [`diagram::Vertex`], [`diagram::Leg`], [`diagram::Node`] |
//! | linear map, Eq. (15) | [`rewrite::Linear`] |
//! | activation, Eq. (26) | [`rewrite::Activation`] |
//! | the walk through the layers, Eq. (12) | [`rewrite::Expand`]; in numbers [`evaluate::from_stage`] |
//! | W_l, b_l, χ_l, Eqs. (13), (23) | [`network::Linear`], [`network::Coupling`] |
//! | χ_l as a sum of products, Eq. (B2) | [`network::LowRank`], [`network::cut()`] |
//! | z = f(x), its inverse, Eq. (24) | [`network::Network::forward`], [`network::Network::inverse`] |
//! | ln p(x), Eq. (3) | [`network::Network::log_density`] |
//! | joined trees of the inverse network | [`joined::Generate`], [`rewrite::InverseLinear`], [`rewrite::InverseActivation`] |
//! | Feynman diagrams of an action, Sec. V | [`feynman::Generate`], [`feynman::Graph`] |
//! | the lattice theory, Eq. (33); random actions, Appendix E | [`theory::LatticeTheory`], [`theory::RandomTheory`] |
//! | maxima and S between them, Fig. 8 | [`modes::search`], [`modes::Line`] |
//! | cosine similarity, Eq. (30) | [`action::compare`], by groups of entries [`action::compare_groups`] |
//! | Figs. 4, 5, 9 and 10 | [`plot::comparison`] |

pub mod action;
pub mod arrays;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod coarse;
pub mod contributions;
pub mod correlators;
pub mod data;
mod dense;
mod descent;
pub mod diagram;
#[doc(hidden)]
pub mod digest;
mod each;
pub mod ensemble;
pub mod evaluate;
pub mod feynman;
#[doc(hidden)]
pub mod files;
pub mod fit;
pub mod guide;
pub mod joined;
mod lanes;
mod lattice;
pub mod modes;
pub mod network;
mod normal;
pub mod notation;
pub mod plot;
mod polynomial;
pub mod prelude;
mod product;
mod progress;
mod quadrature;
mod random;
mod refused;
pub mod render;
pub mod report;
#[cfg(feature = "cli")]
mod reproduce;
pub mod reweight;
pub mod rewrite;
pub mod run;
pub mod sample;
mod scalar;
pub mod score;
mod series;
mod shares;
pub mod source;
pub mod spins;
pub mod statistics;
mod symmetric;
pub mod symmetry;
pub mod tensor;
#[doc(hidden)]
pub mod text;
pub mod theory;
pub mod train;
mod whole_file;
pub mod wick;

pub use lattice::{Cell, Lattice, LatticeError};
pub use progress::Progress;
pub use refused::Refused;
pub use scalar::{Rational, Scalar, Threads};
pub use whole_file::{WholeFile, remove_unfinished};
