//! What the axes of an array of samples are.

use super::Fault;

/// What an array of samples holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axes {
    /// Samples: (N, d), or (N, side, side, ..) with equal sides.
    Samples,
    /// Samples of several chains: one axis more, the first.
    Chains,
}

impl Axes {
    /// The number of samples of each chain, and their dimension.
    pub(super) fn split(self, shape: &[usize]) -> Result<(Vec<usize>, usize), Fault> {
        match (self, shape) {
            (Axes::Samples, [rows, sides @ ..]) if !sides.is_empty() => {
                Ok((vec![*rows], dimension(sides, shape)?))
            }
            (Axes::Chains, [chains, rows, sides @ ..]) if !sides.is_empty() => {
                // So many chains as there are numbers, at most.
                let is_empty = shape.contains(&0);
                let dimension = dimension(sides, shape)?;
                if is_empty { Err(Fault::Empty) } else { Ok((vec![*rows; *chains], dimension)) }
            }
            (Axes::Samples, _) => Err(Fault::Shape(shape.to_vec())),
            (Axes::Chains, _) => Err(Fault::ChainShape(shape.to_vec())),
        }
    }
}

/// The coordinates are one axis, or the sites of a lattice of equal sides.
fn dimension(sides: &[usize], shape: &[usize]) -> Result<usize, Fault> {
    if sides.iter().any(|side| *side != sides[0]) {
        return Err(Fault::Sides(shape.to_vec()));
    }
    let product = sides.iter().try_fold(1usize, |sites, &side| sites.checked_mul(side));
    product.ok_or_else(|| Fault::Shape(shape.to_vec()))
}
