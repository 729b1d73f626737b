use crate::Scalar;
use crate::action::{Pairs, SymmetricTensor};

/// The value of a diagram.
#[derive(Clone, Debug)]
pub enum Value<T> {
    /// Up to rank three its entries.
    Entries(SymmetricTensor<T>),
    /// Of rank four a sum of products of two matrices.
    Pairs(Pairs<T>),
}

impl<T: Scalar> Value<T> {
    /// An entry, by its indices in any order.
    ///
    /// # Panics
    /// When the index has another length than the rank or an entry beyond the dimension.
    #[must_use]
    pub fn entry(&self, index: &[usize]) -> T {
        match self {
            Value::Entries(tensor) => tensor.get(index).clone(),
            Value::Pairs(pairs) => pairs.entry(index.try_into().expect("four indices")),
        }
    }
}
