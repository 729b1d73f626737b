//! The direct expansion: compose the polynomials of the layers and read off the coefficients.
//!
//! It knows no diagram and no combinatorial factor, and shares no code with the rooms that do. It is slow
//! and plain, and it is what the other methods are checked against.
//!
//! - [`ring`] has the monomials up to a degree, and polynomials over them, graded by χ.
//! - `extract` pushes h_l and x_l through the network as polynomials of the data and expands
//!   S = -z·z/2 (theory: composition of Eqs. 13, 22 and 2).
//! - `on_plane` does so on a line or plane, where even large networks have few monomials.

mod compose;
mod estimate;
mod ring;

pub(crate) use compose::{extract, on_plane};
pub(crate) use estimate::estimate;
