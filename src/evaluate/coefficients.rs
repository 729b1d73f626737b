//! An action in the form in which a method has it: entries, pairs or factors.

use super::EvaluateError;
use super::factored::Factored;
use super::low_rank::LowRankPart;
use crate::action::{Action, Constants};
use crate::{Progress, Scalar};

/// An action in the form in which a method has it. A^(0) is complete; in exact numbers its irrational part stands beside it.
///
/// Single entries and rows are read off any form, so that A^(4) need not be made.
///
/// # Example
/// ```
/// use diagraction::evaluate::{self, Method, Quartic, Request};
/// use diagraction::network::file;
///
/// let network = file::load("examples/models/lattice16.safetensors")?.to_f64()?;
/// let request = Request { max_rank: Some(4), quartic: Quartic::Pairs, ..Request::default() };
/// let coefficients = evaluate::plan(&network, &request, Method::Factored)?.run(&network)?;
/// let row = coefficients.row(&[0, 1, 2]);
/// assert_eq!((row.len(), row[3]), (16, coefficients.entry(&[3, 2, 1, 0])));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub enum Coefficients<T> {
    /// All entries.
    Entries(Action<T>),
    /// A^(4), where it is wanted, as a sum of products of two matrices.
    Factored(Factored<T>),
    /// The factors of low-rank couplings.
    LowRank(Box<LowRankPart<T>>),
}

impl<T: Scalar> Coefficients<T> {
    /// The number of variables d.
    pub fn dimension(&self) -> usize {
        match self {
            Coefficients::Entries(action) => action.dimension(),
            Coefficients::Factored(factored) => factored.lower.dimension(),
            Coefficients::LowRank(part) => part.factors.dimension(),
        }
    }

    /// The entry of A^(k) at a multi-index of length k, in any order; zero for ranks that are not there.
    ///
    /// # Panics
    /// When an index is beyond the dimension.
    pub fn entry(&self, index: &[usize]) -> T {
        let held = |action: &Action<T>| {
            action.tensor(index.len()).map_or_else(T::zero, |tensor| tensor.get(index).clone())
        };
        match self {
            Coefficients::Entries(action) => held(action),
            Coefficients::Factored(Factored { lower, quartic }) => match (quartic, index) {
                (Some(pairs), &[i, j, k, l]) => pairs.entry([i, j, k, l]),
                _ => held(lower),
            },
            Coefficients::LowRank(part) if index.len() > part.max_rank => T::zero(),
            Coefficients::LowRank(part) => part.factors.entry(index),
        }
    }

    /// The d entries of A^(k) whose first k - 1 indices are given.
    ///
    /// # Panics
    /// When an index is beyond the dimension.
    pub fn row(&self, prefix: &[usize]) -> Vec<T> {
        match self {
            Coefficients::LowRank(part) if prefix.len() < part.max_rank => part.factors.row(prefix).to_vec(),
            _ => (0..self.dimension()).map(|last| self.entry(&[prefix, &[last]].concat())).collect(),
        }
    }

    /// Sets A^(1) to zero, for an action around a point where it is known to vanish and only rounding errors are left.
    #[doc(hidden)]
    pub fn drop_linear(&mut self) {
        match self {
            Coefficients::Entries(action) | Coefficients::Factored(Factored { lower: action, .. }) => {
                if action.max_rank() > 0 {
                    action.tensor_mut(1).entries_mut().fill(T::zero());
                }
            }
            Coefficients::LowRank(part) => part.factors.drop_linear(),
        }
    }

    /// With what A^(0) has besides its diagrams.
    pub(super) fn completed(mut self, number: T, constants: Option<Constants>) -> Coefficients<T> {
        match &mut self {
            Coefficients::Entries(action) | Coefficients::Factored(Factored { lower: action, .. }) => {
                action.tensor_mut(0).entries_mut()[0] += number;
                action.constants = constants;
            }
            // These are complete.
            Coefficients::LowRank(_) => {}
        }
        self
    }

    /// All entries.
    ///
    /// # Errors
    /// When the entries that factors make take more than `memory` bytes.
    pub fn into_action(self, memory: u64, progress: &dyn Progress) -> Result<Action<T>, EvaluateError> {
        match self {
            Coefficients::Entries(action) => Ok(action),
            Coefficients::Factored(factored) => Ok(factored.into_action(progress)),
            Coefficients::LowRank(part) => part.action(part.max_rank, memory),
        }
    }
}
