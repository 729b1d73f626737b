//! The symmetric part of χ, the only one that acts.

use ndarray::{ArrayD, ArrayViewD};

use super::Coupling;
use crate::Scalar;

impl<T: Scalar> Coupling<T> {
    /// The part of χ that acts: the average over all permutations of the lower indices.
    ///
    /// The combinatorial factors of unordered splits are right only for symmetric χ.
    ///
    /// # Formula
    /// χ_{m j_1 .. j_p} -> (1/p!) Σ_π χ_{m j_π(1) .. j_π(p)}
    pub(crate) fn symmetric(&self) -> ArrayD<T> {
        symmetric(self.tensor().view())
    }
}

fn symmetric<T: Scalar>(tensor: ArrayViewD<'_, T>) -> ArrayD<T> {
    let mut sum = tensor.to_owned();
    // Averaging over the places that the last index can take, for 2, 3, .. p lower indices in turn.
    for lower in 2..tensor.ndim() {
        let mut placed = sum.clone();
        for place in 1..lower {
            let mut swapped = sum.view();
            swapped.swap_axes(place, lower);
            placed.zip_mut_with(&swapped, |total, entry| *total += entry.clone());
        }
        let share = T::one() / T::natural(lower);
        sum = placed.mapv(|total| total * share.clone());
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::symmetric;
    use crate::{Rational, Scalar};
    use ndarray::{ArrayD, Axis};

    /// Against all six permutations, written out.
    #[test]
    fn cubic_is_the_average_of_six() {
        let integer = Rational::natural;
        let tensor = ArrayD::from_shape_fn(vec![2, 3, 3, 3], |i| {
            integer(i[0] + 3 * i[1] * i[1] + 7 * i[2] * i[3] + 5 * i[3])
        });
        let result = symmetric(tensor.view());
        for m in 0..2 {
            let slice = tensor.index_axis(Axis(0), m);
            for (i, j, k) in (0..27).map(|n| (n / 9, n / 3 % 3, n % 3)) {
                let orders = [[i, j, k], [i, k, j], [j, i, k], [j, k, i], [k, i, j], [k, j, i]];
                let sum: Rational = orders.iter().map(|o| slice[o.as_slice()].clone()).sum();
                assert_eq!(result[[m, i, j, k].as_slice()], sum / integer(6));
            }
        }
    }
}
