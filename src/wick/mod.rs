//! Cumulants of a network by its inverse: x = f⁻¹(z) of a Gaussian z, in Wick-ordered powers of z.
//!
//! This is a route of its own. It knows no action and no diagram of one, and shares with the Feynman diagrams nothing but the network
//! and the form of the results.
//!
//! - [`Powers`] are the powers of z in x, carried through the inverse layers.
//! - [`Grade`] counts the legs of a power and the loops within it, and [`Window`] says which of them a cumulant needs.
//! - [`cumulants`] joins the legs of n powers in all connected ways; [`Plan`] says before what that takes.
//! - [`Surrogate`] is a polynomial near x, whose cumulants are known as a whole.
//! - [`known`] gives cumulants that are better known than those of data.
//!
//! # Formula
//! With z ~ N(0, ħ) every cumulant of a network of quadratic couplings is a polynomial in ħ,
//!
//! ```text
//! x_i = Σ_{m,s} ħ^s X^(m,s)_i · :z^m:              :z_a z_b: = z_a z_b - ħ δ_ab,  and so on
//! κ_n = Σ_l ħ^(n-1+l) κ_n^(l)
//! ```
//!
//! and κ_n^(l) is what Feynman diagrams of the action give at l loops. It is a finite sum: the last l is
//! n (2^(L-1) - 1) + 1.
//!
//! # Source
//! The theorem of Isserlis and Wick; Eq. (24) for the inverse.

mod contract;
mod cumulants;
mod error;
mod graph;
mod inverse;
mod known;
mod plan;
mod powers;
mod product;
mod surrogate;
mod window;

pub use cumulants::cumulants;
pub use error::WickError;
pub use known::{Known, USUAL_SECONDS, known};
pub use plan::{MAX_ORDER, Plan, Wanted, plan};
pub use powers::Powers;
pub use surrogate::Surrogate;
pub use window::{Grade, Window, degree, last_loop};

pub use crate::tensor::ByLoops;
