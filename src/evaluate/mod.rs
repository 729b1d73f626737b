//! From diagrams and weights to an action.
//!
//! - [`extract`] is an action by one [`Method`]; [`cheapest`] finds the method. Diagrams, bare or dressed, are contracted one
//!   after the other, each leg once; with a cutoff on χ dressed ones count orders by a number type. The direct expansion shares
//!   no code with this room.
//! - [`Coefficients`] is an action in the form in which a method has it, for single entries and rows; [`Plan::run`] gives it.
//! - [`usual`] is the part of an action that is computed unless told otherwise.
//! - [`LowRankAction`](low_rank::LowRankAction) is the action of a network with low-rank couplings, to rank four and in factors.
//! - [`changes`] says how far the actions of two networks are apart, such as of one and its cut.
//! - [`from_stage`] is the network behind a stage, whose action has the coefficients there; [`flow()`] is how large they are at all of them.
//! - [`action_of_sum`] is the part of the action that a given sum of diagrams makes.

mod change;
mod coefficients;
mod complete;
mod contraction;
mod coupling;
mod diagrams;
mod dressed;
mod dressing;
mod error;
pub mod factored;
mod flow;
pub mod low_rank;
mod method;
mod products;
mod range;
mod stage;
mod sum;
mod usual;

pub use change::{Change, Size, changes};
pub use coefficients::Coefficients;
pub use complete::Complete;
pub(crate) use contraction::{Contraction, independent, rank_of, symmetrise};
pub(crate) use coupling::symmetric_bytes;
pub use error::EvaluateError;
pub use flow::{StageNorms, flow};
pub use method::{Cost, Method, Plan, Quartic, Request, cheapest, extract, plan};
pub use stage::from_stage;
pub use sum::{action_of_sum, constant};
pub use usual::usual;
