//! Which diagrams make a coefficient, and which layers.
//!
//! A coefficient A^(k) is a sum of diagrams g, A^(k) = Σ_g A_g. Here every diagram keeps its value, so that it can be held
//! against the sum:
//!
//! ```text
//! share of g      ⟨A_g, A⟩ / ⟨A, A⟩          the shares add up to one
//! norm of g       |A_g|
//! cancellation    Σ_g |A_g| / |A|            one where all diagrams point the same way
//! ```
//!
//! with ⟨A, B⟩ = Σ A_{i..k} B_{i..k} over all indices, as in Eq. (30). Of a single entry the product is that of two numbers, so that
//! the share is A_g / A.
//!
//! - [`decompose`] evaluates the diagrams of one rank, dressed or bare, up to rank four; A^(4) stays in factors.
//! - [`Decomposition::shares`] compares them over all entries, [`Decomposition::at`] at one.
//! - [`Skewness`] takes the third cumulant apart, layer by layer and coupling by coupling.
//! - [`Layers`] adds shares up by the layers of the splits.

mod breakdown;
mod decompose;
mod decomposition;
mod layers;
mod shares;
mod skewness;
mod value;
mod walk;

pub use breakdown::{Breakdown, DiagramShare, LayerShare, PairShare};
pub use decompose::{MAX_RANK, decompose};
pub use decomposition::{Contribution, Decomposition};
pub use layers::Layers;
pub use shares::Shares;
pub use skewness::{SkewEntry, SkewLayer, Skewness};
pub use value::Value;
