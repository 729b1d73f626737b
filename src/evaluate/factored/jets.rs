//! The constant and linear parts of every layer, forward and backward.

use ndarray::{Array2, Array3, ArrayView2, Ix3, s};

use super::orders::Orders;
use crate::Scalar;
use crate::network::Network;

/// The part of a vector that is constant (column 0) and linear (columns 1 .. d) in the data, shape (d, 1 + d),
/// by order in χ.
pub(super) type Jet<T> = Vec<Array2<T>>;

/// What the sweep needs to know about the activation of one layer.
pub(super) struct Layer<T> {
    /// χ_l, symmetric in the lower indices, shape (d2, d1, d1).
    pub(super) chi: Array3<T>,
    /// h_l.
    pub(super) h: Jet<T>,
    /// The cotangent of x_{l+1}: the derivative of the action by it.
    pub(super) v: Jet<T>,
}

/// All layers with their jets and cotangents, and the ranks of the action that follow from them alone.
pub(super) struct Tape<T> {
    pub(super) layers: Vec<Layer<T>>,
    pub(super) scalar: T,
    pub(super) vector: Vec<T>,
    /// A^(2), not yet symmetrised.
    pub(super) matrix: Array2<T>,
}

/// Runs forward through h_l and backward through the cotangents.
///
/// # Formula
/// ```text
/// h = W x + b        x' = h + χ(h, h)                       to first order in the data
/// v = -P z           v <- v + 2 χᵀ(v, h)     v <- Wᵀ v      to first order in the data
/// A^(0) = -|z_0|²/2  A^(1) = -z_0 · z_1      A^(2) = -z_1 · z_1 / 2 + Σ_l v_0 · χ_l(h_1, h_1)
/// ```
pub(super) fn record<T: Scalar>(network: &Network<T>, orders: Orders) -> Tape<T> {
    let mut layers: Vec<Layer<T>> = Vec::new();
    let mut h = first(network, orders);
    for layer in 1..=network.depth() {
        let chi = quadratic(network, layer);
        let next = affine(network, layer + 1, &activated(&chi, &h, orders));
        layers.push(Layer { chi, h: std::mem::replace(&mut h, next), v: Vec::new() });
    }
    let dual: Jet<T> = h.iter().map(|z| network.dual(z.view()).into_owned()).collect();
    let (scalar, vector, mut matrix) = at_vertex(&h, &dual, orders);
    let mut v: Jet<T> = dual.into_iter().map(|z| -z).collect();
    for (below, layer) in layers.iter_mut().enumerate().rev() {
        let weight = network.linear(below + 2).weight.t();
        layer.v = v.iter().map(|v| T::matrix_product(weight, v.view())).collect();
        v = layer.pulled_back(orders, &mut matrix);
    }
    Tape { layers, scalar, vector, matrix }
}

/// The symmetric quadratic coupling of a layer.
fn quadratic<T: Scalar>(network: &Network<T>, layer: usize) -> Array3<T> {
    let (first, second) = network.split();
    match network.activation(layer).coupling(2) {
        Some(coupling) => coupling.symmetric().into_dimensionality::<Ix3>().expect("two lower indices"),
        None => Array3::zeros((second, first, first)),
    }
}

/// h_1 = b_1 + W_1 x, of order zero.
fn first<T: Scalar>(network: &Network<T>, orders: Orders) -> Jet<T> {
    let d = network.dimension();
    let mut x = vec![Array2::zeros((d, d + 1)); orders.all().len()];
    for (i, mut row) in x[0].outer_iter_mut().enumerate() {
        row[1 + i] = T::one();
    }
    affine(network, 1, &x)
}

/// W x + b.
fn affine<T: Scalar>(network: &Network<T>, layer: usize, x: &[Array2<T>]) -> Jet<T> {
    let linear = network.linear(layer);
    let mut h: Jet<T> = x.iter().map(|x| T::matrix_product(linear.weight.view(), x.view())).collect();
    for (sum, bias) in h[0].column_mut(0).iter_mut().zip(&linear.bias) {
        *sum += bias.clone();
    }
    h
}

