//! An action held by its entries that are not zero.

use std::collections::BTreeMap;

use ndarray::{Array1, Array2};
use num_traits::Zero;

use super::calculus::offset;
use super::{Action, ActionError, Constants, Domain, Truncation, independent_entries, permutations};
use crate::{Lattice, Rational, Scalar};

/// The most entries of one packed tensor; eight bytes each.
pub(super) const MAX_ENTRIES: usize = 1 << 28;

/// A polynomial action S(x) = Σ_k A^(k) · x^{⊗k} held by its entries that are not zero.
///
/// A lattice theory has a few entries per site, so it fits at any d, where packed tensors do not. Entries are those
/// of the symmetric tensors, at non-decreasing multi-indices counted from 0.
///
/// # Example
/// ```
/// use diagraction::action::SparseAction;
///
/// // S(x) = -x_0² + 3 x_0 x_1; the symmetric A^(2) has the entry 3/2 twice.
/// let mut action = SparseAction::<f64>::zero(1000);
/// action.add_monomial(&[0, 0], -1.0);
/// action.add_monomial(&[1, 0], 3.0);
/// assert_eq!(action.get(&[0, 1]), 1.5);
///
/// let mut x = vec![0.0; 1000];
/// (x[0], x[1]) = (2.0, 1.0);
/// assert_eq!(action.value(&x), 2.0);
/// assert_eq!(action.gradient(&x)[0], -1.0);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SparseAction<T> {
    dimension: usize,
    ranks: Vec<BTreeMap<Vec<usize>, T>>,
    /// Which part of the full action this is.
    pub truncation: Truncation,
    /// The point x* around which S is expanded; `None` for the origin.
    pub around: Option<Vec<T>>,
    /// In an exact action, the irrational part of A^(0), kept apart.
    pub constants: Option<Constants>,
    /// The lattice whose sites are the variables, where there is one.
    pub lattice: Option<Lattice>,
    /// What the variables are.
    pub domain: Domain,
}

impl<T: Scalar> SparseAction<T> {
    /// The action S = 0.
    pub fn zero(dimension: usize) -> SparseAction<T> {
        SparseAction {
            dimension,
            ranks: vec![BTreeMap::new()],
            truncation: Truncation::none(),
            around: None,
            constants: None,
            lattice: None,
            domain: Domain::Real,
        }
    }

    /// The number of variables d.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// The highest rank that is held.
    pub fn max_rank(&self) -> usize {
        self.ranks.len() - 1
    }

    /// The number of entries that are not zero.
    pub fn number_of_entries(&self) -> usize {
        self.ranks.iter().map(BTreeMap::len).sum()
    }

    /// Adds to the entry at a multi-index in any order, and with it to all its permutations.
    ///
    /// # Panics
    /// When the multi-index has an entry beyond the dimension.
    pub fn add(&mut self, index: &[usize], value: T) {
        assert!(index.iter().all(|&entry| entry < self.dimension), "multi-index within the dimension");
        let mut index = index.to_vec();
        index.sort_unstable();
        self.hold(index.len());
        let entries = &mut self.ranks[index.len()];
        let sum = entries.remove(&index).unwrap_or_else(T::zero) + value;
        if !sum.is_zero() {
            entries.insert(index, sum);
        }
        while self.ranks.len() > 1 && self.ranks.last().is_some_and(BTreeMap::is_empty) {
            self.ranks.pop();
        }
    }

    /// Adds c · x_i x_j ..: the entry grows by c over the number of permutations of the multi-index.
    ///
    /// # Panics
    /// When the multi-index has an entry beyond the dimension.
    pub fn add_monomial(&mut self, index: &[usize], c: T) {
        let mut sorted = index.to_vec();
        sorted.sort_unstable();
        self.add(&sorted, c / permutations(&sorted));
    }

    /// The entry at a multi-index in any order.
    pub fn get(&self, index: &[usize]) -> T {
        let mut index = index.to_vec();
        index.sort_unstable();
        let entries = self.ranks.get(index.len());
        entries.and_then(|entries| entries.get(&index)).cloned().unwrap_or_else(T::zero)
    }

    /// The entries of A^(rank) that are not zero, by non-decreasing multi-indices in lexicographic order.
    pub fn entries(&self, rank: usize) -> impl Iterator<Item = (&[usize], &T)> {
        self.ranks.get(rank).into_iter().flatten().map(|(index, value)| (index.as_slice(), value))
    }

