//! The statistics of samples: moments, cumulants with their standard errors, and how two sets of samples differ.
//!
//! - [`Moments`] sums up all monomials up to an order, chunk by chunk.

mod moments;

pub use moments::Moments;