/// h + χ(h, h) to first order in the data.
fn activated<T: Scalar>(chi: &Array3<T>, h: &Jet<T>, orders: Orders) -> Jet<T> {
    let (second, first, _) = chi.dim();
    let contracted: Vec<_> = h.iter().map(|h| with_constant(chi, h)).collect();
    let mut x = h.clone();
    for (a, b, sum) in orders.coupled() {
        let mut product = T::matrix_product(contracted[a].view(), h[b].slice(s![..first, ..]));
        // The linear part comes twice, once for either leg of χ.
        product.slice_mut(s![.., 1..]).mapv_inplace(|entry| entry.clone() + entry);
        add(x[sum].slice_mut(s![first..first + second, ..]), product.view());
    }
    x
}

/// χ(h_0, .), shape (d2, d1).
pub(super) fn with_constant<T: Scalar>(chi: &Array3<T>, h: &Array2<T>) -> Array2<T> {
    let (second, first, _) = chi.dim();
    let product = T::matrix_product(rows(chi), h.slice(s![..first, ..1]));
    product.into_shape_with_order((second, first)).expect("as many entries")
}

/// χ as a matrix (d2 d1, d1), whose last index is contracted.
pub(super) fn rows<T: Scalar>(chi: &Array3<T>) -> ArrayView2<'_, T> {
    let (second, first, _) = chi.dim();
    chi.view().into_shape_with_order((second * first, first)).expect("in standard layout")
}

/// Rank 0, 1 and 2 of -z·Pz/2, from z and P z to first order.
fn at_vertex<T: Scalar>(z: &Jet<T>, dual: &Jet<T>, orders: Orders) -> (T, Vec<T>, Array2<T>) {
    let d = z[0].nrows();
    let mut joined = Array2::zeros((d + 1, d + 1));
    for (a, b, _) in orders.products() {
        joined += &T::matrix_product(z[a].t(), dual[b].view());
    }
    let minus_half = -T::half();
    let scalar = minus_half.clone() * joined[[0, 0]].clone();
    let vector = joined.slice(s![0, 1..]).iter().map(|entry| -entry.clone()).collect();
    (scalar, vector, joined.slice(s![1.., 1..]).mapv(|entry| minus_half.clone() * entry))
}

impl<T: Scalar> Layer<T> {
    /// The cotangent of h_l: v + 2 χᵀ(v, h) to first order. Adds v_0 · χ(h_1, h_1) to `matrix`.
    fn pulled_back(&self, orders: Orders, matrix: &mut Array2<T>) -> Jet<T> {
        let (second, first, _) = self.chi.dim();
        let mut pulled = self.v.clone();
        if second == 0 {
            return pulled;
        }
        let two = T::two();
        for (a, b, sum) in orders.coupled() {
            let contracted = with_constant(&self.chi, &self.h[a]).mapv(|entry| two.clone() * entry);
            let product = T::matrix_product(contracted.t(), self.v[b].slice(s![first.., ..]));
            add(pulled[sum].slice_mut(s![..first, ..]), product.view());
        }
        for (a, b, below) in orders.products() {
            let linear = self.h[b].slice(s![..first, 1..]);
            let image = T::matrix_product(self.with_cotangent(a).view(), linear);
            if let Some(sum) = orders.with_chi(below) {
                let doubled = image.mapv(|entry| two.clone() * entry);
                add(pulled[sum].slice_mut(s![..first, 1..]), doubled.view());
            }
            for (c, h) in self.h.iter().enumerate() {
                if orders.with_chi(below + c).is_some() {
                    *matrix += &T::matrix_product(h.slice(s![..first, 1..]).t(), image.view());
                }
            }
        }
        pulled
    }

    /// χ[v_0], the coupling contracted with the constant cotangent, shape (d1, d1), at one order.
    pub(super) fn with_cotangent(&self, order: usize) -> Array2<T> {
        let (second, first, _) = self.chi.dim();
        let chi = self.chi.view().into_shape_with_order((second, first * first)).expect("in standard layout");
        let constant = self.v[order].slice(s![first.., ..1]);
        let product = T::matrix_product(constant.t(), chi);
        product.into_shape_with_order((first, first)).expect("as many entries")
    }
}

fn add<T: Scalar>(mut sum: ndarray::ArrayViewMut2<'_, T>, term: ArrayView2<'_, T>) {
    sum.zip_mut_with(&term, |sum, term| *sum += term.clone());
}
