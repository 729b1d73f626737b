//! From diagrams and weights to an action.
//!
//! - [`Contraction`] evaluates diagrams: each leg is contracted with the weights once.
//! - [`diagrams`] does so for a whole expansion, one diagram after the other.
//! - [`extract`] chooses between this method and the direct expansion, which lives in
//!   [`polynomial`](crate::polynomial) and shares no code with this room.
//! - [`contribution`] is the part of the action that a given sum of diagrams makes.

mod contraction;
mod contribution;
mod coupling;
pub mod diagrams;
mod dressing;
mod error;
mod method;
mod products;

pub use contraction::Contraction;
pub use contribution::{constant, contribution};
pub use error::EvaluateError;
pub use method::{Cost, Method, Plan, Request, cheapest, extract, plan};
