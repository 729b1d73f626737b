//! A guide in six pages, from a file with weights to a theory that can be trusted. Every example runs as a test.
//!
//! 1. [Load a model](load): a network from a file or from arrays, its map and its density.
//! 2. [Extract its action](extract): the coefficients A^(k), all of them or a few, in floats or exactly.
//! 3. [Look at the diagrams](diagrams): generate, print and count them, and see which of them make a coefficient.
//! 4. [Check](check): one method against another, and the action against the network.
//! 5. [Sample](sample): draws of an action and of a network, and whether they can be used.
//! 6. [Fit](fit): an action from samples without a network, and a network trained on them.
//!
//! All pages begin with `use diagraction::prelude::*;`, which brings the rooms of the library by name. Errors are enums of the
//! room that refuses; the examples pass them on. Programs to start from are in the folder `examples` of the repository.

pub mod check;
pub mod diagrams;
pub mod extract;
pub mod fit;
pub mod load;
pub mod sample;
