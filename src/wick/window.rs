//! Which powers of z are held.

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
            sum: loops.map_or(usize::MAX, |loops| order - 1 + loops),
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
        let all = (0..=degree / 2)
            .flat_map(|loops| (0..=degree - 2 * loops).map(move |legs| Grade { legs, loops }));
        all.filter(|&grade| self.holds(grade)).collect()
    }
}

/// The number of loops at which κ_n of a network of depth L ends, n (2^(L-1) - 1) + 1; `None` beyond `usize`.
///
/// ```
/// use diagraction::wick::last_loop;
///
/// assert_eq!((last_loop(2, 1), last_loop(2, 3), last_loop(2, 0)), (Some(1), Some(7), Some(0)));
/// ```
pub fn last_loop(order: usize, depth: usize) -> Option<usize> {
    let degree = 1usize.checked_shl(u32::try_from(depth).ok()?).filter(|_| depth < 63)?;
    Some((order.checked_mul(degree)? / 2).saturating_sub(order - 1))
}