    /// The highest pure power of each variable, its rank from 1 up and its entry, in one pass over the entries.
    pub(crate) fn pure_powers(&self) -> Vec<Option<(usize, &T)>> {
        let mut powers = vec![None; self.dimension];
        for (rank, entries) in self.ranks.iter().enumerate().skip(1) {
            for (index, value) in entries {
                if index[0] == index[rank - 1] && !value.is_zero() {
                    powers[index[0]] = Some((rank, value));
                }
            }
        }
        powers
    }

    /// The same action in packed tensors.
    ///
    /// # Errors
    /// When all ranks together have more than 2^28 independent entries.
    pub fn to_dense(&self) -> Result<Action<T>, ActionError> {
        let mut left = MAX_ENTRIES;
        for rank in 0..=self.max_rank() {
            let entries =
                independent_entries(self.dimension, rank).and_then(|entries| left.checked_sub(entries));
            let too_large = ActionError::TooLarge { rank, dimension: self.dimension, max: MAX_ENTRIES };
            left = entries.ok_or(too_large)?;
        }
        let mut action = Action::zero(self.dimension, self.max_rank(), self.truncation);
        for (rank, entries) in self.ranks.iter().enumerate() {
            for (index, value) in entries {
                action.tensor_mut(rank).set(index, value.clone());
            }
        }
        action.around.clone_from(&self.around);
        action.constants.clone_from(&self.constants);
        Ok(action)
    }

    /// S(x), without an exact action's [`constants`](SparseAction::constants).
    ///
    /// # Panics
    /// When x has another length than the dimension.
    ///
    /// # Cost
    /// k products for each entry of rank k.
    pub fn value(&self, x: &[T]) -> T {
        let x = &offset(self.dimension, &self.around, x);
        self.all().fold(T::zero(), |sum, (index, value)| sum + coefficient(index, value) * product(index, x))
    }

    /// ∂S/∂x_i.
    pub fn gradient(&self, x: &[T]) -> Array1<T> {
        let x = &offset(self.dimension, &self.around, x);
        let mut gradient = Array1::zeros(self.dimension);
        for (index, value) in self.all() {
            let c = coefficient(index, value);
            for (place, power) in classes(index) {
                gradient[index[place]] += c.clone() * T::natural(power) * product(&without(index, place), x);
            }
        }
        gradient
    }

    /// ∂²S/∂x_i∂x_j, shape (d, d).
    pub fn hessian(&self, x: &[T]) -> Array2<T> {
        let x = &offset(self.dimension, &self.around, x);
        let mut hessian = Array2::zeros((self.dimension, self.dimension));
        for (index, value) in self.all() {
            let c = coefficient(index, value);
            for (first, power) in classes(index) {
                let (rest, c) = (without(index, first), c.clone() * T::natural(power));
                for (second, power) in classes(&rest) {
                    let slope = c.clone() * T::natural(power) * product(&without(&rest, second), x);
                    hessian[[index[first], rest[second]]] += slope;
                }
            }
        }
        hessian
    }

    /// The coefficients up to a rank.
    pub(crate) fn up_to(&self, rank: usize) -> SparseAction<T> {
        let ranks = self.ranks.iter().take(rank + 1).cloned().collect();
        SparseAction { ranks, ..self.emptied() }
    }

    /// The action S = 0 of the same kind.
    pub(super) fn emptied(&self) -> SparseAction<T> {
        SparseAction {
            dimension: self.dimension,
            ranks: vec![BTreeMap::new()],
            truncation: self.truncation,
            around: self.around.clone(),
            constants: self.constants.clone(),
            lattice: self.lattice.clone(),
            domain: self.domain,
        }
    }

    /// Holds ranks up to this one, also where they vanish.
    pub(super) fn hold(&mut self, rank: usize) {
        if self.ranks.len() <= rank {
            self.ranks.resize_with(rank + 1, BTreeMap::new);
        }
    }

    /// Takes an entry that is not there yet; `false` where it is. Zeros are kept until [`drop_zeros`](Self::drop_zeros).
    pub(super) fn insert(&mut self, sorted: Vec<usize>, value: T) -> bool {
        self.hold(sorted.len());
        let rank = sorted.len();
        self.ranks[rank].insert(sorted, value).is_none()
    }

    pub(super) fn drop_zeros(&mut self) {
        self.ranks.iter_mut().for_each(|entries| entries.retain(|_, value| !value.is_zero()));
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&Vec<usize>, &T)> {
        self.ranks.iter().flatten()
    }
}

