//! The usual figures of actions.

mod action;
mod comparison;
mod estimates;
mod points;

pub use action::{couplings, distributions, heat_map};
pub use comparison::comparison;
pub use estimates::{Estimates, estimates};

/// A^(rank) in raised characters.
fn coefficient(rank: usize) -> String {
    format!("A⁽{}⁾", raised(rank))
}

/// A number in raised characters.
#[doc(hidden)]
#[must_use]
pub fn raised(number: usize) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digits = number.to_string();
    digits.chars().filter_map(|c| c.to_digit(10)).map(|digit| RAISED[digit as usize]).collect()
}

/// A whole number with its digits in groups of three.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}
