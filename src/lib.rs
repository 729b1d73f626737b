//! diagraction
pub mod action;
pub mod arrays;
pub mod check;
pub mod cli;
pub mod diagram;
pub mod evaluate;
pub mod network;
pub mod notation;
mod number;
pub mod polynomial;
pub mod render;
pub mod rewrite;
mod scalar;
mod whole_file;

pub use scalar::{Rational, Scalar};
pub use whole_file::{WholeFile, remove_unfinished};
