//! Joined trees of the inverse network: the diagrams of the cumulants of x = f^{-1}(z), z Gaussian.
//!
//! # Formula
//! Around z = 0 every component of x is a sum of trees of the inverse network, whose leaves are z, see
//! [`inverse_trees`](crate::rewrite::inverse_trees). By Wick's theorem κ_n is the sum over n trees with labelled roots, all
//! leaves joined in pairs, connected, with the factor (-2)^splits / |Aut|; automorphisms keep the roots and may exchange the
//! legs of a split. With z ~ N(0, hbar) every line is an hbar, and a diagram of n trees has lines - n + 1 loops.
//!
//! ```text
//! kappa_2 = K(U1.D1.U2.a, U1.D1.U2.a) + 2 K(U1.chi1(U2.a, U2.b), U1.chi1(U2.a, U2.b))     depth 1
//! ```
//!
//! - [`Trees`] is a diagram in canonical form; a [`Term`] is one with its factor.
//! - [`Generate`] streams all diagrams of a cumulant, and counts them.
//! - [`read`] and [`Trees::push`] are their notation, [`Sheet`] writes them in all formats.
//!
//! This room knows no weight and no file.

mod error;
mod generate;
mod pairing;
mod read;
mod sheet;
mod sums;
mod trees;

pub use error::JoinError;
pub use generate::{DEFAULT_LIMIT, Generate};
pub use read::read;
pub use sheet::Sheet;
pub use trees::{MAX_SPLITS, Term, Trees};
