//! The difference of two A^(4) whose pairs match.

use ndarray::{Array2, ArrayView2};

use super::{ActionError, Pairs};
use crate::Scalar;

/// Two matrices of pairs that belong together.
type Matched<'a, T> = (ArrayView2<'a, T>, ArrayView2<'a, T>);

impl<T: Scalar> Pairs<T> {
    /// A^(4) minus that of other pairs that match one to one, as those of a network and of its cut do.
    ///
    /// # Formula
    /// Differences of pairs are factored, so that what they share cancels before anything is multiplied:
    ///
    /// ```text
    /// P ⊗ R - P' ⊗ R' = 1/2 [(P - P') ⊗ (R + R') + (P + P') ⊗ (R - R')]
    /// ```
    ///
    /// # Errors
    /// When the dimensions differ, or the numbers of pairs.
    ///
    /// # Cost
    /// Four times the memory of the pairs.
    ///
    /// # Example
    /// ```
    /// use diagraction::action::Pairs;
    /// use ndarray::array;
    ///
    /// let pairs = |left: f64| Pairs::new(1, vec![-0.5], array![[3.0]], vec![(array![[left]], array![[2.0]])]);
    /// // -9/2 + 5 · 2 minus -9/2 + 4 · 2
    /// assert_eq!(pairs(5.0)?.difference(&pairs(4.0)?)?.entry([0; 4]), 2.0);
    /// # Ok::<(), diagraction::action::ActionError>(())
    /// ```
    pub fn difference(&self, other: &Pairs<T>) -> Result<Pairs<T>, ActionError> {
        if self.dimension() != other.dimension() {
            return Err(ActionError::Dimensions(self.dimension(), other.dimension()));
        }
        if self.len() != other.len() {
            return Err(ActionError::Unmatched);
        }
        let half = T::half();
        let [left, other_left] = [self, other].map(Pairs::left_side);
        let [right, other_right] = [self, other].map(Pairs::right_side);
        let (left, right) = ((left.view(), other_left.view()), (right.view(), other_right.view()));
        let products = vec![crossed(left, right, &half), crossed(right, left, &half)];
        let none = Array2::zeros((0, self.squares().ncols()));
        Pairs::new(self.dimension(), Vec::new(), none, products)
    }
}

/// factor (a - a') and (b + b').
fn crossed<T: Scalar>(
    (a, other_a): Matched<'_, T>,
    (b, other_b): Matched<'_, T>,
    factor: &T,
) -> (Array2<T>, Array2<T>) {
    let mut difference = a.to_owned();
    difference.zip_mut_with(&other_a, |a, other| *a = factor.clone() * (a.clone() - other.clone()));
    let mut sum = b.to_owned();
    sum.zip_mut_with(&other_b, |b, other| *b += other.clone());
    (difference, sum)
}
