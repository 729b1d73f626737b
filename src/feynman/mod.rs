//! Feynman diagrams of a polynomial action: connected multigraphs with external legs.
//!
//! - [`Graph`] is a diagram in canonical form, with its automorphisms, its properties and a petgraph view.
//! - [`Generate`] streams all diagrams of a cumulant with their factors, and counts them.
//!
//! This room knows no action and no number but factors.

mod canonical;
mod cells;
mod draw;
mod error;
mod generate;
mod graph;
mod matrix;
mod notation;
mod properties;
mod symmetry;
mod term;
mod view;
mod zero;

pub use draw::{Drawing, Point, Sheet, Stroke};
pub(crate) use error::are;
pub use error::{GenerateError, GraphError};
pub use generate::{Count, DEFAULT_LIMIT, Generate, Order};
pub use graph::{Graph, MAX_EXCESS, MAX_POINTS, MAX_VERTICES};
pub use notation::{push_graph, read};
pub use properties::Family;
pub use term::Term;
pub use view::{GraphView, ViewNode};
