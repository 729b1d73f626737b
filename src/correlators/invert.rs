//! From cumulants to an action: the diagrams of an action, read backwards.

use std::collections::BTreeMap;

use super::cumulants::Correlators;
use super::expansion::Expansion;
use super::{ByLoops, CorrelatorsError};
use crate::Scalar;
use crate::action::{Action, SymmetricTensor, Truncation, gaussian_normalisation};

/// How far the diagrams go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// To so many loops.
    Loops(usize),
    /// To this power of 1/N, where odd cumulants vanish and κ_(2n) is of the power n - 1, as of sums of N independent parts: diagrams with
    /// k legs and L loops are of the power L - 1 + k/2.
    Width(usize),
}

impl Order {
    /// The most loops of diagrams with so many legs, where there are any.
    fn loops(self, legs: usize) -> Option<usize> {
        match self {
            Order::Loops(loops) => Some(loops),
            Order::Width(_) if !legs.is_multiple_of(2) => None,
            Order::Width(power) => (power + 1).checked_sub(legs / 2),
        }
    }
}

/// An action out of cumulants.
#[derive(Clone, Debug)]
pub struct Inverted<T> {
    /// κ_1, around which the action is expanded.
    pub mean: Vec<T>,
    /// The coefficients of rank 0, 1, .. by loops. Those of rank 0 begin at two loops; without them A^(0) is that of the Gaussian.
    pub ranks: Vec<ByLoops<T>>,
    /// The action -W.
    dual: Expansion<T>,
}

/// The coefficients of the action that has these cumulants, around their mean, order by order of loops.
///
/// # Formula
/// exp(S) is the Fourier transform of exp(W(iJ)), W(J) = Σ_n κ_n Jⁿ/n!. So k! A^(k) around κ_1 is the sum of the connected diagrams with k legs,
/// with vertices κ_n, n ≥ 3, internal lines -κ_2^{-1} and legs κ_2^{-1}; A^(0) is that of the diagrams without legs, from two loops on, beside
/// -(d/2) ln 2π - ½ ln det κ_2. These are the diagrams of the action -W but for the sign (-1)^(L-1) of L loops.
///
/// With κ_n = ħ^(n-1) Σ_L ħ^L κ_n^(L) of an action S/ħ, the sum to L loops is S itself up to ħ^(L+1), term by term.
///
/// # Errors
/// When κ_2 is not there or not positive definite, or as for [`Correlators::term`].
///
/// # Cost
/// That of the diagrams. A^(k) at L loops needs cumulants to order k + 2L; those that are not there count as zero.
///
/// # Source
/// T. V. Zache and others, Phys. Rev. X 10, 011020 (2020), without loops.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use diagraction::action::SymmetricTensor;
/// use diagraction::correlators::{Order, invert};
///
/// // κ_2 = 2 and κ_4 = 1/10: A^(4) = κ_4/(4! κ_2⁴) without loops, and A^(2) = -1/(2 κ_2) - κ_4/(4 κ_2³) to one.
/// let cumulants = [(2, 2.0), (4, 0.1)];
/// let cumulants = cumulants.map(|(order, value)| Some((order, SymmetricTensor::from_entries(1, order, vec![value])?)));
/// let cumulants: BTreeMap<_, _> = cumulants.into_iter().flatten().collect();
/// let found = invert(&cumulants, 4, Order::Loops(1), u64::MAX)?;
/// let (_, tree) = &found.ranks[4].terms[0];
/// assert!((tree.get(&[0; 4]) - 0.1 / 24.0 / 16.0).abs() < 1e-15);
/// assert!((found.action().tensors()[2].get(&[0; 2]) + 0.25 + 0.1 / 32.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn invert<T: Scalar>(
    cumulants: &BTreeMap<usize, SymmetricTensor<T>>,
    max_rank: usize,
    order: Order,
    memory: u64,
) -> Result<Inverted<T>, CorrelatorsError> {
    if !cumulants.contains_key(&2) {
        return Err(CorrelatorsError::NoCovariance { direction: 0 });
    }
    let dimension = cumulants.values().next().map_or(0, SymmetricTensor::dimension);
    let highest = cumulants.keys().last().copied().unwrap_or(0).max(2);
    let mut dual = Action::zero(dimension, highest, Truncation::none());
    for (&order, cumulant) in cumulants.range(2..) {
        *dual.tensor_mut(order) = cumulant.scaled(&(-T::one() / factorial(order)));
    }
    let expansion = Expansion::new(dual).map_err(|error| match error {
        CorrelatorsError::NotNegative { direction } => CorrelatorsError::NoCovariance { direction },
        error => error,
    })?;
    let mut correlators = Correlators::new(&expansion).memory(memory);
    let of_rank = |rank: usize| {
        // Without legs, S at the point and the Gaussian integral are no diagrams.
        let first = if rank == 0 { 2 } else { 0 };
        let term = |loops: usize| {
            let sign = if loops.is_multiple_of(2) { -T::one() } else { T::one() };
            let value = correlators.term(rank, loops)?;
            Ok((loops, value.scaled(&(sign / factorial(rank)))))
        };
        let terms = order.loops(rank).map_or(first..first, |loops| first..loops + 1).map(term);
        let terms = terms.collect::<Result<Vec<_>, CorrelatorsError>>()?;
        Ok::<_, CorrelatorsError>(ByLoops { order: rank, terms })
    };
    let ranks = (0..=max_rank).map(of_rank).collect::<Result<Vec<_>, _>>()?;
    let mean = cumulants.get(&1).map_or_else(|| vec![T::zero(); dimension], |mean| mean.entries().to_vec());
    Ok(Inverted { mean, ranks, dual: expansion })
}

