//! The nonlinear map between two linear layers.

use ndarray::{Array1, ArrayView1, Axis};

use super::{Coupling, NetworkError};
use crate::Scalar;

/// The nonlinear map φ_l between two linear layers: it adds the sum of its couplings to the last d2
/// components.
///
/// ```text
/// φ(h) = h + Σ_p χ^(p) · (h ⊗ .. ⊗ h)
/// ```
///
/// Its Jacobian is triangular with ones on the diagonal, so that |det| = 1 everywhere.
///
/// # Source
/// Eqs. (22) and (23); the inverse is Eq. (24).
#[derive(Clone, Debug, PartialEq)]
pub struct Activation<T> {
    couplings: Vec<Coupling<T>>,
}

impl<T: Scalar> Activation<T> {
    /// An activation from its couplings, given in any order.
    ///
    /// # Errors
    /// [`NetworkError::NoCoupling`] for none, [`NetworkError::RepeatedArity`] for two of the same arity.
    pub fn new(mut couplings: Vec<Coupling<T>>) -> Result<Activation<T>, NetworkError> {
        couplings.sort_by_key(Coupling::arity);
        if couplings.is_empty() {
            return Err(NetworkError::NoCoupling);
        }
        match couplings.windows(2).find(|pair| pair[0].arity() == pair[1].arity()) {
            Some(pair) => Err(NetworkError::RepeatedArity { arity: pair[0].arity() }),
            None => Ok(Activation { couplings }),
        }
    }

    /// The couplings in the order of their arity. There is at least one.
    pub fn couplings(&self) -> &[Coupling<T>] {
        &self.couplings
    }

    /// The coupling with this number of lower indices.
    pub fn coupling(&self, arity: usize) -> Option<&Coupling<T>> {
        self.couplings.iter().find(|coupling| coupling.arity() == arity)
    }

    /// The numbers of lower indices, in rising order.
    pub fn arities(&self) -> Vec<usize> {
        self.couplings.iter().map(Coupling::arity).collect()
    }

    /// φ(h).
    ///
    /// # Panics
    /// When `h` has not the dimension of the network.
    pub fn forward(&self, h: ArrayView1<'_, T>) -> Array1<T> {
        let mut x = h.to_owned();
        for (sum, term) in x.iter_mut().rev().zip(self.shift(h).iter().rev()) {
            *sum += term.clone();
        }
        x
    }

    /// φ⁻¹(x): the first half of x is that of h, so the same terms are subtracted.
    ///
    /// # Panics
    /// When `x` has not the dimension of the network.
    pub fn inverse(&self, x: ArrayView1<'_, T>) -> Array1<T> {
        let mut h = x.to_owned();
        for (sum, term) in h.iter_mut().rev().zip(self.shift(x).iter().rev()) {
            *sum -= term.clone();
        }
        h
    }

    /// What φ adds to the last d2 components.
    fn shift(&self, h: ArrayView1<'_, T>) -> Array1<T> {
        let (first, second) = h.split_at(Axis(0), h.len().div_ceil(2));
        let mut shift = Array1::zeros(second.len());
        for coupling in &self.couplings {
            for (sum, term) in shift.iter_mut().zip(coupling.contract(first)) {
                *sum += term;
            }
        }
        shift
    }

    pub(super) fn map<U: Scalar>(&self, convert: impl Fn(&T) -> U) -> Activation<U> {
        Activation { couplings: self.couplings.iter().map(|coupling| coupling.map(&convert)).collect() }
    }
}
