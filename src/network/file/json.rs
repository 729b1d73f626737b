//! The JSON format: exact numbers, one list per tensor.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::{write, write_exact};
