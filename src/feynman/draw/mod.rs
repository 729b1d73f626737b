//! Feynman diagrams drawn: places first, then one backend for each output.
//!
//! Legs end at the left and at the right, parallel lines are arcs, self-loops are circles.

mod arrange;
mod crossings;
mod energy;
mod name;
mod scene;
mod sheet;
mod terminal;

pub use scene::{Drawing, Point, Stroke};
pub use sheet::Sheet;
