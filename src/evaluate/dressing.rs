//! The values of dressed circles C_l and dressed lines D_l.

use std::collections::HashMap;

use ndarray::{Array1, Array2, ArrayView1, ArrayViewD, Axis, s};

use crate::Scalar;
use crate::network::{Activation, Linear, Network};

/// The values of dressed circles and lines. Each is computed once.
///
/// # Formula
/// The circle C_l is the constant part of h_l, which the forward map at x = 0 gives:
/// c_1 = b_1, c_{l+1} = W_{l+1} φ_l(c_l) + b_{l+1}. The line is D_l = 1 + Σ_p p χ_l(c_l, .., c_l, ·), the derivative of
/// φ_l at c_l.
#[derive(Debug)]
pub(super) struct Dressing<T> {
    /// c_1, c_2, .., as far as they were asked for.
    circles: Vec<Array1<T>>,
    /// The lower left block of D_l, shape (d2, d1).
    blocks: HashMap<u32, Array2<T>>,
}

impl<T: Scalar> Dressing<T> {
    pub(super) fn new() -> Dressing<T> {
        Dressing { circles: Vec::new(), blocks: HashMap::new() }
    }

    /// C_l as the value of a leg of rank 0, shape (d, 1).
    pub(super) fn circle(&mut self, network: &Network<T>, layer: u32) -> Array2<T> {
        self.constant(network, layer as usize).to_owned().insert_axis(Axis(1))
    }

    /// D_l times a leg of shape (d, entries).
    pub(super) fn line(&mut self, network: &Network<T>, layer: u32, leg: &Array2<T>) -> Array2<T> {
        let (first_half, _) = network.split();
        let mut value = leg.clone();
        let added = T::matrix_product(self.block(network, layer).view(), leg.slice(s![..first_half, ..]));
        value.slice_mut(s![first_half.., ..]).zip_mut_with(&added, |sum, term| *sum += term.clone());
        value
    }

    fn constant(&mut self, network: &Network<T>, layer: usize) -> ArrayView1<'_, T> {
        while self.circles.len() < layer {
            let next = self.circles.len() + 1;
            let h = match self.circles.last() {
                None => network.own_bias(1),
                Some(c) => {
                    let Linear { weight, .. } = network.linear(next);
                    let linear = Linear { weight: weight.clone(), bias: network.own_bias(next) };
                    linear.forward(network.activation(next - 1).forward(c.view()).view())
                }
            };
            self.circles.push(h);
        }
        self.circles[layer - 1].view()
    }

    /// The lower left block of D_l, shape (d2, d1).
    pub(super) fn block(&mut self, network: &Network<T>, layer: u32) -> &Array2<T> {
        if !self.blocks.contains_key(&layer) {
            let c = self.constant(network, layer as usize);
            let block = derivative(network.activation(layer as usize), c.slice(s![..network.split().0]));
            self.blocks.insert(layer, block);
        }
        &self.blocks[&layer]
    }
}

/// Σ_p p χ(c, .., c, ·), shape (d2, d1).
fn derivative<T: Scalar>(activation: &Activation<T>, c: ArrayView1<'_, T>) -> Array2<T> {
    let mut sum = Array2::zeros((activation.couplings()[0].tensor().shape()[0], c.len()));
    for coupling in activation.couplings() {
        let arity = T::natural(coupling.arity());
        let mut partial = coupling.symmetric();
        for _ in 1..coupling.arity() {
            partial = contract_last(partial.view(), c);
        }
        for (sum, term) in sum.iter_mut().zip(&partial) {
            *sum += arity.clone() * term.clone();
        }
    }
    sum
}

fn contract_last<T: Scalar>(tensor: ArrayViewD<'_, T>, c: ArrayView1<'_, T>) -> ndarray::ArrayD<T> {
    tensor.map_axis(Axis(tensor.ndim() - 1), |row| {
        row.iter().zip(c).fold(T::zero(), |sum, (entry, c)| sum + entry.clone() * c.clone())
    })
}
