//! The usual figures of actions.

mod action;
mod comparison;
mod estimates;
mod points;

pub use action::{couplings, distributions, heat_map};
pub use comparison::{comparison, comparison_bytes};
pub use estimates::{Estimates, estimates};

use super::figure::{Distribution, Distributions, Panel, Separate, Width};
use crate::text::raised;

/// Groups on axes of their own, of which two have room in half of a row.
fn by_group(title: String, y: String, groups: Vec<Distribution>) -> Panel {
    let width = if groups.len() > 2 { Width::Full } else { Width::Half };
    Panel { title, width, content: Separate(Distributions { y, groups }).into() }
}

/// A^(rank) in raised characters.
fn coefficient(rank: usize) -> String {
    format!("A⁽{}⁾", raised(rank))
}
