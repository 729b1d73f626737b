//! The derivatives of the network at the origin carried forward through low-rank layers.

use ndarray::{Array1, Array2, Axis, concatenate, s};

use super::{add, scale_rows};
use crate::Scalar;
use crate::network::{LowRank, Network};

/// The derivatives of the network map at x = 0.
pub(super) struct Forward<T> {
    /// z, shape (d).
    pub(super) z0: Array1<T>,
    /// ∂z/∂x, shape (d, d).
    pub(super) z1: Array2<T>,
    /// Columns u_r of the second order Σ_r u_r w_r ⊗ w_r, shape (d, R).
    pub(super) u: Array2<T>,
    /// What the terms of each layer read.
    pub(super) layers: Vec<Reads<T>>,
}

/// What the terms of one layer read of the data, order by order.
pub(super) struct Reads<T> {
    /// in_r · h0, shape (R_l).
    pub(super) s: Array1<T>,
    /// in_r · h1, shape (R_l, d).
    pub(super) w: Array2<T>,
    /// in_r · u_s for the terms s of the layers before, shape (R_l, terms before).
    pub(super) m: Array2<T>,
}

/// Carries h0, h1 and the columns u through the layers:
///
/// ```text
/// h0 = W x0 + b     h1 = W x1     u = W u
/// x0 = h0 + Σ_r out_r s_r²     x1 = h1 + Σ_r 2 out_r s_r w_r     u_s = u_s + Σ_r 2 out_r s_r m_rs     u_r = out_r
/// ```
pub(super) fn forward<T: Scalar>(network: &Network<T>, factors: &[&LowRank<T>]) -> Forward<T> {
    let d = network.dimension();
    let (first, _) = network.split();
    let mut z0 = network.linear(1).forward(Array1::zeros(d).view());
    let mut z1 = network.linear(1).weight.clone();
    let mut u = Array2::zeros((d, 0));
    let mut layers = Vec::new();
    for (layer, factors) in (1..).zip(factors) {
        let reads = Reads {
            s: T::matrix_product(factors.input(), z0.slice(s![..first]).insert_axis(Axis(1)))
                .remove_axis(Axis(1)),
            w: T::matrix_product(factors.input(), z1.slice(s![..first, ..])),
            m: T::matrix_product(factors.input(), u.slice(s![..first, ..])),
        };
        let squares = (&reads.s * &reads.s).insert_axis(Axis(1));
        let shift = T::matrix_product(factors.output(), squares.view()).remove_axis(Axis(1));
        z0.slice_mut(s![first..]).zip_mut_with(&shift, add);
        let twice = reads.s.mapv(|s| s.clone() + s);
        add_outputs(factors, &scale_rows(&reads.w, twice.view()), first, &mut z1);
        add_outputs(factors, &scale_rows(&reads.m, twice.view()), first, &mut u);
        let mut own = Array2::zeros((d, factors.terms()));
        own.slice_mut(s![first.., ..]).assign(&factors.output());
        u = concatenate(Axis(1), &[u.view(), own.view()]).expect("columns of d entries");
        layers.push(reads);

        let linear = network.linear(layer + 1);
        z0 = linear.forward(z0.view());
        z1 = T::matrix_product(linear.weight.view(), z1.view());
        u = T::matrix_product(linear.weight.view(), u.view());
    }
    Forward { z0, z1, u, layers }
}

/// Adds out · matrix to the second half.
fn add_outputs<T: Scalar>(factors: &LowRank<T>, matrix: &Array2<T>, first: usize, out: &mut Array2<T>) {
    let product = T::matrix_product(factors.output(), matrix.view());
    out.slice_mut(s![first.., ..]).zip_mut_with(&product, add);
}
