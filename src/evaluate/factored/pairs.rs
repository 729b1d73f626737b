use ndarray::{Array2, ArrayView2};

use super::orders::Orders;
use super::triangle::Triangle;
use crate::{Rational, Scalar};

/// A^(4) as a sum of products of two symmetric matrices.
///
/// # Formula
/// A^(4) = sym \[ -1/2 Σ_s Q_s ⊗ Q_s + Σ_p P_p ⊗ R_p \], the average over all permutations of the four indices.
///
/// # Shapes and index order
/// Every matrix is a row of d (d + 1) / 2 numbers, the upper triangle row by row; off-diagonal entries stand
/// there once.
#[derive(Clone, Debug)]
pub struct Pairs<T> {
    triangle: Triangle,
    squares: Array2<T>,
    products: Vec<(Array2<T>, Array2<T>)>,
}

impl<T: Scalar> Pairs<T> {
    pub(super) fn new(triangle: Triangle) -> Pairs<T> {
        Pairs { triangle, squares: Array2::zeros((0, triangle.len())), products: Vec::new() }
    }

    /// The dimension d.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.triangle.dimension()
    }

    pub(super) fn triangle(&self) -> Triangle {
        self.triangle
    }

    /// The number of pairs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.squares.nrows() + self.products.iter().map(|(left, _)| left.nrows()).sum::<usize>()
    }

    /// Whether A^(4) vanishes because there is no pair.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The matrices Q_s, shape (n, d (d + 1) / 2), each of which is paired with itself and counts -1/2.
    #[must_use]
    pub fn squares(&self) -> ArrayView2<'_, T> {
        self.squares.view()
    }

    /// The matrices P_p and R_p of the other pairs, in blocks of shape (n, d (d + 1) / 2).
    pub fn products(&self) -> impl Iterator<Item = (ArrayView2<'_, T>, ArrayView2<'_, T>)> {
        self.products.iter().map(|(left, right)| (left.view(), right.view()))
    }

    /// The entry A^(4)_{ijkl}, from the definition.
    ///
    /// # Panics
    /// When an index is beyond the dimension.
    ///
    /// # Cost
    /// Twelve multiplications for every pair.
    #[must_use]
    pub fn entry(&self, index: [usize; 4]) -> T {
        let [i, j, k, l] = index;
        let place = |a: usize, b: usize| self.triangle.place(a.min(b), a.max(b));
        let mut sum = T::zero();
        for [(a, b), (c, d)] in [[(i, j), (k, l)], [(i, k), (j, l)], [(i, l), (j, k)]] {
            sum += self.joined(place(a, b), place(c, d));
        }
        sum / T::from_rational(&Rational::from_integer(3.into()))
    }

    /// The pair matrix symmetrised under the exchange of its two packed indices.
    fn joined(&self, a: usize, b: usize) -> T {
        let dot = |x: ArrayView2<'_, T>, y: ArrayView2<'_, T>, a: usize, b: usize| {
            x.column(a).iter().zip(y.column(b)).fold(T::zero(), |sum, (x, y)| sum + x.clone() * y.clone())
        };
        let mut sum = -dot(self.squares(), self.squares(), a, b);
        for (left, right) in self.products() {
            sum += dot(left, right, a, b) + dot(left, right, b, a);
        }
        sum / (T::one() + T::one())
    }

    /// Adds Σ_k P_{l,k} ⊗ h_{2,l,k} of one layer.
    pub(super) fn join_layer(
        &mut self,
        partners: Vec<Option<Array2<T>>>,
        below: &[Option<ArrayView2<'_, T>>],
        orders: Orders,
    ) {
        for (order, partner) in partners.into_iter().enumerate() {
            if let (Some(partner), Some(below)) = (partner, up_to(below, orders, order)) {
                self.products.push((partner, below));
            }
        }
    }

    /// Adds -z_2 · z_2 / 2.
    pub(super) fn join_vertex(&mut self, z2: Vec<Option<Array2<T>>>, orders: Orders) {
        if orders.all().len() == 1 {
            self.squares = z2.into_iter().flatten().next().unwrap_or_else(|| self.squares.clone());
            return;
        }
        let views: Vec<_> = z2.iter().map(|z2| z2.as_ref().map(|z2| z2.view())).collect();
        let minus_half = -(T::one() / (T::one() + T::one()));
        for (order, z2) in z2.iter().enumerate() {
            if let (Some(z2), Some(others)) = (z2, up_to(&views, orders, order)) {
                self.products.push((z2.mapv(|entry| minus_half.clone() * entry), others));
            }
        }
    }
}

/// The sum over the orders whose product with `order` is kept.
fn up_to<T: Scalar>(terms: &[Option<ArrayView2<'_, T>>], orders: Orders, order: usize) -> Option<Array2<T>> {
    let kept = orders.products().filter(|&(a, ..)| a == order).map(|(_, b, _)| b);
    let mut kept = kept.filter_map(|b| terms[b]);
    let first = kept.next()?.to_owned();
    Some(kept.fold(first, |sum, term| sum + &term))
}
