//! The diagrams of a cumulant, summed up.

use std::ops::ControlFlow;

use num_traits::One;

use super::CorrelatorsError;
use super::contraction::{Contraction, Legs};
use super::expansion::Expansion;
use super::line::is_finite;
use super::tree;
use crate::action::{Pairs, SymmetricTensor, estimated_entries};
use crate::feynman::{Family, Generate, MAX_VERTICES, Term};
use crate::{Rational, Scalar};

/// Sums of diagrams of an [`Expansion`], order of loops by order of loops. What diagrams have in common is contracted once, and
/// kept.
///
/// # Formula
/// κ_n = Σ sym(Π V_k Π Δ) n!/|Aut'| over the connected diagrams with n legs that are not told apart.
///
/// # Cost
/// Every diagram is contracted in its cheapest order. For d = 16 and ranks 3 and 4, κ_2 at two loops is 24 diagrams of less than d⁵
/// multiplications each.
///
/// # Example
/// ```
/// use diagraction::correlators::{Correlators, Expansion};
/// use diagraction::theory;
///
/// // S = -x²/2 - g x⁴/24 with g = 1/2: κ_2 = 1 - g/2 + 2 g²/3 - ..
/// let action = theory::read("dimension 1  S = -x[0]^2 / 2 - x[0]^4 / 48")?;
/// let expansion = Expansion::at(&action, &[Default::default()])?;
/// let mut correlators = Correlators::new(&expansion);
/// let terms = (0..3).map(|loops| Ok(correlators.term(2, loops)?.get(&[0, 0]).to_string()));
/// assert_eq!(terms.collect::<Result<Vec<_>, diagraction::correlators::CorrelatorsError>>()?, ["1", "-1/4", "1/6"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Correlators<'a, T> {
    expansion: &'a Expansion<T>,
    contraction: Contraction<'a, T>,
    legs: Legs,
    family: Family,
    memory: u64,
    limit: u64,
}

/// The most diagrams of a term that are summed up unless another limit is given.
pub const MOST_DIAGRAMS: u64 = 20_000;

/// A diagram with its part of a cumulant.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution<T> {
    /// The diagram, its legs not told apart, with the number of its automorphisms.
    pub term: Term,
    /// Its value, n!/|Aut'| included, averaged over all assignments of the legs.
    pub value: SymmetricTensor<T>,
}

impl<'a, T: Scalar> Correlators<'a, T> {
    /// All connected diagrams, with lines to every variable.
    pub fn new(expansion: &'a Expansion<T>) -> Correlators<'a, T> {
        Correlators::with(expansion, Legs::Lines, Family::Connected)
    }

    /// Some of the diagrams, with other legs. At [`Legs::Sites`], the indices of results are places in the list of sites.
    ///
    /// # Panics
    /// When a site is beyond the dimension.
    pub fn with(expansion: &'a Expansion<T>, legs: Legs, family: Family) -> Correlators<'a, T> {
        let contraction = Contraction::new(expansion, &legs);
        Correlators { expansion, contraction, legs, family, memory: u64::MAX, limit: MOST_DIAGRAMS }
    }

    /// Refuses what takes more bytes.
    #[must_use]
    pub fn memory(self, memory: u64) -> Correlators<'a, T> {
        Correlators { memory, ..self }
    }

    /// Refuses terms of more diagrams; [`MOST_DIAGRAMS`] unless given.
    #[must_use]
    pub fn limit(self, limit: u64) -> Correlators<'a, T> {
        Correlators { limit, ..self }
    }

    /// Refuses what is too large or has too many diagrams, by a bound that takes no time.
    ///
    /// # Errors
    /// As for [`diagrams`](Correlators::diagrams), but for the memory.
    pub fn check(&self, order: usize, loops: usize) -> Result<(), CorrelatorsError> {
        Ok(self.request(order, loops)?.check()?)
    }

    /// The diagrams of κ_n, or of ln Z with n = 0, at an order of loops; order 1 without loops, the point itself, has none.
    ///
    /// # Errors
    /// When there are too many diagrams, or they are too large.
    pub fn diagrams(&self, order: usize, loops: usize) -> Result<Vec<Term>, CorrelatorsError> {
        let request = self.request(order, loops)?;
        let mut terms = Vec::new();
        request.each(|term| {
            terms.push(term);
            ControlFlow::Continue(())
        })?;
        let (_, numbers) = self.contraction.cost(terms.iter().map(|term| &term.graph));
        self.expect_memory(order, loops, (numbers * size_of::<T>() as f64) as u64)?;
        Ok(terms)
    }

    /// Every diagram with its value.
    ///
    /// # Errors
    /// As for [`diagrams`](Correlators::diagrams).
    pub fn contributions(
        &mut self,
        order: usize,
        loops: usize,
    ) -> Result<Vec<Contribution<T>>, CorrelatorsError> {
        let terms = self.diagrams(order, loops)?;
        Ok(terms.into_iter().map(|term| Contribution { value: self.value(&term), term }).collect())
    }

