//! How many loops the ranks of an action serve.

use crate::action::Truncation;

/// Whether the term of κ_n, or of ln Z with n = 0, at an order of loops has all its diagrams in an action that was cut off.
///
/// # Formula
/// A vertex of a diagram with l loops has at most n + 2l legs, so rank K serves n + 2l ≤ K. Of an action with a bound on χ no
/// vertex is complete.
///
/// ```
/// use diagraction::action::Truncation;
/// use diagraction::correlators::is_complete;
///
/// let rank_four = Truncation { max_rank: Some(4), max_chi: None };
/// assert!(is_complete(0, 2, rank_four) && is_complete(2, 1, rank_four) && is_complete(4, 0, rank_four));
/// assert!(!is_complete(2, 2, rank_four) && is_complete(2, 9, Truncation::none()));
/// ```
pub fn is_complete(order: usize, loops: usize, truncation: Truncation) -> bool {
    truncation.max_chi.is_none() && truncation.max_rank.is_none_or(|rank| order + 2 * loops <= rank)
}
