//! All diagrams of a cumulant, one at a time.
//!
//! Frames (the ranks and legs of the vertices) come first, then the rows of the matrix of multiplicities in canonical
//! order, then labels on the legs. No set of diagrams is kept.

mod count;
mod frames;
mod leaf;
mod request;
mod rows;
mod stream;

pub use count::{Count, Order};
pub use request::{DEFAULT_LIMIT, Generate};
