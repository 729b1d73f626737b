//! The usual figures of actions.

mod action;
mod comparison;
mod estimates;
mod points;

pub use action::{couplings, distributions, heat_map};
pub use comparison::{comparison, comparison_bytes};
pub use estimates::{Estimates, estimates};

use crate::text::raised;

/// A^(rank) in raised characters.
fn coefficient(rank: usize) -> String {
    format!("A⁽{}⁾", raised(rank))
}
