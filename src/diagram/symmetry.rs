//! Automorphisms of a diagram, and the combinatorial factor that follows from them.

use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::One;

use super::{Arena, Diagram, Leg, Node};

impl Arena {
    /// The order of the automorphism group of a diagram: how many relabellings of its legs leave it
    /// unchanged.
    ///
    /// A diagram is a tree, so the order is the product over the vertex and all splits of m! for every
    /// m equal legs.
    ///
    /// ```
    /// use diagraction::diagram::{Arena, Diagram};
    ///
    /// let mut arena = Arena::new();
    /// let circle = arena.circle(1);
    /// let both_circles = Diagram::latent(&arena, circle, circle);
    /// assert_eq!(arena.automorphisms(&both_circles), 2u32.into());
    /// ```
    pub fn automorphisms(&self, diagram: &Diagram) -> BigUint {
        self.joint_automorphisms(diagram.legs())
    }

    /// The combinatorial factor of a diagram: the product of (arity)! over the vertex and all splits,
    /// divided by the order of the automorphism group.
    ///
    /// This is the closed form; the rules in [`rewrite`](crate::rewrite) arrive at the same number by
    /// multiplying binomials layer by layer. D_l counts as a factor 1, since its numbers are within it.
    ///
    /// # Source
    /// The number of ways to place sub-diagrams on the indices of symmetric tensors, Eqs. (15) and (26)
    /// applied to all layers at once.
    pub fn symmetry_factor(&self, diagram: &Diagram) -> BigRational {
        let placements = self.placements(diagram.legs());
        BigRational::new(placements.into(), self.automorphisms(diagram).into())
    }

    /// The product of (arity)! over a joint of these legs and all splits below it.
    fn placements(&self, legs: &[Leg]) -> BigUint {
        legs.iter().fold(factorial(legs.len()), |product, &leg| {
            product * self.below(leg, |arena, split| arena.placements(split))
        })
    }

    fn joint_automorphisms(&self, legs: &[Leg]) -> BigUint {
        let exchanges: BigUint = legs.chunk_by(|a, b| a == b).map(|class| factorial(class.len())).product();
        legs.iter().fold(exchanges, |product, &leg| {
            product * self.below(leg, |arena, split| arena.joint_automorphisms(split))
        })
    }

    /// Follows the lines of `leg` down to its first split and asks `at_split`; 1 where there is none.
    fn below(&self, mut leg: Leg, at_split: impl Fn(&Arena, &[Leg]) -> BigUint) -> BigUint {
        loop {
            match self.node(leg) {
                Node::Line { below, .. }
                | Node::DressedLine { below, .. }
                | Node::InverseLine { below, .. } => leg = *below,
                Node::Split { legs, .. } => return at_split(self, legs),
                Node::Open(_) | Node::Circle { .. } | Node::DressedCircle { .. } => return BigUint::one(),
            }
        }
    }
}

fn factorial(n: usize) -> BigUint {
    (1..=n).product()
}
