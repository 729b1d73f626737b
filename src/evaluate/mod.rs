//! From diagrams and weights to an action.
//!
//! - [`Contraction`] evaluates diagrams: each leg is contracted with the weights once.
//! - [`diagrams`] does so for a whole expansion, one diagram after the other.
//! - [`dressed`] does so for the diagrams in which all bias trees are summed up; with a cutoff on χ it counts
//!   orders by a [`Series`].
//! - [`Coefficients`] is an action in the form in which a method has it, for single entries and rows.
//! - [`extract`] chooses between these methods and the direct expansion, which lives in
//!   [`polynomial`](crate::polynomial) and shares no code with this room.
//! - [`usual`] is the part of an action that is computed unless told otherwise.
//! - [`LowRankAction`] is the action of a network with low-rank couplings, to rank four and in factors.
//! - [`changes`] says how far the actions of two networks are apart, such as of one and its cut.
//! - [`contribution`] is the part of the action that a given sum of diagrams makes.

mod change;
mod coefficients;
mod complete;
mod contraction;
mod contribution;
mod coupling;
pub mod diagrams;
pub mod dressed;
mod dressing;
mod error;
pub mod factored;
pub mod low_rank;
mod method;
mod products;
mod range;
mod series;
mod usual;

pub use change::{Change, Size, changes};
pub use coefficients::Coefficients;
pub use complete::Complete;
pub use contraction::Contraction;
pub(crate) use contraction::{independent, rank_of, symmetrise};
pub use contribution::{constant, contribution};
pub(crate) use coupling::symmetric_bytes;
pub use error::EvaluateError;
pub use low_rank::LowRankAction;
pub use method::{Cost, Method, Plan, Quartic, Request, cheapest, coefficients, extract, plan};
pub use series::Series;
pub use usual::usual;
