//! Symmetric tensors by their independent entries, and where these lie.

mod by_loops;
mod packed;
mod symmetric;

pub use by_loops::ByLoops;
#[doc(hidden)]
pub use packed::unpack;
pub use packed::{Indices, independent_entries, multiplicity};
pub(crate) use packed::{Places, count_entries, estimated_entries, permutations, position};
pub use symmetric::SymmetricTensor;
