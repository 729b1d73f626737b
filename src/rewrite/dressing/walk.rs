//! The rules of the dressed walk, with all legs of rank 0 summed up.

use crate::Rational;
use crate::diagram::{Arena, Leg, Stage};
use crate::rewrite::{LegTerm, Step};

/// The linear map of layer l in the dressed walk, from B_l to A_l.
///
/// # Formula
/// An open leg stands for the part δ_l of h_l that has open ends, so it becomes a line W_l. The vertex
/// has both parts of h_{L+1}: there the leg may be the dressed circle C_{L+1} instead.
///
/// # Source
/// Eq. (15), with all legs of rank 0 summed up.
#[derive(Clone, Copy, Debug)]
pub struct DressedLinear {
    /// The layer l.
    pub layer: u32,
    /// Whether the open legs are those of the latent vertex, l = L + 1.
    pub at_vertex: bool,
}

impl Step for DressedLinear {
    fn to(&self) -> Stage {
        Stage::A(self.layer)
    }

    fn ends(&self, arena: &mut Arena) -> Vec<LegTerm> {
        let open = arena.open(self.to());
        let line = arena.line(self.layer, open);
        let circle = self.at_vertex.then(|| arena.dressed_circle(self.layer));
        circle.into_iter().chain([line]).map(LegTerm::unit).collect()
    }
}

/// The activation of layer l in the dressed walk, from A_{l+1} to B_l.
///
/// # Formula
/// The part of x_{l+1} with open ends is D_l · δ_l + Σ_p Σ_{k=2}^p (p choose k) χ_l(C_l, .., C_l, δ_l, .., δ_l)
/// with k times δ_l. The terms k = 0 and k = 1 of each split are in C_{l+1} and D_l.
///
/// # Source
/// Eq. (26), with all legs of rank 0 summed up.
///
/// # Example
/// The cubic split keeps one circle, with the three ways to place it.
///
/// ```
/// use diagraction::diagram::{Arena, Node, Stage};
/// use diagraction::notation::{Charset, Printer};
/// use diagraction::rewrite::{DressedActivation, Rule};
///
/// let mut arena = Arena::new();
/// let rule = DressedActivation { layer: 1, arities: vec![3] };
/// let mut printer = Printer::new(Charset::Ascii);
/// let terms = rule.alternatives(&mut arena, &Node::Open(Stage::A(2))).unwrap();
/// let text: Vec<String> =
///     terms.iter().map(|term| format!("{} {}", term.factor, printer.leg(&arena, term.leg))).collect();
/// assert_eq!(text, ["1 D1.h1", "3 chi3_1(C1, h1, h1)", "1 chi3_1(h1, h1, h1)"]);
/// ```
#[derive(Clone, Debug)]
pub struct DressedActivation {
    /// The layer l.
    pub layer: u32,
    /// The arities p >= 2 of the splits, ascending.
    pub arities: Vec<u32>,
}

impl Step for DressedActivation {
    fn to(&self) -> Stage {
        Stage::B(self.layer)
    }

    fn ends(&self, arena: &mut Arena) -> Vec<LegTerm> {
        let open = arena.open(self.to());
        let mut terms = vec![LegTerm::unit(arena.dressed_line(self.layer, open))];
        terms.extend(splits(arena, self.layer, &self.arities, open));
        terms
    }
}

/// Σ_p Σ_{k=2}^p (p choose k) χ_l(C_l, .., C_l, open, .., open) with k open legs.
pub(in crate::rewrite) fn splits(arena: &mut Arena, layer: u32, arities: &[u32], open: Leg) -> Vec<LegTerm> {
    let circle = arena.dressed_circle(layer);
    let mut terms = Vec::new();
    for &arity in arities {
        for open_legs in 2..=arity {
            let circles = std::iter::repeat_n(circle, (arity - open_legs) as usize);
            let legs = circles.chain(std::iter::repeat_n(open, open_legs as usize));
            let leg = arena.split(layer, legs);
            terms.push(LegTerm { leg, factor: binomial(arity, open_legs) });
        }
    }
    terms
}

fn binomial(n: u32, k: u32) -> Rational {
    (1..=k).map(|i| Rational::new((n - k + i).into(), i.into())).product()
}
