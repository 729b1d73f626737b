//! A diagram with its factor, and the constants of rank 0 beside the diagrams.

use num_rational::BigRational;
use num_traits::One;

use super::{Arena, Diagram, Grade};

/// A diagram with its combinatorial factor.
///
/// With two legs at the latent vertex its value is factor · (-1/2) · contraction, with one leg factor · contraction with B^(1); the symmetrised value is
/// the contribution to A^(rank).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The combinatorial factor.
    pub factor: BigRational,
    /// The diagram.
    pub diagram: Diagram,
}

impl Term {
    /// A diagram with factor 1.
    pub fn unit(diagram: Diagram) -> Term {
        Term { factor: BigRational::one(), diagram }
    }

    /// Rank, splits and circles of the diagram.
    pub fn grade(&self, arena: &Arena) -> Grade {
        self.diagram.grade(arena)
    }
}

/// A rank-0 term of the action that is not a diagram of legs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Constant {
    /// Z(): the normalisation -(d/2) ln 2π of the latent Gaussian, Eq. (2).
    Gaussian,
    /// lndet(W_l): the volume term ln|det W_l| of Eq. (15).
    LnDet(u32),
}
