//! Whether ∫ exp(S(x)) dx is finite.
//!
//! # Refuted
//! A polynomial S that tends to +∞ along a line is not normalisable: at distance t, S changes little within a tube
//! whose width falls like a power of t, and exp(S) grows faster than any power. Nor is an S that does not change
//! along a direction.
//!
//! # Proved
//! - Every variable has a pure power -a_i x_i^{n_i} with a_i > 0 and even n_i, and these dominate all other terms:
//!   with the weight w = Σ_i α_i/n_i of a monomial c x^α, those with w < 1 grow more slowly, and by the inequality of
//!   arithmetic and geometric means those with w = 1 take |c| Π_k a_k^{-α_k/n_k} α_i/n_i of the share 1 of each variable.
//!   Terms of even powers with c < 0 help.
//! - For the variables with n_i = 2 the quadratic form between them may take the place of their pure powers, by a
//!   lower bound on its eigenvalues.
//! - -A^(4), as a quadratic form on symmetric matrices, is positive definite; then A^(4) · x^{⊗4} <= -λ|x|⁴.
//!
//! Definiteness is decided in exact rational numbers in up to 32 dimensions, and otherwise by a Cholesky decomposition
//! that leaves room for all rounding.

mod certain;
mod definite;
mod domination;
mod line;
mod quadratic;
mod quartic;
mod search;

use std::fmt;

pub use certain::Certain;

use super::{Action, Domain, SparseAction};

/// What is known about ∫ exp(S(x)) dx.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the variants say what the fields are")]
pub enum Normalisability {
    /// It is finite, by this argument.
    Proved { why: String },
    /// It is infinite, since S does this, in a direction that may be known.
    Refuted { why: String, direction: Option<Vec<f64>> },
    /// Neither is known after this was tried.
    Unknown { tried: String },
}

impl fmt::Display for Normalisability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Normalisability::Proved { why } => write!(f, "normalisable: {why}"),
            Normalisability::Refuted { why, .. } => write!(f, "NOT normalisable: {why}"),
            Normalisability::Unknown { tried } => write!(f, "normalisability unknown: {tried}"),
        }
    }
}

impl<T: Certain> SparseAction<T> {
    /// Whether exp(S) can be normalised: sufficient conditions for yes and for no, else unknown.
    ///
    /// # Cost
    /// A few passes over the entries, and O(d³) where a quadratic form matters.
    ///
    /// # Source
    /// Appendix E asks for a negative definite A^(4), and proves it for the regulator of Eq. (E1).
    ///
    /// # Example
    /// ```
    /// use diagraction::action::{Normalisability, SparseAction};
    ///
    /// let mut action = SparseAction::<f64>::zero(1);
    /// action.add_monomial(&[0, 0], 3.0);
    /// assert!(matches!(action.normalisability(), Normalisability::Refuted { .. }));
    /// action.add_monomial(&[0, 0, 0, 0], -0.1);
    /// assert!(matches!(action.normalisability(), Normalisability::Proved { .. }));
    /// ```
    pub fn normalisability(&self) -> Normalisability {
        if self.domain == Domain::Spin {
            return Normalisability::Proved { why: "a sum over the states of spins".to_owned() };
        }
        let axes = match line::axes(self) {
            Ok(axes) => axes,
            Err(refuted) => return refuted,
        };
        let degree = degree(self);
        if degree == 2 {
            return quadratic::verdict(self);
        }
        if degree % 2 == 1 {
            return search::odd(self);
        }
        if let Some(axes) = axes
            && let Some(why) = domination::proof(self, &axes).or_else(|| quartic::proof(self))
        {
            return Normalisability::Proved { why };
        }
        search::growth(self).unwrap_or_else(|| Normalisability::Unknown {
            tried: "pure powers do not dominate term by term, and no direction was found in which S grows"
                .into(),
        })
    }

    /// The action -S, with the weight exp(-S).
    pub fn negated(&self) -> SparseAction<T> {
        let mut negative = SparseAction::zero(self.dimension());
        for rank in 0..=self.max_rank() {
            for (index, value) in self.entries(rank) {
                negative.add(index, -value.clone());
            }
        }
        negative.around.clone_from(&self.around);
        negative.lattice.clone_from(&self.lattice);
        negative
    }
}

impl<T: Certain> Action<T> {
    /// As [`SparseAction::normalisability`].
    pub fn normalisability(&self) -> Normalisability {
        SparseAction::from(self).normalisability()
    }
}

/// The highest rank with an entry that is not zero.
fn degree<T: Certain>(action: &SparseAction<T>) -> usize {
    (0..=action.max_rank()).rev().find(|&rank| action.entries(rank).next().is_some()).unwrap_or(0)
}
