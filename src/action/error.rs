//! What can be wrong with an action in memory.

use thiserror::Error;

/// What can be wrong with an action.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum ActionError {
    /// A tensor that does not belong at its place.
    #[error("the tensor at rank {rank} does not have rank {rank} and dimension {dimension}")]
    Misplaced { rank: usize, dimension: usize },
    /// A coefficient that overflowed.
    #[error(
        "the entry {index:?} of A^({rank}) is beyond the range of a 64-bit float; use exact arithmetic or rescale the data"
    )]
    NotFinite { rank: usize, index: Vec<usize> },
    /// A coefficient that underflowed.
    #[error(
        "the entry {index:?} of A^({rank}) is not zero, and below the range of a 64-bit float; use exact arithmetic or rescale the data"
    )]
    Vanishes { rank: usize, index: Vec<usize> },
    /// The packed tensors would not fit.
    #[error(
        "the ranks to {rank} in {dimension} dimensions have more than {max} independent entries, the most that packed tensors hold"
    )]
    TooLarge { rank: usize, dimension: usize, max: usize },
    /// More entries than can be counted.
    #[error(
        "rank {rank} in {dimension} dimensions has more independent entries than a number of 128 bits can count"
    )]
    Uncountable { rank: usize, dimension: usize },
    /// A matrix that no image can show.
    #[error(
        "a heat map of A^(2) in {dimension} dimensions, and an image shows at most {max}; draw the lattice or the distribution"
    )]
    HeatMap { dimension: usize, max: usize },
    /// Matrices that do not fit together as pairs.
    #[error("the pairs of A^(4) in {dimension} dimensions are rows of {} numbers, as many left as right", dimension * (dimension + 1) / 2)]
    Pairs { dimension: usize },
    /// Pairs that do not match one to one.
    #[error("the pairs of the two A^(4) do not match one to one")]
    Unmatched,
    /// Two actions around different points.
    #[error("the actions are expanded around different points")]
    Points,
    /// An action of real variables and one of spins.
    #[error("one action is of spins, and another of real variables")]
    Domains,
    /// Two actions on different lattices.
    #[error("the actions belong to different lattices")]
    Lattices,
    /// A lattice that does not fit an action.
    #[error("the lattice has {sites} sites, and the actions have {dimension} variables")]
    Sites { sites: usize, dimension: usize },
    /// Two actions of different dimension.
    #[error("the actions have different dimensions, {0} and {1}")]
    Dimensions(usize, usize),
}
