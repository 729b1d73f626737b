//! Bare diagrams to the dressed ones that they are part of.

use std::collections::HashMap;

use crate::diagram::{Arena, Diagram, Leg, Node};

/// The one dressed diagram that a bare diagram is part of.
///
/// # Formula
/// A leg of layer l without an open end becomes C_l. What is left of a split is, by the number of its legs
/// with open ends, the line D_l or the split itself; a line that passes activation l gets its D_l.
///
/// # Example
/// ```
/// use diagraction::diagram::Arena;
/// use diagraction::notation::{self, Charset, Printer};
/// use diagraction::rewrite::dress;
///
/// let mut arena = Arena::new();
/// let sum = notation::read("Z(W3.b2, W3.chi2(W2.b1, W2.chi1(W1.x, W1.x)))", &mut arena)?;
/// let dressed = dress(&mut arena, &sum.terms[0].diagram);
/// let text = Printer::new(Charset::Ascii).diagram(&arena, &dressed);
/// assert_eq!(text, "Z(C3, W3.D2.W2.chi1(W1.x, W1.x))");
/// # Ok::<(), notation::NotationError>(())
/// ```
pub fn dress(arena: &mut Arena, diagram: &Diagram) -> Diagram {
    let mut dressing = Dressing { arena, done: HashMap::new() };
    let legs: Vec<Leg> = diagram.legs().iter().map(|&leg| dressing.leg(leg)).collect();
    Diagram::new(arena, diagram.vertex(), legs)
}

/// Legs that were dressed are remembered, since they may be shared.
struct Dressing<'a> {
    arena: &'a mut Arena,
    done: HashMap<Leg, Leg>,
}

impl Dressing<'_> {
    /// A leg that starts at some B_l.
    fn leg(&mut self, leg: Leg) -> Leg {
        if let Some(&dressed) = self.done.get(&leg) {
            return dressed;
        }
        let dressed = match *self.arena.node(leg) {
            Node::Circle { layer } => self.arena.dressed_circle(layer),
            Node::Line { layer, .. } if self.arena.grade(leg).rank == 0 => self.arena.dressed_circle(layer),
            Node::Line { layer, below } => {
                let below = self.stem(layer - 1, below);
                self.arena.line(layer, below)
            }
            _ => leg,
        };
        self.done.insert(leg, dressed);
        dressed
    }

    /// What stands below W_{l+1}, with an open end: a leg that passes activation l, or a split.
    fn stem(&mut self, layer: u32, below: Leg) -> Leg {
        match self.arena.node(below).clone() {
            Node::Line { .. } => {
                let leg = self.leg(below);
                self.arena.dressed_line(layer, leg)
            }
            Node::Split { legs, .. } => self.split(layer, &legs),
            _ => below,
        }
    }

    fn split(&mut self, layer: u32, legs: &[Leg]) -> Leg {
        let is_open = |arena: &Arena, leg: Leg| arena.grade(leg).rank > 0;
        let mut open = legs.iter().filter(|&&leg| is_open(self.arena, leg));
        match (open.next(), open.next()) {
            (Some(&leg), None) => {
                let leg = self.leg(leg);
                self.arena.dressed_line(layer, leg)
            }
            _ => {
                let legs: Vec<Leg> = legs.iter().map(|&leg| self.leg(leg)).collect();
                self.arena.split(layer, legs)
            }
        }
    }
}