    /// The term of κ_n at an order of loops, of rank n; n = 0 is ln Z from two loops on. The term of order 1 without loops is the
    /// point.
    ///
    /// # Errors
    /// As for [`diagrams`](Correlators::diagrams).
    pub fn term(&mut self, order: usize, loops: usize) -> Result<SymmetricTensor<T>, CorrelatorsError> {
        let d = self.legs_dimension();
        if (order, loops, &self.legs) == (1, 0, &Legs::Lines) {
            return Ok(SymmetricTensor::from_entries(d, 1, self.expansion.point())
                .expect("an entry for each variable"));
        }
        if let (1, 0, Legs::Sites(sites)) = (order, loops, &self.legs) {
            let point = self.expansion.point();
            let entries = sites.iter().map(|&site| point[site].clone()).collect();
            return Ok(SymmetricTensor::from_entries(d, 1, entries).expect("an entry for each site"));
        }
        if (order, loops, self.family) == (4, 0, Family::Connected) && self.expansion.quartic().is_some() {
            self.expect_memory(order, loops, tree::memory(self.expansion, d, true))?;
            return bounded(self.tree_of_four_legs()?.tensor(&()), loops);
        }
        let entries = estimated_entries(d, order) * size_of::<T>() as f64;
        self.expect_memory(order, loops, entries as u64)?;
        let terms = self.diagrams(order, loops)?;
        let mut sum = SymmetricTensor::zero(d, order);
        for term in terms {
            let value = self.value(&term);
            sum.add(&value);
        }
        bounded(sum, loops)
    }

    fn request(&self, order: usize, loops: usize) -> Result<Generate, CorrelatorsError> {
        let excess = (order + 2 * loops).saturating_sub(2);
        let vertices = order + excess / self.expansion.ranks().first().map_or(1, |lowest| lowest - 2);
        if vertices > MAX_VERTICES {
            return Err(CorrelatorsError::TooLarge { order, loops, vertices });
        }
        let request = Generate::new(order, loops..=loops).ranks(self.expansion.ranks()).family(self.family);
        let request = request.unlabelled().limit(self.limit);
        Ok(if self.expansion.is_dressed() { request.dressed() } else { request })
    }

    /// κ_4 without loops as pairs of matrices, in memory of the order of d³. Its entries are those of `term(4, 0)` for all connected
    /// diagrams.
    ///
    /// # Formula
    /// 24 sym \[ Σ_p L_p ⊗ R_p + 1/8 Σ_m V_m ⊗ V_m \] with A^(4) = sym Σ_p L_p ⊗ R_p and the matrices (V_m)_ij of V_3, in a basis
    /// in which lines are 1, and a line at every leg: d pairs more than A^(4) has.
    ///
    /// # Errors
    /// When A^(4) is held by its entries, or the pairs take too much memory.
    ///
    /// # Cost
    /// 4 d³ multiplications for each pair, and 3 d⁴.
    ///
    /// # Example
    /// ```
    /// use diagraction::action::{Action, Pairs, Truncation};
    /// use diagraction::correlators::{Correlators, Expansion};
    /// use ndarray::array;
    ///
    /// // S = -x²/2 + x³/6 - x⁴/24: κ_4 = 3 - 1 without loops.
    /// let mut lower = Action::zero(1, 3, Truncation::none());
    /// lower.tensor_mut(2).set(&[0, 0], -0.5);
    /// lower.tensor_mut(3).set(&[0; 3], 1.0 / 6.0);
    /// let quartic = Pairs::new(1, vec![-1.0 / 24.0], array![[1.0]], vec![])?;
    /// let expansion = Expansion::with_pairs(lower, quartic)?;
    /// let tree = Correlators::new(&expansion).tree_of_four_legs()?;
    /// assert!((tree.entry([0; 4]) - 2.0).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tree_of_four_legs(&self) -> Result<Pairs<T>, CorrelatorsError> {
        if self.expansion.quartic().is_none() && self.expansion.ranks().contains(&4) {
            return Err(CorrelatorsError::NoPairs);
        }
        let legs = self.contraction.weighted_legs();
        self.expect_memory(4, 0, tree::memory(self.expansion, legs.nrows(), false))?;
        tree::of_four_legs(self.expansion, legs.view())
    }

    fn expect_memory(&self, order: usize, loops: usize, needed: u64) -> Result<(), CorrelatorsError> {
        match needed > self.memory {
            true => Err(CorrelatorsError::Memory { order, loops, needed, available: self.memory }),
            false => Ok(()),
        }
    }

    /// The number of values of the index of a leg.
    fn legs_dimension(&self) -> usize {
        match &self.legs {
            Legs::Sites(sites) => sites.len(),
            Legs::Lines | Legs::Amputated => self.expansion.dimension(),
        }
    }

    fn value(&mut self, term: &Term) -> SymmetricTensor<T> {
        let value = self.contraction.value(&term.graph);
        let mut value = SymmetricTensor::symmetrised(self.legs_dimension(), value.view());
        let assignments = (1..=term.graph.points()).map(|n| Rational::from_integer(n.into()));
        let factor =
            T::from_rational(&(assignments.fold(Rational::one(), |product, n| product * n) * term.factor()));
        value.entries_mut().iter_mut().for_each(|entry| *entry *= factor.clone());
        value
    }
}

/// Refuses entries that floats do not hold.
fn bounded<T: Scalar>(sum: SymmetricTensor<T>, loops: usize) -> Result<SymmetricTensor<T>, CorrelatorsError> {
    match sum.entries().iter().all(is_finite) {
        true => Ok(sum),
        false => Err(CorrelatorsError::Overflow { order: sum.rank(), loops }),
    }
}
