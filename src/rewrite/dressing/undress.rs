//! Dressed diagrams back to bare ones.

use crate::Rational;
use crate::diagram::{Arena, Leg, Node, Stage, Term};
use crate::rewrite::{Cutoffs, LegTerm, Rule, apply};

/// The way back from dressed to bare diagrams.
///
/// # Formula
/// Layer by layer, from the vertex downwards,
///
/// ```text
/// D_l · leg   ->   leg | p χ_l(C_l, .., C_l, leg)            for every arity p
/// C_l         ->   b_l | W_l · C_{l-1} | W_l · χ_{l-1}(C_{l-1}, .., C_{l-1})
/// ```
///
/// where the lowest layer with circles has C_l = b_l alone.
///
/// # Example
/// ```
/// use diagraction::diagram::{Arena, Stage};
/// use diagraction::notation::{self, Charset, Printer};
/// use diagraction::rewrite::{Cutoffs, Undress};
///
/// let mut arena = Arena::new();
/// let sum = notation::read("2 * Z(C1, W1.x) + 2 * Z(C2, W2.D1.W1.x)", &mut arena)?;
/// let undress = Undress { at: Stage::A(1), arities: vec![2] };
/// let bare = |arena: &mut _, term| -> Vec<String> {
///     let terms = undress.term(arena, term, &Cutoffs::none());
///     let mut printer = Printer::new(Charset::Ascii);
///     terms.iter().map(|term| format!("{} {}", term.factor, printer.diagram(arena, &term.diagram))).collect()
/// };
/// assert_eq!(bare(&mut arena, &sum.terms[0]), ["2 Z(b1, W1.x)"]);
/// let two = bare(&mut arena, &sum.terms[1]);
/// assert_eq!(two.len(), 6);
/// for part in ["2 Z(b2, W2.W1.x)", "4 Z(b2, W2.chi1(b1, W1.x))", "4 Z(W2.b1, W2.chi1(b1, W1.x))"] {
///     assert!(two.iter().any(|text| text == part), "{part} is not in {two:?}");
/// }
/// # Ok::<(), notation::NotationError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Undress {
    /// The stage of the open legs, which says where the trees of circles start.
    pub at: Stage,
    /// The arities p >= 2 of the splits, ascending.
    pub arities: Vec<u32>,
}

impl Undress {
    /// The bare diagrams of a dressed one, with their factors. `cutoffs` speak of the bare diagrams; their
    /// window of ranks does not matter, since the rank stays.
    ///
    /// # Cost
    /// Proportional to the number of bare diagrams, which grows doubly exponentially with the layers.
    pub fn term(&self, arena: &mut Arena, term: &Term, cutoffs: &Cutoffs) -> Vec<Term> {
        let tops = term.diagram.legs().iter().map(|&leg| top_layer(arena, leg));
        let top = tops.max().unwrap_or(0);
        let mut terms = vec![term.clone()];
        for layer in (self.lowest()..=top).rev() {
            terms = each(&terms, |term| apply(&Line { layer, undress: self }, arena, term, cutoffs));
            terms = each(&terms, |term| apply(&Circle { layer, undress: self }, arena, term, cutoffs));
        }
        terms
    }

    /// The lowest layer that has circles.
    fn lowest(&self) -> u32 {
        match self.at {
            Stage::A(layer) => layer,
            Stage::B(layer) => layer + 1,
        }
    }
}

fn each(terms: &[Term], undress: impl FnMut(&Term) -> Vec<Term>) -> Vec<Term> {
    terms.iter().flat_map(undress).collect()
}

/// The layer that a leg starts with; all others in it are lower.
fn top_layer(arena: &Arena, leg: Leg) -> u32 {
    match arena.node(leg) {
        Node::Open(stage) => stage.layer(),
        Node::Circle { layer }
        | Node::DressedCircle { layer }
        | Node::Line { layer, .. }
        | Node::DressedLine { layer, .. }
        | Node::InverseLine { layer, .. }
        | Node::Split { layer, .. } => *layer,
    }
}

/// D_l · leg -> leg | p χ_l(C_l, .., C_l, leg).
struct Line<'a> {
    layer: u32,
    undress: &'a Undress,
}

impl Rule for Line<'_> {
    fn alternatives(&self, arena: &mut Arena, node: &Node) -> Option<Vec<LegTerm>> {
        let &Node::DressedLine { layer, below } = node else { return None };
        if layer != self.layer {
            return None;
        }
        let circle = arena.dressed_circle(layer);
        let splits = self.undress.arities.iter().map(|&arity| {
            let circles = std::iter::repeat_n(circle, arity as usize - 1);
            let leg = arena.split(layer, circles.chain([below]));
            LegTerm { leg, factor: Rational::from_integer(arity.into()) }
        });
        Some(std::iter::once(LegTerm::unit(below)).chain(splits).collect())
    }
}

/// C_l -> b_l | W_l · C_{l-1} | W_l · χ_{l-1}(C_{l-1}, .., C_{l-1}).
struct Circle<'a> {
    layer: u32,
    undress: &'a Undress,
}

impl Rule for Circle<'_> {
    fn alternatives(&self, arena: &mut Arena, node: &Node) -> Option<Vec<LegTerm>> {
        let layer = self.layer;
        if *node != (Node::DressedCircle { layer }) {
            return None;
        }
        let mut legs = vec![arena.circle(layer)];
        if layer > self.undress.lowest() {
            let below = arena.dressed_circle(layer - 1);
            legs.push(arena.line(layer, below));
            for &arity in &self.undress.arities {
                let split = arena.split(layer - 1, std::iter::repeat_n(below, arity as usize));
                legs.push(arena.line(layer, split));
            }
        }
        Some(legs.into_iter().map(LegTerm::unit).collect())
    }
}
