//! Sums of actions with weights.

use super::{ActionError, SparseAction, Truncation};
use crate::{Rational, Scalar};

/// Σ_j w_j S_j. Ranks beyond one at which a part was cut are left out, and the sum is cut there. It has the lattice of its parts where they
/// agree.
///
/// # Errors
/// When the parts differ in their number of variables, in what these are, or in the point of their expansion.
///
/// # Panics
/// When there are no parts.
///
/// ```
/// use diagraction::action::{combine, predicted};
/// use diagraction::{Rational, theory};
///
/// // S(β) = K/β + β V: from β = 20 and 40 to 30.
/// let at = |beta: i64| theory::read(&format!("dimension 1  S = -x[0]^2/{beta} - {beta}*x[0]^4"));
/// let weights = predicted([20, 40, 30].map(|beta| Rational::from_integer(beta.into()))).unwrap();
/// assert_eq!(weights.each_ref().map(ToString::to_string), ["7/18", "5/9"]);
/// let [first, second] = weights;
/// assert_eq!(combine(&[(first, &at(20)?), (second, &at(40)?)])?, at(30)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn combine<T: Scalar>(parts: &[(T, &SparseAction<T>)]) -> Result<SparseAction<T>, ActionError> {
    let (_, first) = parts[0];
    let mut sum = SparseAction::zero(first.dimension());
    sum.around.clone_from(&first.around);
    sum.domain = first.domain;
    sum.lattice = first
        .lattice
        .clone()
        .filter(|lattice| parts.iter().all(|(_, part)| part.lattice.as_ref() == Some(lattice)));
    let cuts = parts.iter().filter_map(|(_, part)| part.truncation.max_rank);
    let orders = parts.iter().filter_map(|(_, part)| part.truncation.max_chi);
    sum.truncation = Truncation { max_rank: cuts.min(), max_chi: orders.min() };
    for (weight, part) in parts {
        if part.dimension() != sum.dimension() {
            return Err(ActionError::Dimensions(sum.dimension(), part.dimension()));
        }
        if part.around != sum.around {
            return Err(ActionError::Points);
        }
        if part.domain != sum.domain {
            return Err(ActionError::Domains);
        }
        let highest = sum.truncation.max_rank.map_or(part.max_rank(), |rank| rank.min(part.max_rank()));
        for rank in 0..=highest {
            for (index, value) in part.entries(rank) {
                sum.add(index, weight.clone() * value.clone());
            }
        }
    }
    Ok(sum)
}

/// The weights of S(β_1) and S(β_2) that sum up to S(β_3), where S(β) = K/β + β V + C, as of a path of so many time slices; `None` where the first
/// two are the same in size, or one is zero.
///
/// # Formula
/// β_1 (β_3² - β_2²)/(β_3 (β_1² - β_2²)) and β_2 (β_1² - β_3²)/(β_3 (β_1² - β_2²)).
#[must_use]
pub fn predicted([first, second, third]: [Rational; 3]) -> Option<[Rational; 2]> {
    let square = |beta: &Rational| beta * beta;
    let [one, two, three] = [&first, &second, &third].map(square);
    let below = &third * (&one - &two);
    let zero = Rational::from_integer(0.into());
    let is_there = below != zero && one != zero && two != zero;
    is_there.then(|| [&first * (&three - &two) / &below, &second * (&one - &three) / &below])
}

/// The standard errors of a sum whose parts have errors that are independent: sqrt(Σ w² e²).
///
/// # Errors
/// As for [`combine`].
///
/// # Panics
/// When there are no parts.
pub fn combined_errors(parts: &[(f64, &SparseAction<f64>)]) -> Result<SparseAction<f64>, ActionError> {
    let squared: Vec<SparseAction<f64>> =
        parts.iter().map(|(_, errors)| mapped(errors, |error| error * error)).collect();
    let weights = parts.iter().map(|(weight, _)| weight * weight);
    let sum = combine(&weights.zip(&squared).collect::<Vec<_>>())?;
    Ok(mapped(&sum, f64::sqrt))
}

fn mapped(action: &SparseAction<f64>, f: impl Fn(f64) -> f64) -> SparseAction<f64> {
    let mut found = action.emptied();
    for rank in 0..=action.max_rank() {
        action.entries(rank).for_each(|(index, value)| found.add(index, f(*value)));
    }
    found
}
