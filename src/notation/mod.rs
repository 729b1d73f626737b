//! Diagrams as text.
//!
//! - [`read`] understands one diagram or a sum of them; its grammar is `grammar/diagram.pest`.
//! - [`Printer`] writes the one canonical notation of a diagram.
//! - [`Charset`] says whether it is plain ASCII or has subscripts and Greek letters.

mod charset;
mod dressed;
mod error;
mod legs;
mod print;
mod read;

pub use charset::Charset;
pub(crate) use charset::push_letter;
pub use error::NotationError;
pub use print::Printer;
pub(crate) use read::factor;
pub use read::{MAX_BYTES, Sum, read};
