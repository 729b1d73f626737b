//! |z_2|² as a sum of squares, by completing the square.

use ndarray::{Array2, ArrayView2, s};

use crate::{Scalar, Threads};

/// -z_2 · z_2 / 2 with z_2 = W x_2, as d2 squares and an addition to the pairs of the last activation.
///
/// # Formula
/// With M = Wᵀ W in blocks, and a and b the two halves of x_2,
///
/// ```text
/// |z_2|² = b · M_bb b + (2 M_ab b + M_aa a) · a,        M_bb = L D Lᵀ
/// ```
///
/// The first half passes the last activation unchanged, so that a is the second matrix of its pairs; the
/// term with it joins the first matrix, and no pair is added. `pairs` are these two matrices; `None` where a
/// vanishes. Gives the weights -D/2 and the squares Lᵀ b.
pub(super) fn complete_square<T: Scalar>(
    weight: ArrayView2<'_, T>,
    x2: &Array2<T>,
    first: usize,
    pairs: Option<&mut (Array2<T>, Array2<T>)>,
) -> (Vec<T>, Array2<T>) {
    let metric = T::matrix_product(weight.t(), weight);
    let (a, b) = (x2.slice(s![..first, ..]), x2.slice(s![first.., ..]));
    let minus_half = -T::half();
    if let Some((left, _)) = pairs {
        let between = metric.slice(s![..first, first..]);
        T::add_product(left.view_mut(), &-T::one(), between, b, Threads::All);
        T::add_product(left.view_mut(), &minus_half, metric.slice(s![..first, ..first]), a, Threads::All);
    }
    let (lower, diagonal) = factors(metric.slice(s![first.., first..]));
    let weights = diagonal.into_iter().map(|entry| minus_half.clone() * entry).collect();
    (weights, T::matrix_product(lower.t(), b))
}

/// M = L D Lᵀ of a positive definite matrix, L with ones on the diagonal. It needs no square root, so that it is
/// exact in exact numbers.
fn factors<T: Scalar>(matrix: ArrayView2<'_, T>) -> (Array2<T>, Vec<T>) {
    let n = matrix.nrows();
    let mut lower: Array2<T> = Array2::eye(n);
    let mut diagonal: Vec<T> = Vec::with_capacity(n);
    for j in 0..n {
        let weighted: Vec<T> = (0..j).map(|k| lower[[j, k]].clone() * diagonal[k].clone()).collect();
        let rest = |lower: &Array2<T>, i: usize| {
            let known = weighted
                .iter()
                .zip(lower.row(i))
                .fold(T::zero(), |sum, (weighted, entry)| sum + weighted.clone() * entry.clone());
            matrix[[i, j]].clone() - known
        };
        let pivot = rest(&lower, j);
        for i in j + 1..n {
            // A pivot that rounding has made zero has a column of rounding errors below it.
            lower[[i, j]] = if pivot.is_zero() { T::zero() } else { rest(&lower, i) / pivot.clone() };
        }
        diagonal.push(pivot);
    }
    (lower, diagonal)
}

#[cfg(test)]
mod tests {
    use super::factors;
    use crate::{Rational, Scalar};
    use ndarray::{Array2, array};

    #[test]
    fn factors_multiply_to_the_matrix() {
        let weight: Array2<Rational> =
            array![[1, 2, 0], [3, 1, 1], [0, 1, 4]].mapv(|n: i32| Rational::from_integer(n.into()));
        let matrix = Rational::matrix_product(weight.t(), weight.view());
        let (lower, diagonal) = factors(matrix.view());
        let scaled = Array2::from_shape_fn((3, 3), |(i, j)| &lower[[i, j]] * &diagonal[j]);
        assert_eq!(Rational::matrix_product(scaled.view(), lower.t()), matrix);
    }
}
