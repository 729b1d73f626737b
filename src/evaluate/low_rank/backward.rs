//! The derivatives of S carried back through low-rank layers.

use ndarray::{Array1, Array2, ArrayView2, Axis, concatenate, s};

use super::forward::{Forward, Reads};
use super::{add, scale_rows};
use crate::Scalar;
use crate::network::{LowRank, Network};

/// What the terms pass on to the action.
pub(super) struct Cotangents<T> {
    /// κ_r = v0 · out_r, by layer.
    pub(super) kappa: Vec<Array1<T>>,
    /// t_r = v1ᵀ out_r, shape (R, d), the layers one after the other.
    pub(super) t: Array2<T>,
}

/// Carries the derivative of S with respect to x_{l+1} back, constant (v0) and linear (v1) in the data:
///
/// ```text
/// v0 = -z0, v1 = -z1     v = Wᵀ v
/// v0 = v0 + Σ_r 2 in_r κ_r s_r     v1 = v1 + Σ_r 2 in_r (s_r t_r + κ_r w_r)
/// ```
pub(super) fn backward<T: Scalar>(
    network: &Network<T>,
    factors: &[&LowRank<T>],
    forward: &Forward<T>,
) -> Cotangents<T> {
    let (first, _) = network.split();
    let mut v0 = network.dual(forward.z0.view().insert_axis(Axis(1))).mapv(|z| -z);
    let mut v1 = network.dual(forward.z1.view()).mapv(|z| -z);
    let mut kappa = Vec::new();
    let mut t = Vec::new();
    for (layer, (factors, reads)) in factors.iter().zip(&forward.layers).enumerate().rev() {
        let weight = &network.linear(layer + 2).weight;
        v0 = T::matrix_product(weight.t(), v0.view());
        v1 = T::matrix_product(weight.t(), v1.view());
        let output = factors.output();
        let own_kappa = T::matrix_product(output.t(), v0.slice(s![first.., ..])).remove_axis(Axis(1));
        let own_t = T::matrix_product(output.t(), v1.slice(s![first.., ..]));
        let (constant, linear) = returned(reads, &own_kappa, &own_t);
        add_inputs(factors.input(), constant.view(), first, &mut v0);
        add_inputs(factors.input(), linear.view(), first, &mut v1);
        kappa.push(own_kappa);
        t.push(own_t);
    }
    kappa.reverse();
    let none = Array2::zeros((0, network.dimension()));
    let rows: Vec<_> = t.iter().rev().chain(std::iter::once(&none)).map(|rows| rows.view()).collect();
    Cotangents { kappa, t: concatenate(Axis(0), &rows).expect("rows of d entries") }
}

/// 2 κ_r s_r as a column, and 2 (s_r t_r + κ_r w_r) as rows.
fn returned<T: Scalar>(reads: &Reads<T>, kappa: &Array1<T>, t: &Array2<T>) -> (Array2<T>, Array2<T>) {
    let double = |number: T| number.clone() + number;
    let constant = (kappa * &reads.s).mapv(double).insert_axis(Axis(1));
    let linear = (scale_rows(t, reads.s.view()) + scale_rows(&reads.w, kappa.view())).mapv(double);
    (constant, linear)
}

/// Adds inᵀ · matrix to the first half.
fn add_inputs<T: Scalar>(
    input: ArrayView2<'_, T>,
    matrix: ArrayView2<'_, T>,
    first: usize,
    out: &mut Array2<T>,
) {
    out.slice_mut(s![..first, ..]).zip_mut_with(&T::matrix_product(input.t(), matrix), add);
}
