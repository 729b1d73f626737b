//! The quadratic parts of every layer, and with them A^(3) and the pairs of A^(4).

use ndarray::{Array2, Array3, ArrayView2, Axis, s};
use rayon::prelude::*;

use super::jets::{Layer, rows, with_constant};
use super::orders::Orders;
use super::square::complete_square;
use crate::action::{Pairs, Triangle};
use crate::network::Network;
use crate::{Scalar, Threads};

/// A matrix whose rows are packed symmetric matrices, by order in χ; `None` where it vanishes.
type Packed<T> = Vec<Option<Array2<T>>>;

/// Blocks of pairs of packed symmetric matrices.
type Products<T> = Vec<(Array2<T>, Array2<T>)>;

/// One walk from the data to the latent variable that carries h_2.
///
/// # Formula
/// ```text
/// h_2 = W x_2        x_2' = h_2 + 2 χ(h_0, h_2) + χ(h_1, h_1)
/// A^(3) = sym Σ_l v_1 · χ_l(h_1, h_1)
/// A^(4) = sym [ -z_2 · z_2 / 2 + Σ_l Σ_k P_{l,k} ⊗ h_{2,l,k} ],   k < d1
/// P_{l,k} = 2 v_1 · χ_l(h_1, e_k) + χ_l[v_0](h_2, e_k)
/// ```
/// with v the cotangent behind the activation l.
pub(super) struct Sweep<'a, T> {
    network: &'a Network<T>,
    orders: Orders,
    triangle: Triangle,
    /// h_2 of the layer at hand, in the end x_2, shape (d, d (d + 1) / 2).
    h2: Packed<T>,
    /// A^(3)\[i, (j, k)\], not yet symmetrised, shape (d, d (d + 1) / 2).
    third: Array2<T>,
    /// The products of the pairs so far; `None` where A^(4) is not wanted.
    products: Option<Products<T>>,
}

