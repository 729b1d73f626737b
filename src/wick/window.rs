//! Which powers of z are held.

use crate::Scalar;
use crate::network::Network;

/// The place of a Wick-ordered power in the expansion of x: ħ^s :z^m:.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grade {
    /// The number m of legs.
    pub legs: usize,
    /// The number s of lines from the power to itself, which are loops.
    pub loops: usize,
}

/// The powers of z that a sum of diagrams reaches.
///
/// # Formula
/// A root of a diagram of κ_n with l loops has m legs and s loops of its own with s ≤ l and m + s ≤ n - 1 + l. A product of powers has
/// no smaller s and no smaller m + s than its factors, so nothing outside a window leads back into it.
///
/// # Example
/// ```
/// use diagraction::wick::{Grade, Window};
///
/// // κ_2 to one loop: the first and the second power of z, and their one loops.
/// let window = Window::new(2, Some(1));
/// assert!(window.holds(Grade { legs: 2, loops: 0 }) && window.holds(Grade { legs: 1, loops: 1 }));
/// assert!(!window.holds(Grade { legs: 3, loops: 0 }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    loops: usize,
    sum: usize,
}

impl Window {
    /// What cumulants to an order need, to so many loops or to the last.
    pub fn new(order: usize, loops: Option<usize>) -> Window {
        Window {
            loops: loops.unwrap_or(usize::MAX),
            sum: loops.map_or(usize::MAX, |loops| loops.saturating_add(order - 1)),
        }
    }

    /// All powers with at most so many legs and no loops.
    pub(super) fn legs(legs: usize) -> Window {
        Window { loops: 0, sum: legs }
    }

    /// Whether this power is held.
    pub fn holds(&self, grade: Grade) -> bool {
        grade.loops <= self.loops && grade.legs + grade.loops <= self.sum
    }

    /// The grades of a polynomial of a degree that are held, by their loops.
    pub fn grades(&self, degree: usize) -> Vec<Grade> {
        let loops = 0..=self.loops.min(self.sum).min(degree / 2);
        let legs = |loops: usize| 0..=(self.sum - loops).min(degree - 2 * loops);
        loops.flat_map(|loops| legs(loops).map(move |legs| Grade { legs, loops })).collect()
    }

    /// The highest number of legs of a polynomial of a degree that is held.
    pub(super) fn highest(&self, degree: usize) -> usize {
        self.sum.min(degree)
    }
}

/// The number of loops at which κ_n of a polynomial x = f⁻¹(z) ends: its n roots have as many legs as the degree. Of a network of L
/// quadratic couplings the degree is 2^L, and κ_n ends at n (2^(L-1) - 1) + 1.
///
/// ```
/// use diagraction::wick::last_loop;
///
/// assert_eq!((last_loop(2, 2), last_loop(2, 8), last_loop(2, 1)), (1, 7, 0));
/// ```
pub fn last_loop(order: usize, degree: usize) -> usize {
    (order.saturating_mul(degree) / 2).saturating_sub(order - 1)
}

/// The degree of f⁻¹(z), at most; `usize::MAX` beyond that.
pub fn degree<T: Scalar>(network: &Network<T>) -> usize {
    network.degree().map_or(usize::MAX, |degree| degree / 2)
}