impl Inverted<f64> {
    /// The sum over loops, with A^(0).
    #[must_use]
    pub fn action(&self) -> Action<f64> {
        let d = self.mean.len();
        let truncation = Truncation { max_rank: Some(self.ranks.len() - 1), max_chi: None };
        let mut action = Action::zero(d, self.ranks.len() - 1, truncation);
        for rank in self.ranks.iter().filter(|rank| !rank.terms.is_empty()) {
            *action.tensor_mut(rank.order) = rank.sum();
        }
        let (_, gaussian) = self.dual.ln_z();
        action.tensor_mut(0).entries_mut()[0] += gaussian + 2.0 * gaussian_normalisation(d);
        action.around = Some(self.mean.clone());
        action
    }
}

fn factorial<T: Scalar>(n: usize) -> T {
    (2..=n).fold(T::one(), |product, k| product * T::natural(k))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use num_traits::Zero;

    use super::{Order, invert};
    use crate::Rational;
    use crate::action::{SparseAction, SymmetricTensor};
    use crate::correlators::{Correlators, Expansion};
    use crate::series::Series;

    /// The highest power of ħ that is followed.
    const LOOPS: usize = 2;

    type Loops = Series<Rational>;

    /// κ_1 .. as series in ħ, each as far as it is needed.
    fn cumulants(action: &SparseAction<Rational>, highest: usize) -> BTreeMap<usize, SymmetricTensor<Loops>> {
        let origin = vec![Rational::zero(); action.dimension()];
        let expansion = Expansion::at(action, &origin).expect("a mode at the origin");
        let mut correlators = Correlators::new(&expansion);
        let mut of_order = |order: usize| {
            // κ_(k + 2L) is in L loops only.
            let known = LOOPS - order.saturating_sub(highest - 2 * LOOPS).div_ceil(2).min(LOOPS);
            let terms: Vec<_> =
                (0..=known).map(|loops| correlators.term(order, loops).expect("diagrams")).collect();
            let entries = (0..terms[0].entries().len()).map(|place| {
                Series::new(terms.iter().map(|term| term.entries()[place].clone()), Some(LOOPS))
            });
            let tensor = SymmetricTensor::from_entries(action.dimension(), order, entries.collect());
            (order, tensor.expect("all entries"))
        };
        (1..=highest).map(&mut of_order).collect()
    }

    /// The identity, power by power of ħ: all that loops add to the cumulants is taken away again.
    fn round_trip(dimension: usize, terms: &[(&[usize], i64)], most: usize) {
        let mut action = SparseAction::<Rational>::zero(dimension);
        for &(index, over) in terms {
            action.add_monomial(index, Rational::new(1.into(), over.into()));
        }
        let cumulants = cumulants(&action, most + 2 * LOOPS);
        let mut series = SparseAction::<Loops>::zero(action.dimension());
        for rank in 0..=action.max_rank() {
            action.entries(rank).for_each(|(index, value)| series.add(index, Series::number(value.clone())));
        }
        let moved = series.expanded(cumulants[&1].entries());
        let found = invert(&cumulants, most, Order::Loops(LOOPS), u64::MAX).expect("diagrams");
        for rank in &found.ranks[1..] {
            for (place, index) in (0..).zip(crate::action::Indices::new(action.dimension(), rank.order)) {
                let sum = rank.terms.iter().fold(Loops::zero(), |sum, (loops, term)| {
                    let power = Series::new(
                        (0..=*loops).map(|n| {
                            if n == *loops { Rational::from_integer(1.into()) } else { Rational::zero() }
                        }),
                        None,
                    );
                    sum + power * term.entries()[place].clone()
                });
                let difference = sum - moved.get(&index);
                let known = Series::new([Rational::zero(); 1], Some(LOOPS));
                assert!((difference.clone() + known).is_zero(), "{terms:?}: {index:?} {difference}");
            }
        }
    }

    #[test]
    fn actions_come_back_from_their_cumulants() {
        round_trip(1, &[(&[0, 0], -2), (&[0; 4], -48)], 4);
        round_trip(1, &[(&[0, 0], -2), (&[0; 3], 30), (&[0; 4], -48)], 4);
        let quadratic: [(&[usize], i64); 3] = [(&[0, 0], -2), (&[1, 1], -2), (&[0, 1], -4)];
        let others: [(&[usize], i64); 4] = [(&[0; 3], 50), (&[0, 1, 1], -40), (&[0; 4], -60), (&[1; 4], -60)];
        round_trip(2, &[&quadratic[..], &others[..]].concat(), 2);
    }

    #[test]
    fn a_covariance_that_is_none_is_refused() {
        let tensor = |order, value: f64| {
            (order, SymmetricTensor::from_entries(1, order, vec![value]).expect("one entry"))
        };
        for cumulants in [vec![tensor(2, -1.0)], vec![tensor(3, 1.0)], vec![]] {
            assert!(invert(&cumulants.into_iter().collect(), 2, Order::Loops(1), u64::MAX).is_err());
        }
    }
}
