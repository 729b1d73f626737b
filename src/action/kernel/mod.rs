//! S(x) and its gradient, as fast as the structure of the coefficients allows.

mod choice;
mod lengths;
mod monomials;
mod packed;
mod pairs;
mod rows;
mod stencil;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use ndarray::Array2;

use self::choice::Sum;
use self::monomials::Monomials;
use self::pairs::Products;
use super::{Action, Pairs, SparseAction};
use crate::lanes;

/// An action made ready to be evaluated many times: S(x), its gradient and its Hessian.
///
/// # Formula
/// S(x) = Σ_k A^(k) · (x - x*)^{⊗k} and ∂S/∂x. Every rank is held as a sum of monomials, multiplicities included, in the
/// form that costs least by estimate:
///
/// - monomials of one shape on consecutive sites, such as u_i x_i⁴ or a_i x_i x_{i+1}, as loops over vectors;
/// - other sparse monomials as rows that share all indices but the last;
/// - dense ranks packed, by nested contraction, S = Σ_i x_i (Σ_{j ≥ i} x_j (..)), which reads every entry once and in order;
/// - A^(4) as [`Pairs`] by one pass over the matrices.
///
/// # Cost
/// Two multiplications for each entry of a dense rank, about as many as the rank for each sparse monomial. Nothing is
/// allocated by a call of [`Kernel::value_and_gradient`]. Clones share the coefficients.
///
/// ```
/// use diagraction::action::{Action, Kernel, Truncation};
///
/// let mut action = Action::<f64>::zero(2, 2, Truncation::none());
/// action.tensor_mut(2).set(&[0, 1], 0.5);
/// let (mut kernel, mut gradient) = (Kernel::dense(&action, None), [0.0; 2]);
/// assert_eq!(kernel.value_and_gradient(&[3.0, 2.0], &mut gradient), 6.0);
/// assert_eq!(gradient, [2.0, 3.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Kernel {
    terms: Arc<Terms>,
    /// x - x*.
    shifted: Vec<f64>,
    /// Work space of the pairs.
    packed: Vec<f64>,
}

/// What all clones of a kernel share.
#[derive(Debug, Default)]
struct Terms {
    dimension: usize,
    around: Option<Vec<f64>>,
    constant: f64,
    linear: Vec<f64>,
    sums: Vec<Sum>,
    products: Option<Products>,
    lengths: Vec<f64>,
}

impl Kernel {
    /// The kernel of an action that is held by its non-zero entries. A rank with many of them is held packed all the same.
    pub fn new(action: &SparseAction<f64>) -> Kernel {
        let mut kernel = Terms::new(action.dimension(), action.around.clone());
        for rank in 0..=action.max_rank() {
            let entries = action.entries(rank).map(|(index, value)| (index, *value));
            kernel.add(Monomials::new(rank, entries));
        }
        let ranks = 1..=action.max_rank();
        let powers =
            ranks.flat_map(|rank| action.entries(rank).filter(move |(index, _)| index[0] == index[rank - 1]));
        kernel.lengths = lengths::lengths(
            action.dimension(),
            powers.map(|(index, value)| (index[0], index.len(), *value)),
        );
        kernel.ready()
    }

    /// The kernel of an action in packed entries, with A^(4) as pairs where they are given. Ranks of which most entries
    /// vanish are held as sparse sums all the same.
    ///
    /// # Panics
    /// When the pairs have another dimension than the action.
    ///
    /// # Cost
    /// One look at every entry, and memory for as many numbers as do not vanish.
    pub fn dense(action: &Action<f64>, quartic: Option<&Pairs<f64>>) -> Kernel {
        let d = action.dimension();
        let mut kernel = Terms::new(d, action.around.clone());
        for tensor in action.tensors() {
            if choice::is_full(tensor) {
                kernel.sums.push(Sum::Packed(packed::Packed::new(tensor)));
            } else {
                let entries = tensor.iter().filter(|(_, value)| **value != 0.0);
                kernel.add(Monomials::new(tensor.rank(), entries.map(|(index, value)| (index, *value))));
            }
        }
        assert!(quartic.is_none_or(|pairs| pairs.dimension() == d), "dimension of the pairs");
        kernel.products = quartic.filter(|pairs| !pairs.is_empty()).map(Products::new);
        let packed = action.tensors().iter().skip(1).flat_map(|tensor| {
            let rank = tensor.rank();
            (0..d).map(move |i| (i, rank, *tensor.get(&vec![i; rank])))
        });
        let paired = quartic.into_iter().flat_map(|pairs| (0..d).map(|i| (i, 4, pairs.entry([i; 4]))));
        kernel.lengths = lengths::lengths(d, packed.chain(paired));
        kernel.ready()
    }

