//! Connected correlation functions of an action, by Feynman diagrams.
//!
//! - [`Expansion`] is an action at its mode: the line and the vertices of the diagrams.
//! - [`Correlators`] sums up the diagrams of a cumulant, or of ln Z, at an order of loops, in any number type.
//! - [`Expansion::with_pairs`] has A^(4) as pairs of matrices, for hundreds of variables: no array of d⁴ is made for a vertex.
//! - [`mode`] finds where to expand, and [`self_consistent`] the Gaussian that has all self-loops in it.
//! - [`effective`] gives the couplings of the effective action, [`dyson`] the propagator from its self-energy, and
//!   [`Pade`] sums a series that does not converge.
//! - [`Cumulants`] are the sums of a range of orders and loops, of diagrams or by [`wick`](crate::wick), which [`mod@file`] writes and
//!   reads.
//! - [`controlled`] takes draws of a network, of which a polynomial knows nearly all.
//! - [`Convergence`] says what to think of a series, and [`is_complete`] whether the ranks of an action suffice.
//!
//! # Formula
//! With p = exp(S)/Z and V_k = S^(k) at the mode x*, Δ = (-V_2)^{-1}:
//! ln Z = S(x*) + (d/2) ln 2π + ½ ln det Δ + the connected diagrams without legs, and κ_n is the sum of the connected diagrams with n
//! legs; the value of each is Π V_k Π Δ / |Aut|.
//!
//! # Source
//! Sec. V of the paper names the diagrams; the rules are those of any textbook with exp(+S) for exp(-S).

mod complete;
mod contraction;
mod controlled;
mod convergence;
mod cumulants;
mod diagram;
mod dressed;
mod effective;
mod error;
mod expansion;
pub mod file;
mod invert;
mod line;
mod mixture;
mod mode;
pub mod momentum;
mod order;
mod pade;
mod part;
mod quartic;
mod table;
mod tree;

pub use complete::is_complete;
pub use contraction::Legs;
pub use controlled::{Controlled, ControlledOrder, controlled};
pub use convergence::Convergence;
pub use cumulants::{Contribution, Correlators, MOST_DIAGRAMS};
pub use dressed::self_consistent;
pub use effective::{dyson, effective};
pub use error::CorrelatorsError;
pub use expansion::{DENSE, Expansion};
pub use invert::{Inverted, Order, invert};
pub use line::Line;
pub use mode::{Mode, expect_mode, mode, nearest_mode};
pub use pade::Pade;
pub use table::{Cumulants, LnZ, Number, Route};

pub use crate::tensor::ByLoops;
