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
        let (chains, rows, sides) = match (self, shape) {
            (Axes::Samples, [rows, sides @ ..]) if !sides.is_empty() => (1, *rows, sides),
            (Axes::Chains, [chains, rows, sides @ ..]) if !sides.is_empty() => (*chains, *rows, sides),
            (Axes::Samples, _) => return Err(Fault::Shape(shape.to_vec())),
            (Axes::Chains, _) => return Err(Fault::ChainShape(shape.to_vec())),
        };
        if sides.iter().any(|side| *side != sides[0]) {
            return Err(Fault::Sides(shape.to_vec()));
        }
        let dimension = sides.iter().try_fold(1usize, |sites, &side| sites.checked_mul(side));
        let dimension = dimension.ok_or_else(|| Fault::Shape(shape.to_vec()))?;
        // A file has a number for each chain, unless it has none.
        if shape.contains(&0) { Err(Fault::Empty) } else { Ok((vec![rows; chains], dimension)) }
    }
}
