//! The rules of the inverse network, which lead from the data to the latent variable.
//!
//! # Formula
//! Layer by layer x_l = U_l (h_l - b_l) with U_l = W_l^{-1}, and h_l = x_{l+1} - Σ_p χ_l · h_l^{⊗p}, where χ_l reads the first
//! half of h_l, which x_{l+1} has too. With C_l for h_l at z = 0, C_0 for x_1 there, and δ for the rest,
//!
//! ```text
//! δx_l = U_l δh_l
//! δh_l = D_l δx_{l+1} - Σ_p Σ_{k=2}^p (p choose k) χ_l(C_l, .., C_l, δx_{l+1}, .., δx_{l+1})     k times δx_{l+1}
//! D_l  = 1 - Σ_p p χ_l(C_l, .., C_l, ·)
//! ```
//!
//! D_l is the inverse of that of an expansion around the mode. All constants are in C_0 and D_l, so trees of δx_1 have leaves
//! δh_{L+1} = z alone.

use super::dressing::splits;
use super::rule::prepend;
use super::{Cutoffs, LegTerm, Step};
use crate::diagram::{Arena, Stage};

/// The inverse of the linear map of layer l, from A_l to B_l: an open leg becomes a line U_l.
///
/// # Formula
/// δx_l = U_l δh_l.
///
/// # Source
/// The inverse of Eq. (13), around z = 0.
///
/// # Example
/// ```
/// use diagraction::diagram::{Arena, Node, Stage};
/// use diagraction::notation::{Charset, Printer};
/// use diagraction::rewrite::{InverseLinear, Rule};
///
/// let mut arena = Arena::new();
/// let ends = InverseLinear { layer: 1 }.alternatives(&mut arena, &Node::Open(Stage::A(1))).unwrap();
/// assert_eq!(Printer::new(Charset::Ascii).leg(&arena, ends[0].leg), "U1.h1");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct InverseLinear {
    /// The layer l.
    pub layer: u32,
}

impl Step for InverseLinear {
    fn to(&self) -> Stage {
        Stage::B(self.layer)
    }

    fn from(&self) -> Stage {
        Stage::A(self.layer)
    }

    fn ends(&self, arena: &mut Arena) -> Vec<LegTerm> {
        let open = arena.open(self.to());
        vec![LegTerm::unit(arena.inverse_line(self.layer, open))]
    }
}

/// The inverse of the activation of layer l, from B_l to A_{l+1}: an open leg becomes a line D_l, or a split with factor -1.
///
/// # Formula
/// δh_l = D_l δx_{l+1} - χ_l(δx_{l+1}, δx_{l+1}) for the quadratic activation. Splits read the first half, which D_l leaves as it
/// is, so no D_l stands behind a split.
///
/// # Source
/// The inverse of Eq. (23), around z = 0.
///
/// # Example
/// For d = 1 and c = 0, where h becomes x - χ x², the square of a leg becomes x² - 2 χ x³ + χ² x⁴; a misuse that forgets the
/// sign differs.
///
/// ```
/// use diagraction::diagram::{Arena, Diagram, Stage, Term, Vertex};
/// use diagraction::rewrite::{Cutoffs, InverseActivation, apply};
///
/// let mut arena = Arena::new();
/// let h = arena.open(Stage::B(1));
/// let before = Term::unit(Diagram::new(&arena, Vertex::Coefficient(Stage::B(1)), [h, h]));
/// let rule = InverseActivation { layer: 1, arities: vec![2] };
/// let after = apply(&rule, &mut arena, &before, &Cutoffs::none());
///
/// let (chi, x) = (7, 2);
/// let value = |sign: i32| -> i32 {
///     after.iter().map(|term| {
///         let grade = term.grade(&arena);
///         let factor: i32 = term.factor.to_integer().try_into().unwrap();
///         let factor = if sign < 0 { factor } else { factor.abs() };
///         factor * i32::pow(chi, grade.chi as u32) * i32::pow(x, grade.rank as u32)
///     }).sum()
/// };
/// assert_eq!(value(-1), i32::pow(x - chi * x * x, 2));
/// assert_ne!(value(1), i32::pow(x - chi * x * x, 2));
/// ```
#[derive(Clone, Debug)]
pub struct InverseActivation {
    /// The layer l.
    pub layer: u32,
    /// The arities p >= 2 of the splits, ascending.
    pub arities: Vec<u32>,
}

impl Step for InverseActivation {
    fn to(&self) -> Stage {
        Stage::A(self.layer + 1)
    }

    fn from(&self) -> Stage {
        Stage::B(self.layer)
    }

    fn ends(&self, arena: &mut Arena) -> Vec<LegTerm> {
        let open = arena.open(self.to());
        let splits = splits(arena, self.layer, &self.arities, open).into_iter();
        let splits = splits.map(|term| LegTerm { factor: -term.factor, ..term });
        let line = arena.dressed_line(self.layer, open);
        std::iter::once(LegTerm::unit(line)).chain(splits).collect()
    }
}

/// The trees of the data x_1 for quadratic activations, with at most so many leaves z, in canonical order within each number of
/// leaves. Their factors are (-2)^splits over the order of their symmetry groups.
///
/// # Cost
/// Proportional to the number of trees of all layers: 1, 2, 5, 20, 230 at depth 0 to 4, N + N (N + 1)/2 after N.
///
/// ```
/// use diagraction::diagram::Arena;
/// use diagraction::notation::{Charset, Printer};
/// use diagraction::rewrite::inverse_trees;
///
/// let mut arena = Arena::new();
/// let trees = inverse_trees(1, 2, &mut arena);
/// let mut printer = Printer::new(Charset::Ascii);
/// let text: Vec<String> =
///     trees.iter().map(|tree| format!("{} {}", tree.factor, printer.leg(&arena, tree.leg))).collect();
/// assert_eq!(text, ["1 U1.D1.U2.h2", "-1 U1.chi1(U2.h2, U2.h2)"]);
/// ```
pub fn inverse_trees(depth: u32, leaves: usize, arena: &mut Arena) -> Vec<LegTerm> {
    let bounds = Cutoffs { max_rank: Some(leaves), ..Cutoffs::none() };
    let mut trees = vec![LegTerm::unit(arena.open(Stage::B(depth + 1)))];
    for layer in (1..=depth + 1).rev() {
        if layer <= depth {
            trees = prepend(&InverseActivation { layer, arities: vec![2] }, trees, arena, &bounds);
        }
        trees = prepend(&InverseLinear { layer }, trees, arena, &bounds);
    }
    let rank = |arena: &Arena, tree: &LegTerm| arena.grade(tree.leg).rank;
    trees.sort_by(|a, b| rank(arena, a).cmp(&rank(arena, b)).then_with(|| arena.compare(a.leg, b.leg)));
    trees
}
