//! Feynman diagrams as text, read and printed.
//!
//! `1/6 * V4(1,a,b,c).V4(2,a,b,c)`: numbers are labelled legs, each once; `x` is a leg without a label; other letters are
//! lines, each twice. `G(1,2)` is the bare line.

mod print;
mod read;

pub use print::push_graph;
pub use read::read;
