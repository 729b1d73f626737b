//! Actions as JSON.

mod read;
mod write;

pub(crate) use read::{check_index, float, rational};
pub use read::{read, read_errors, read_sparse};
pub use write::{
    ChiCutoff, write, write_cut, write_exact, write_sparse, write_sparse_exact, write_with_errors,
};

/// The tag of the format.
const FORMAT: &str = "diagraction-action";

/// The version that is read and written.
const VERSION: u32 = 1;