impl SparseAction<Rational> {
    /// The nearest action in floating point, with the constants added to A^(0).
    ///
    /// # Errors
    /// When a coefficient is beyond the range of an `f64`.
    pub fn to_f64(&self) -> Result<SparseAction<f64>, ActionError> {
        let mut action = SparseAction::zero(self.dimension);
        action.hold(self.max_rank());
        for (index, value) in self.all() {
            let float = value.to_f64();
            if float == 0.0 && !value.is_zero() {
                return Err(ActionError::Vanishes { rank: index.len(), index: index.clone() });
            }
            action.insert(index.clone(), float);
        }
        if let Some(constants) = &self.constants {
            let scalar = action.get(&[]) + constants.value();
            action.insert(Vec::new(), scalar);
        }
        action.drop_zeros();
        action.truncation = self.truncation;
        action.around = self.around.as_ref().map(|point| point.iter().map(Scalar::to_f64).collect());
        action.lattice.clone_from(&self.lattice);
        action.domain = self.domain;
        action.check_finite()?;
        Ok(action)
    }
}

impl SparseAction<f64> {
    pub(crate) fn check_finite(&self) -> Result<(), ActionError> {
        match self.all().find(|(_, value)| !value.is_finite()) {
            None => Ok(()),
            Some((index, _)) => Err(ActionError::NotFinite { rank: index.len(), index: index.clone() }),
        }
    }
}

impl<T: Scalar> From<&Action<T>> for SparseAction<T> {
    fn from(dense: &Action<T>) -> SparseAction<T> {
        let mut action = SparseAction::zero(dense.dimension());
        action.hold(dense.max_rank());
        for tensor in dense.tensors() {
            for (index, value) in tensor.iter().filter(|(_, value)| !value.is_zero()) {
                action.insert(index, value.clone());
            }
        }
        action.truncation = dense.truncation;
        action.around.clone_from(&dense.around);
        action.constants.clone_from(&dense.constants);
        action
    }
}

/// The coefficient of the monomial: the entry times the number of permutations of its multi-index.
pub(super) fn coefficient<T: Scalar>(index: &[usize], value: &T) -> T {
    value.clone() * permutations::<T>(index)
}

/// Where equal entries of a multi-index begin, and how many they are.
pub(super) fn classes(index: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    index.chunk_by(|a, b| a == b).scan(0, |end, class| {
        *end += class.len();
        Some((*end - class.len(), class.len()))
    })
}

fn product<T: Scalar>(index: &[usize], x: &[T]) -> T {
    index.iter().fold(T::one(), |product, &entry| product * x[entry].clone())
}

/// A multi-index without the entry at a place.
pub(crate) fn without(index: &[usize], place: usize) -> Vec<usize> {
    let mut rest = index.to_vec();
    rest.remove(place);
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rational(p: i64, q: i64) -> Rational {
        Rational::new(p.into(), q.into())
    }

    /// A polynomial in three variables with a term of every rank to five.
    fn sample() -> SparseAction<Rational> {
        let mut action = SparseAction::zero(3);
        let terms: [(&[usize], i64); 8] = [
            (&[], 5),
            (&[2], -1),
            (&[1, 0], 3),
            (&[2, 2], -2),
            (&[2, 0, 1], 7),
            (&[1, 1, 0], 2),
            (&[0, 0, 2, 2], -4),
            (&[2, 1, 1, 1, 0], 1),
        ];
        for (place, (index, c)) in terms.into_iter().enumerate() {
            action.add_monomial(index, rational(c, place as i64 + 1));
        }
        action.around = Some(vec![rational(1, 2), rational(0, 1), rational(-1, 3)]);
        action
    }

    #[test]
    fn it_is_the_polynomial_of_its_dense_form() {
        let sparse = sample();
        let dense = sparse.to_dense().expect("a small action");
        assert_eq!(SparseAction::from(&dense), sparse);
        let x = [rational(2, 3), rational(-5, 4), rational(1, 7)];
        assert_eq!(sparse.value(&x), dense.value(&x));
        assert_eq!(sparse.gradient(&x), dense.gradient(&x));
        assert_eq!(sparse.hessian(&x), dense.hessian(&x));
    }

    #[test]
    fn terms_that_cancel_leave_nothing() {
        let mut action = SparseAction::<Rational>::zero(2);
        action.add_monomial(&[0, 1, 1], rational(3, 1));
        action.add_monomial(&[1, 0, 1], rational(-3, 1));
        assert_eq!(action, SparseAction::zero(2));
    }

    #[test]
    fn what_would_not_fit_is_refused() {
        // Each rank would fit, and all together would take 16 GiB.
        let mut action = SparseAction::<f64>::zero(2);
        action.hold(1 << 16);
        assert!(matches!(action.to_dense(), Err(ActionError::TooLarge { rank: 23169.., .. })));
        let mut action = SparseAction::<f64>::zero(1000);
        action.add(&[0, 0, 0, 0], -1.0);
        assert!(matches!(action.to_dense(), Err(ActionError::TooLarge { rank: 4, .. })));
    }
}
