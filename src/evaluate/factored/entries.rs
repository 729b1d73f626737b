//! From the jets to an action, packed or looked at in passing.

use super::jets::{Tape, record};
use super::orders::Orders;
use super::sweep::Sweep;
use crate::action::{Action, Pairs, SymmetricTensor, Triangle, Truncation};
use crate::evaluate::EvaluateError;
use crate::network::Network;
use crate::{Progress, Scalar};
use ndarray::Array2;

/// The action to rank 4 with A^(4) as a sum of [`Pairs`].
#[derive(Clone, Debug)]
pub struct Factored<T> {
    /// A^(0) to A^(3), as far as they are wanted. [`factor`] leaves the constants of A^(0) out.
    pub lower: Action<T>,
    /// A^(4), where it is wanted.
    pub quartic: Option<Pairs<T>>,
}

/// The highest rank that the method reaches.
pub const MAX_RANK: usize = 4;

/// The coefficients of a network with quadratic activations up to `max_rank` ≤ 4, without constants.
///
/// # Errors
/// When the network has other activations, or the rank is above [`MAX_RANK`].
pub fn factor<T: Scalar>(
    network: &Network<T>,
    max_rank: usize,
    max_chi: Option<usize>,
) -> Result<Factored<T>, EvaluateError> {
    EvaluateError::expect_quadratic(network)?;
    EvaluateError::expect_rank(max_rank)?;
    // More than 2 (2^L - 1) factors of χ are in no diagram.
    let most = 1usize.checked_shl(network.depth() as u32 + 1).map_or(usize::MAX, |ends| ends - 2);
    let orders = Orders::new(max_chi.filter(|&max| max < most));
    let tape = record(network, orders);
    let mut lower = Action::zero(network.dimension(), max_rank.min(3), Truncation::none());
    set_low_ranks(&tape, &mut lower);
    if max_rank < 3 {
        return Ok(Factored { lower, quartic: None });
    }
    let mut sweep = Sweep::new(network, orders, max_rank == 4);
    symmetrise_third(&sweep.run(tape.layers), lower.tensor_mut(3));
    Ok(Factored { lower, quartic: sweep.into_pairs() })
}

fn set_low_ranks<T: Scalar>(tape: &Tape<T>, action: &mut Action<T>) {
    let triangle = Triangle::new(action.dimension());
    for rank in 0..=action.max_rank().min(2) {
        let entries = action.tensor_mut(rank).entries_mut();
        match rank {
            0 => entries[0] = tape.scalar.clone(),
            1 => entries.clone_from_slice(&tape.vector),
            _ => triangle.add_symmetric(&T::one(), tape.matrix.view(), entries),
        }
    }
}

/// A_{ijk} = (T_{i,jk} + T_{j,ik} + T_{k,ij})/3.
fn symmetrise_third<T: Scalar>(third: &Array2<T>, tensor: &mut SymmetricTensor<T>) {
    let triangle = Triangle::new(tensor.dimension());
    let share = T::third();
    let d = tensor.dimension();
    let indices = (0..d).flat_map(|i| (i..d).flat_map(move |j| (j..d).map(move |k| [i, j, k])));
    for ([i, j, k], entry) in indices.zip(tensor.entries_mut()) {
        let sum = third[[i, triangle.place(j, k)]].clone()
            + third[[j, triangle.place(i, k)]].clone()
            + third[[k, triangle.place(i, j)]].clone();
        *entry = share.clone() * sum;
    }
}

impl<T: Scalar> Factored<T> {
    /// The action with A^(4) packed.
    #[must_use]
    pub fn into_action(self, progress: &dyn Progress) -> Action<T> {
        match self.quartic {
            None => self.lower,
            Some(pairs) => self.lower.with_next(pairs.tensor(progress)),
        }
    }
}
