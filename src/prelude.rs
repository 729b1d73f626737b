//! The names that most programs begin with: `use diagraction::prelude::*;`
//!
//! They are the rooms of the library, so that `evaluate::extract` or `fit::Options` say where they come from, and the types that
//! stand between the rooms. The [guide](crate::guide) is written with them.

pub use crate::action::{Action, Kernel, SparseAction, SymmetricTensor};
pub use crate::data::Samples;
pub use crate::evaluate::{Method, Request};
pub use crate::network::Network;
pub use crate::network::file::Model;
pub use crate::{Cell, Lattice, Progress, Rational, Scalar};
pub use crate::{
    action, check, contributions, data, evaluate, feynman, fit, modes, network, notation, plot, render,
    report, rewrite, run, sample, source, statistics, theory, train,
};
