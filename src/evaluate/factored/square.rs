//! |z_2|² as a sum of squares, by completing the square.

use ndarray::{Array2, s};

use crate::network::Network;
use crate::symmetric::ldl;
use crate::{Scalar, Threads};

/// -z_2 · z_2 / 2 with z_2 = W x_2, as d2 squares and an addition to the pairs of the last activation.
///
/// # Formula
/// With M = Wᵀ P W in blocks, P = 1 for a standard Gaussian, and a and b the two halves of x_2,
///
/// ```text
/// |z_2|² = b · M_bb b + (2 M_ab b + M_aa a) · a,        M_bb = L D Lᵀ
/// ```
///
/// The first half passes the last activation unchanged, so that a is the second matrix of its pairs; the
/// term with it joins the first matrix, and no pair is added. `pairs` are these two matrices; `None` where a
/// vanishes. Gives the weights -D/2 and the squares Lᵀ b.
pub(super) fn complete_square<T: Scalar>(
    network: &Network<T>,
    x2: &Array2<T>,
    first: usize,
    pairs: Option<&mut (Array2<T>, Array2<T>)>,
) -> (Vec<T>, Array2<T>) {
    let weight = network.linear(network.depth() + 1).weight.view();
    let metric = T::matrix_product(weight.t(), network.dual(weight).view());
    let (a, b) = (x2.slice(s![..first, ..]), x2.slice(s![first.., ..]));
    let minus_half = -T::half();
    if let Some((left, _)) = pairs {
        let between = metric.slice(s![..first, first..]);
        T::add_product(left.view_mut(), &-T::one(), between, b, Threads::All);
        T::add_product(left.view_mut(), &minus_half, metric.slice(s![..first, ..first]), a, Threads::All);
    }
    let (lower, diagonal) = ldl(metric.slice(s![first.., first..]));
    let weights = diagonal.into_iter().map(|entry| minus_half.clone() * entry).collect();
    (weights, T::matrix_product(lower.t(), b))
}
