//! Theories, their samples, statistics, and actions fitted to them.
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a test that fails panics; counts are far below 2^53"
)]

mod checkpoint;
#[path = "../common/mod.rs"]
mod common;
mod cumulants;
mod damage;
mod fit;
mod notes;
mod reweight;
mod run;
mod sample;
mod statistics;
mod theory;
mod train;
