//! Numbers, sizes and foreign text as messages show them, and exact numbers read from text.

pub mod bytes;
mod digits;
pub(crate) mod excerpt;
mod magnitude;
pub mod number;
mod visible;

pub(crate) use digits::last_digit;
pub use digits::{counted, grouped, joined, raised, significant};
pub use magnitude::Magnitude;
pub use visible::visible;
