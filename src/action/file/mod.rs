//! Action files: JSON, CSV (written only), NPZ and safetensors.
//!
//! | format | content |
//! |---|---|
//! | json | every entry that is not zero, with its multi-index; exact actions as strings "p/q" |
//! | csv | `rank,index,value`, the entries of a multi-index separated by spaces |
//! | npz, safetensors | `A0` (1), `A1` (d), `A2` (d, d), then `A3`, `A4`, .. packed |

mod arrays;
pub mod csv;
pub mod json;
pub mod npz;
pub mod safetensors;