    /// The number of variables d.
    pub fn dimension(&self) -> usize {
        self.terms.dimension
    }

    /// The point x* that the action is expanded around; `None` for the origin.
    pub(crate) fn around(&self) -> Option<&[f64]> {
        self.terms.around.as_deref()
    }

    /// S(x), with ∂S/∂x written to `gradient`. Both are infinite or NaN where the polynomial overflows.
    ///
    /// # Panics
    /// When x or the gradient have another length than the dimension.
    pub fn value_and_gradient(&mut self, x: &[f64], gradient: &mut [f64]) -> f64 {
        let Kernel { terms, shifted, packed } = self;
        assert_eq!((x.len(), gradient.len()), (terms.dimension, terms.dimension), "length of x and gradient");
        let x = match &terms.around {
            None => x,
            Some(point) => {
                for (shifted, (x, point)) in shifted.iter_mut().zip(x.iter().zip(point)) {
                    *shifted = x - point;
                }
                shifted
            }
        };
        gradient.copy_from_slice(&terms.linear);
        let mut value = terms.constant + lanes::dot(&terms.linear, x);
        for sum in &terms.sums {
            value += sum.add(x, gradient);
        }
        if let Some(products) = &terms.products {
            value += products.add(x, gradient, packed);
        }
        value
    }

    /// For each variable, how far from x* S can have maxima along its axis: within twice this length.
    pub(crate) fn axis_lengths(&self) -> &[f64] {
        &self.terms.lengths
    }

    /// ∂²S/∂x_i∂x_j, shape (d, d).
    ///
    /// # Panics
    /// When x has another length than the dimension.
    ///
    /// # Cost
    /// About rank - 1 times that of the gradient for dense ranks. Pairs take a matrix product of n d² multiplications.
    pub fn hessian(&self, x: &[f64]) -> Array2<f64> {
        let terms = &self.terms;
        assert_eq!(x.len(), terms.dimension, "length of x");
        let mut x = x.to_vec();
        for (x, point) in x.iter_mut().zip(terms.around.iter().flatten()) {
            *x -= point;
        }
        let mut hessian = Array2::zeros((terms.dimension, terms.dimension));
        for sum in &terms.sums {
            sum.add_hessian(&x, &mut hessian);
        }
        if let Some(products) = &terms.products {
            products.add_hessian(&x, &mut hessian);
        }
        hessian
    }
}

impl Terms {
    fn new(dimension: usize, around: Option<Vec<f64>>) -> Terms {
        Terms { dimension, around, linear: vec![0.0; dimension], ..Terms::default() }
    }

    /// Adds the monomials of one rank.
    fn add(&mut self, monomials: Monomials) {
        match monomials.rank {
            0 => self.constant += monomials.coefficients.iter().sum::<f64>(),
            1 => {
                for (index, coefficient) in monomials.iter() {
                    self.linear[index[0]] += coefficient;
                }
            }
            _ => self.sums.extend(choice::cheapest(self.dimension, monomials)),
        }
    }

    fn ready(self) -> Kernel {
        let packed = self.products.as_ref().map_or(0, Products::scratch);
        Kernel { shifted: vec![0.0; self.dimension], packed: vec![0.0; packed], terms: Arc::new(self) }
    }
}
