//! What a diagram is: a vertex with legs, bias circles and splits; or, with all trees of bias circles summed up,
//! dressed circles and lines.
//!
//! Pure data. This room knows no rule, no weight and no output format.
//!
//! - [`Arena`] stores legs once (hash-consing): equal legs have equal handles.
//! - [`Diagram`] is a vertex with an unordered set of legs, in canonical order.
//! - [`Term`] is a diagram with its combinatorial factor; [`Constant`] a rank-0 term without legs.
//! - [`Grade`] counts what cutoffs and tables ask for: rank, splits, circles.
//! - [`Arena::automorphisms`] is the order of the symmetry group.
//! - [`Arena::graph`] is the petgraph view.

mod arena;
mod grade;
mod graph;
mod order;
mod symmetry;
mod term;
mod vertex;

pub use arena::{Arena, Leg, Node};
pub use grade::Grade;
pub use graph::{DiagramGraph, GraphNode, Link};
pub use term::{Constant, Term};
pub use vertex::{Diagram, MAX_DEPTH, Stage, Vertex};
