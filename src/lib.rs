//! diagraction
pub mod diagram;
mod scalar;

pub use scalar::{Rational, Scalar};
