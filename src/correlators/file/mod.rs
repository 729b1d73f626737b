//! Cumulants in files: JSON, NPZ, safetensors and CSV.
//!
//! | format | content |
//! |---|---|
//! | json | by order and loops every entry that is not zero, exact numbers as strings "p/q"; ln Z by loops |
//! | csv | `order,loops,index,value`, the entries of a multi-index separated by spaces |
//! | npz, safetensors | `k1` (d), `k2` (d, d), then `k3`, `k4` packed, summed over loops; each term as `k2.loops1`; `ln_z.loops2` |
//!
//! [`load`] reads the sums of any of these but CSV, and of the statistics of samples, which have the same arrays.

mod binary;
mod csv;
mod json;
mod load;

pub use binary::write as write_binary;
pub use csv::write as write_csv;
pub use json::{Written, write as write_json};
pub use load::{Summed, load};