impl<'a, T: Scalar> Sweep<'a, T> {
    pub(super) fn new(network: &'a Network<T>, orders: Orders, quartic: bool) -> Sweep<'a, T> {
        let triangle = Triangle::new(network.dimension());
        Sweep {
            network,
            orders,
            triangle,
            h2: vec![None; orders.all().len()],
            third: Array2::zeros((network.dimension(), triangle.len())),
            products: quartic.then(Vec::new),
        }
    }

    /// Walks through all layers, each of which is dropped behind it. Gives A^(3)\[i, (j, k)\], not yet symmetrised.
    pub(super) fn run(&mut self, layers: Vec<Layer<T>>) -> Array2<T> {
        if self.network.split().1 > 0 {
            for (l, layer) in (1..).zip(layers) {
                self.pass(l, &layer);
            }
        }
        std::mem::replace(&mut self.third, Array2::zeros((0, 0)))
    }

    /// The pairs of A^(4), once all layers are passed.
    pub(super) fn into_pairs(mut self) -> Option<Pairs<T>> {
        let mut products = self.products.take()?;
        let (weights, squares) = self.join_vertex(&mut products);
        Some(Pairs::new(self.triangle.dimension(), weights, squares, products).expect("packed matrices"))
    }

    /// Passes the activation l and the linear map l + 1.
    fn pass(&mut self, l: usize, layer: &Layer<T>) {
        let first = self.network.split().0;
        let images: Vec<Array3<T>> = layer.h.iter().map(|h| self.image(layer, h)).collect();
        if let Some(mut products) = self.products.take() {
            let below: Vec<_> =
                self.h2.iter().map(|h2| h2.as_ref().map(|h2| h2.slice(s![..first, ..]))).collect();
            for (order, partners) in self.partners(layer, &images).into_iter().enumerate() {
                if let (Some(partners), Some(below)) = (partners, self.up_to(&below, order)) {
                    products.push((partners, below));
                }
            }
            self.products = Some(products);
        }
        let splits = self.splits(layer, &images);
        drop(images);
        self.add_third(layer, &splits);
        if self.products.is_some() {
            self.advance(l, layer, splits);
        }
    }

    /// Adds -z_2 · z_2 / 2, with z_2 = W x_2 for the last W. Gives weights and squares.
    fn join_vertex(&mut self, products: &mut Products<T>) -> (Vec<T>, Array2<T>) {
        let x2 = std::mem::take(&mut self.h2);
        let weight = self.network.linear(self.network.depth() + 1).weight.view();
        match x2.as_slice() {
            [Some(x2)] => {
                return complete_square(self.network, x2, self.network.split().0, products.last_mut());
            }
            [None] | [] => {}
            _ => self.join_orders(weight, x2, products),
        }
        (Vec::new(), Array2::zeros((0, self.triangle.len())))
    }

    /// -z_2 · z_2 / 2, truncated, as products of z_2 at one order with the sum over all orders that it goes with.
    fn join_orders(&self, weight: ArrayView2<'_, T>, x2: Packed<T>, products: &mut Products<T>) {
        let z2 = x2.into_iter().map(|x2| Some(T::matrix_product(weight, x2?.view())));
        let z2: Packed<T> = z2.collect();
        let views: Vec<_> = z2.iter().map(|z2| z2.as_ref().map(|z2| z2.view())).collect();
        let minus_half = -T::half();
        for (order, z2) in z2.iter().enumerate() {
            if let (Some(z2), Some(others)) = (z2, self.up_to(&views, order)) {
                let dual = self.network.dual(others.view()).into_owned();
                products.push((z2.mapv(|entry| minus_half.clone() * entry), dual));
            }
        }
    }

    /// The sum over the orders whose product with `order` is kept.
    fn up_to(&self, terms: &[Option<ArrayView2<'_, T>>], order: usize) -> Option<Array2<T>> {
        let kept = self.orders.products().filter(|&(a, ..)| a == order);
        let mut kept = kept.filter_map(|(_, b, _)| terms[b]);
        let first = kept.next()?.to_owned();
        Some(kept.fold(first, |sum, term| sum + term))
    }

    /// χ(h_1, .), shape (d2, d1, d).
    fn image(&self, layer: &Layer<T>, h: &Array2<T>) -> Array3<T> {
        let (second, first, _) = layer.chi.dim();
        let image = T::matrix_product(rows(&layer.chi), h.slice(s![..first, 1..]));
        image.into_shape_with_order((second, first, self.triangle.dimension())).expect("as many entries")
    }

    /// χ(h_1, h_1), shape (d2, d (d + 1) / 2).
    fn splits(&self, layer: &Layer<T>, images: &[Array3<T>]) -> Packed<T> {
        let (second, first, _) = layer.chi.dim();
        let mut splits: Packed<T> = vec![None; self.orders.all().len()];
        for (a, b, sum) in self.orders.coupled() {
            let linear = layer.h[a].slice(s![..first, 1..]);
            self.fill_rows(sum_at(&mut splits, sum, (second, self.triangle.len())), |m| {
                let image = images[b].index_axis(Axis(0), m);
                (T::one(), linear.t(), image)
            });
        }
        splits
    }

    /// P_{l,k}, shape (d1, d (d + 1) / 2).
    fn partners(&self, layer: &Layer<T>, images: &[Array3<T>]) -> Packed<T> {
        let first = self.network.split().0;
        let shape = (first, self.triangle.len());
        let mut partners: Packed<T> = vec![None; self.orders.all().len()];
        if self.h2.iter().all(Option::is_none) {
            return partners;
        }
        for (a, b, sum) in self.orders.coupled() {
            let linear = layer.v[a].slice(s![first.., 1..]);
            let sum = sum_at(&mut partners, sum, shape);
            let two = T::two();
            self.fill_rows(sum, |k| (two.clone(), linear.t(), images[b].index_axis(Axis(1), k)));
            if let Some(h2) = &self.h2[b] {
                let weight = layer.with_cotangent(a);
                let below = h2.slice(s![..first, ..]);
                T::add_product(sum.view_mut(), &T::one(), weight.view(), below, Threads::All);
            }
        }
        partners
    }

    /// Adds factor · a b, symmetrised and packed, to every row; `factors` gives the three for each row.
    fn fill_rows<'b>(
        &self,
        sums: &mut Array2<T>,
        factors: impl Fn(usize) -> (T, ArrayView2<'b, T>, ArrayView2<'b, T>) + Sync,
    ) where
        T: 'b,
    {
        let d = self.triangle.dimension();
        let rows = sums.as_slice_mut().expect("in standard layout").par_chunks_exact_mut(self.triangle.len());
        rows.enumerate().for_each(|(row, packed)| {
            let (factor, a, b) = factors(row);
            let mut product = Array2::zeros((d, d));
            T::add_product(product.view_mut(), &T::one(), a, b, Threads::One);
            self.triangle.add_symmetric(&factor, product.view(), packed);
        });
    }

    /// A^(3) += v_1 · χ(h_1, h_1).
    fn add_third(&mut self, layer: &Layer<T>, splits: &Packed<T>) {
        let first = self.network.split().0;
        for (a, b, _) in self.orders.products() {
            if let Some(splits) = &splits[b] {
                let linear = layer.v[a].slice(s![first.., 1..]);
                T::add_product(self.third.view_mut(), &T::one(), linear.t(), splits.view(), Threads::All);
            }
        }
    }

    /// h_2 of the next layer; behind the last activation x_2.
    fn advance(&mut self, l: usize, layer: &Layer<T>, splits: Packed<T>) {
        let (first, second) = self.network.split();
        let shape = (first + second, self.triangle.len());
        let two = T::two();
        // The first half passes the activation unchanged, so that the second is updated in place.
        let halves: Packed<T> =
            self.h2.iter().map(|h2| h2.as_ref().map(|h2| h2.slice(s![..first, ..]).to_owned())).collect();
        for (a, b, sum) in self.orders.coupled() {
            if let Some(half) = &halves[b] {
                let contracted = with_constant(&layer.chi, &layer.h[a]);
                let below = sum_at(&mut self.h2, sum, shape).slice_mut(s![first.., ..]);
                T::add_product(below, &two, contracted.view(), half.view(), Threads::All);
            }
        }
        drop(halves);
        for (order, splits) in splits.into_iter().enumerate() {
            if let Some(splits) = splits {
                let below = sum_at(&mut self.h2, order, shape);
                below.slice_mut(s![first.., ..]).zip_mut_with(&splits, |sum, split| *sum += split.clone());
            }
        }
        if l == self.network.depth() {
            return;
        }
        let weight = self.network.linear(l + 1).weight.view();
        for x2 in self.h2.iter_mut().flatten() {
            *x2 = T::matrix_product(weight, x2.view());
        }
    }
}

/// The sum at an order, made zero where nothing has been added yet.
fn sum_at<T: Scalar>(sums: &mut Packed<T>, order: usize, shape: (usize, usize)) -> &mut Array2<T> {
    sums[order].get_or_insert_with(|| Array2::zeros(shape))
}
