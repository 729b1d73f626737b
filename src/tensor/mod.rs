//! Symmetric tensors by their independent entries, and where these lie.

mod packed;
mod symmetric;

pub(crate) use packed::{Places, count_entries, estimated_entries, permutations, position};
#[doc(hidden)]
pub use packed::unpack;
pub use packed::{Indices, independent_entries, multiplicity};
pub use symmetric::SymmetricTensor;
