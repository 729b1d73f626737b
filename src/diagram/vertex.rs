//! A vertex with its legs, and the stages between the maps of a network at which legs may end.

use std::fmt;

use smallvec::SmallVec;

use super::{Arena, Grade, Leg};

/// The deepest network whose diagrams are read or generated.
pub const MAX_DEPTH: u32 = 1000;

/// A place between two maps of the network, where an action has its coefficients.
///
/// From the data to the latent variable the stages are
/// A_1, B_1, A_2, B_2, .., A_{L+1}, B_{L+1}: A_l before the linear map l, B_l after it (the paper's
/// Fig. 2). The open legs of a diagram end at one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// A_l: coefficients of S_{X,l}, the action of x_l. Open legs are `x`.
    A(u32),
    /// B_l: coefficients of S_{H,l}, the action of h_l = W_l x_l + b_l. Open legs are `h`.
    B(u32),
}

impl Stage {
    /// The layer l.
    pub fn layer(self) -> u32 {
        match self {
            Stage::A(layer) | Stage::B(layer) => layer,
        }
    }

    /// The letter of the coefficients.
    pub(crate) fn letter(self) -> char {
        if matches!(self, Stage::A(_)) { 'A' } else { 'B' }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.letter(), self.layer())
    }
}

/// The tensor in the middle of a diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vertex {
    /// Z: the latent vertex (B_{L+1} of the paper). With two legs its value is -1/2 times the identity, or times the precision of
    /// the latent density; with one leg it is the linear part of that density.
    Latent,
    /// The coefficient A_l^(k) or B_l^(k) itself, as in the update equations (15) and (26);
    /// k is the number of legs.
    Coefficient(Stage),
}

/// A vertex with its legs, which are kept in canonical order: equal diagrams compare equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagram {
    vertex: Vertex,
    legs: SmallVec<[Leg; 2]>,
}

impl Diagram {
    /// Joins `legs`, in any order, at `vertex`.
    pub fn new(arena: &Arena, vertex: Vertex, legs: impl IntoIterator<Item = Leg>) -> Diagram {
        let mut legs: SmallVec<[Leg; 2]> = legs.into_iter().collect();
        legs.sort_by(|a, b| arena.compare(*a, *b));
        Diagram { vertex, legs }
    }

    /// The latent vertex Z with two legs.
    pub fn latent(arena: &Arena, first: Leg, second: Leg) -> Diagram {
        Diagram::new(arena, Vertex::Latent, [first, second])
    }

    /// The tensor in the middle.
    pub fn vertex(&self) -> Vertex {
        self.vertex
    }

    /// The legs in canonical order.
    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }

    /// Rank, splits and circles of the whole diagram.
    pub fn grade(&self, arena: &Arena) -> Grade {
        self.legs.iter().map(|&leg| arena.grade(leg)).sum()
    }
}
