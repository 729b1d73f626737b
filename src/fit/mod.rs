//! Actions fitted to samples without a network: by score matching, and by regression of each variable on earlier ones, [`autoregressive()`].
//!
//! The density p(x) ~ e^S(x) need not be normalised. Its score ∇S is compared with that of the data, which by partial
//! integration asks for nothing but averages over samples: minimise
//!
//! ```text
//! J(θ) = < |∇S|²/2 + ΔS >,    S(x) = Σ_α θ_α m_α(x).
//! ```
//!
//! J is quadratic in θ, so its minimum solves linear equations, [`NormalEquations`]: G θ = -b. (A. Hyvärinen, J. Mach.
//! Learn. Res. 6, 695 (2005).)
//!
//! - [`Monomials`] are the unknowns: all up to a rank, or a support.
//! - [`score_matching`] fits samples of any number, in pieces; the [`Fit`] has standard errors.

mod autoregressive;
mod basis;
mod blocks;
mod cholesky;
mod condition;
mod error;
mod estimate;
mod features;
mod moments;
mod monomials;
mod normal;
mod outcome;
mod sandwich;
mod scaling;
mod score_matching;
mod system;

pub use autoregressive::{Autoregressive, Means, autoregressive};
pub use error::FitError;
pub use monomials::Monomials;
pub use normal::NormalEquations;
pub use outcome::{Coupling, Fit};
pub use score_matching::{Options, Unknowns, score_matching};
