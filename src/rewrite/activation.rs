//! The rule of an activation: a leg passes, or it splits.

use super::{LegTerm, Step};
use crate::diagram::{Arena, Stage};

/// The activation of layer l, from A_{l+1} to B_l.
///
/// # Formula
/// With x_{l+1} = h_l + χ_l · h_l^{⊗p} every open leg x_{l+1} either passes unchanged or is split by χ_l
/// into p legs, for every arity p that the activation has. Choosing k' of k - k' equal legs gives the
/// binomial (k-k' choose k') of Eq. (26).
///
/// # Source
/// Eq. (26) for p = 2; Appendix A, "nonlinear transform"; Section V for p > 2.
///
/// # Example
/// For d = 1, where x becomes h + c h², the square of a leg becomes h² + 2 c h³ + c² h⁴; a misuse that
/// forgets the factor 2 differs.
///
/// ```
/// use diagraction::diagram::{Arena, Diagram, Stage, Term};
/// use diagraction::rewrite::{Activation, Cutoffs, apply};
///
/// let mut arena = Arena::new();
/// let x = arena.open(Stage::A(2));
/// let before = Term::unit(Diagram::latent(&arena, x, x));
/// let rule = Activation { layer: 1, arities: vec![2] };
/// let after = apply(&rule, &mut arena, &before, &Cutoffs::none());
///
/// let (c, h) = (7, 2);
/// let value = |with_factors: bool| -> i32 {
///     after.iter().map(|term| {
///         let grade = term.grade(&arena);
///         let factor = if with_factors { term.factor.to_integer().try_into().unwrap() } else { 1 };
///         factor * i32::pow(c, grade.chi as u32) * i32::pow(h, grade.rank as u32)
///     }).sum()
/// };
/// assert_eq!(value(true), i32::pow(h + c * h * h, 2));
/// assert_ne!(value(false), i32::pow(h + c * h * h, 2));
/// ```
#[derive(Clone, Debug)]
pub struct Activation {
    /// The layer l.
    pub layer: u32,
    /// The arities p >= 2 of the splits, ascending; `[2]` for the quadratic activation.
    pub arities: Vec<u32>,
}

impl Step for Activation {
    fn to(&self) -> Stage {
        Stage::B(self.layer)
    }

    fn ends(&self, arena: &mut Arena) -> Vec<LegTerm> {
        let open = arena.open(self.to());
        let splits = self.arities.iter().map(|&arity| {
            let legs = std::iter::repeat_n(open, arity as usize);
            arena.split(self.layer, legs)
        });
        std::iter::once(open).chain(splits).map(LegTerm::unit).collect()
    }
}
