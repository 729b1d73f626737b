//! The rule of a linear map: a leg becomes a circle or a line.

use super::{LegTerm, Step};
use crate::diagram::{Arena, Stage};

/// The linear map of layer l, from B_l to A_l.
///
/// # Formula
/// With h_l = W_l x_l + b_l every open leg h_l is either closed by the bias circle b_l or extended by
/// W_l. Choosing k' of k + k' equal legs gives the binomial (k+k' choose k') of Eq. (15).
///
/// # Source
/// Eq. (15); Appendix A, "linear transform".
///
/// # Example
/// The value of a diagram is kept. For d = 1 with w x + b in place of h, the square of a leg becomes
/// b² + 2 b w x + w² x²; without the factor 2 the value would differ.
///
/// ```
/// use diagraction::diagram::{Arena, Diagram, Stage, Term};
/// use diagraction::rewrite::{Cutoffs, Linear, apply};
///
/// let mut arena = Arena::new();
/// let h = arena.open(Stage::B(1));
/// let before = Term::unit(Diagram::latent(&arena, h, h));
/// let after = apply(&Linear { layer: 1 }, &mut arena, &before, &Cutoffs::none());
///
/// // The contraction at w = 3, b = 5, x = 2: circles give b, open legs give w x.
/// let (w, b, x) = (3, 5, 2);
/// let value = |with_factors: bool| -> i32 {
///     after.iter().map(|term| {
///         let grade = term.grade(&arena);
///         let factor = if with_factors { term.factor.to_integer().try_into().unwrap() } else { 1 };
///         factor * i32::pow(w * x, grade.rank as u32) * i32::pow(b, grade.circles as u32)
///     }).sum()
/// };
/// assert_eq!(value(true), i32::pow(w * x + b, 2));
/// assert_ne!(value(false), i32::pow(w * x + b, 2));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Linear {
    /// The layer l.
    pub layer: u32,
}

impl Step for Linear {
    fn to(&self) -> Stage {
        Stage::A(self.layer)
    }

    fn ends(&self, arena: &mut Arena) -> Vec<LegTerm> {
        let open = arena.open(self.to());
        [arena.circle(self.layer), arena.line(self.layer, open)].map(LegTerm::unit).into()
    }
}
