//! Bias trees summed up: dressed circles and lines.
//!
//! # Formula
//! The sum of all legs of layer l without an open end is the constant part of h_l, and a line that passes
//! activation l picks up all such legs on its way:
//!
//! ```text
//! C_l = b_l + W_l · (C_{l-1} + Σ_p χ_{l-1}(C_{l-1}, .., C_{l-1}))     C_1 = b_1
//! D_l = 1 + Σ_p p χ_l(C_l, .., C_l, ·)
//! ```
//!
//! With δ_l for the part of h_l with open legs, h_l = C_l + δ_l, and
//!
//! ```text
//! δ_{l+1} = W_{l+1} · [D_l · δ_l + Σ_p Σ_{k=2}^p (p choose k) χ_l(C_l, .., C_l, δ_l, .., δ_l)]     k times δ_l
//! ```
//!
//! So a dressed diagram has circles only at the vertex and, for p > 2, at splits with at least two other legs.
//! Every split raises the rank. Expansions of intermediate stages have no circles below their stage: at A_l
//! the trees start with C_l = b_l, at B_l with C_{l+1} = b_{l+1}.
//!
//! - [`DressedLinear`] and [`DressedActivation`] are the rules of the walk from the vertex downwards.
//! - [`Undress`] expands a dressed diagram into its bare ones.
//! - [`dress`] finds the one dressed diagram that a bare one is part of.

mod dress;
mod undress;
mod walk;

pub use dress::dress;
pub use undress::Undress;
pub(super) use walk::splits;
pub use walk::{DressedActivation, DressedLinear};
