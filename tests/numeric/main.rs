//! Coefficients by every method, and the checks of the engine on itself.
#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod cases;
mod check;
#[path = "../common/mod.rs"]
mod common;
mod contributions;
mod correlators;
mod ensemble;
mod factored;
mod identities;
mod latent;
mod learned;
mod low_rank;
mod range;
mod spins;
mod stages;
mod symmetry;
