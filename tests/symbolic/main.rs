//! Diagrams: generating, rewriting, reading, printing, drawing.
#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

#[path = "../common/mod.rs"]
mod common;
mod dressing;
mod inverse;
mod joined;
mod notation;
mod render;
mod rewrite;
mod rules;
