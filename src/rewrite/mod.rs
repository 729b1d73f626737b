//! The rules that carry an action from the latent vertex to the data, one layer at a time.
//!
//! - [`Linear`] is Eq. (15), [`Activation`] is Eq. (26). Both are a [`Rule`]: a list of what one
//!   leg may become. [`apply`] performs one rule on one diagram and generates the factors.
//! - [`Expand`] walks through the layers under [`Cutoffs`] and yields an [`Expansion`], whose terms
//!   stream in order of rank.
//! - [`Undress`] and [`dress`] lead from dressed diagrams, in which all trees of bias circles are summed up, to
//!   bare ones and back; [`Expand::dressed`] walks through the layers with [`DressedLinear`] and
//!   [`DressedActivation`].
//! - [`InverseLinear`] and [`InverseActivation`] are the rules of the inverse network; [`inverse_trees`] joins them.
//! - [`by_layer`] writes the rules as update equations between the coefficients of neighbouring stages.
//! - [`count`] counts diagrams by generating function, where enumeration is hopeless.
//!
//! This room knows no weight, never prints and never evaluates.

mod activation;
pub mod by_layer;
pub mod count;
mod cutoffs;
mod dressing;
mod error;
mod expand;
mod expansion;
mod inverse;
mod linear;
mod rule;

pub use activation::Activation;
pub use cutoffs::Cutoffs;
pub use dressing::{DressedActivation, DressedLinear, Undress, dress};
pub use error::{ExpandError, Suggestion};
pub use expand::{DEFAULT_LIMIT, Expand};
pub use expansion::Expansion;
pub use inverse::{InverseActivation, InverseLinear, inverse_trees};
pub use linear::Linear;
pub use rule::{LegTerm, Rule, Step, apply};
