//! A^(4) as a sum of products of quadratic forms.

use ndarray::{Array1, Array2};

use crate::action::{Pairs, Triangle};
use crate::lanes;
use crate::{Scalar, Threads};

/// Σ_s w_s q_s² + Σ_p l_p r_p with the quadratic forms q_s = x·Q_s x, l_p = x·P_p x, r_p = x·R_p x.
#[derive(Debug)]
pub(super) struct Products {
    dimension: usize,
    weights: Vec<f64>,
    /// Rows of packed coefficients of x_i x_j, i ≤ j.
    squares: Array2<f64>,
    left: Array2<f64>,
    right: Array2<f64>,
}

impl Products {
    pub(super) fn new(pairs: &Pairs<f64>) -> Products {
        let dimension = pairs.dimension();
        let matrices = [pairs.squares(), pairs.left(), pairs.right()];
        let [squares, left, right] = matrices.map(|forms| Triangle::new(dimension).doubled(forms));
        Products { dimension, weights: pairs.weights().to_vec(), squares, left, right }
    }

    /// The numbers of the work space.
    pub(super) fn scratch(&self) -> usize {
        2 * Triangle::new(self.dimension).len()
    }

    /// Adds to the gradient and gives the value. Every matrix is read from memory once.
    pub(super) fn add(&self, x: &[f64], gradient: &mut [f64], scratch: &mut [f64]) -> f64 {
        let (monomials, sum) = scratch.split_at_mut(Triangle::new(self.dimension).len());
        let value = self.contract(x, monomials, sum);
        add_gradient(sum, x, gradient);
        value
    }

    /// The value, with the packed quadratic form whose gradient is that of the value written to `sum`.
    fn contract(&self, x: &[f64], monomials: &mut [f64], sum: &mut [f64]) -> f64 {
        quadratic_monomials(x, monomials);
        sum.fill(0.0);
        let mut value = 0.0;
        for (row, weight) in rows(&self.squares).zip(&self.weights) {
            let q = lanes::dot(row, monomials);
            lanes::add(row, 2.0 * weight * q, sum);
            value += weight * q * q;
        }
        for (left, right) in rows(&self.left).zip(rows(&self.right)) {
            let (l, r) = (lanes::dot(left, monomials), lanes::dot(right, monomials));
            lanes::add(left, r, sum);
            lanes::add(right, l, sum);
            value += l * r;
        }
        value
    }

    /// ∂²(l r) = ∂l ∂rᵀ + ∂r ∂lᵀ + l ∂²r + r ∂²l.
    pub(super) fn add_hessian(&self, x: &[f64], hessian: &mut Array2<f64>) {
        let length = Triangle::new(self.dimension).len();
        let (mut monomials, mut sum) = (vec![0.0; length], vec![0.0; length]);
        self.contract(x, &mut monomials, &mut sum);
        let mut coefficients = sum.iter();
        for i in 0..self.dimension {
            for (j, &c) in (i..self.dimension).zip(&mut coefficients) {
                hessian[[i, j]] += c;
                hessian[[j, i]] += c;
            }
        }
        let squares = self.gradients(&self.squares, x);
        let weighted = &squares * &Array1::from(self.weights.clone()).insert_axis(ndarray::Axis(1));
        let (left, right) = (self.gradients(&self.left, x), self.gradients(&self.right, x));
        let mut add = |factor: f64, a: &Array2<f64>, b: &Array2<f64>| {
            f64::add_product(hessian.view_mut(), &factor, a.t(), b.view(), Threads::One);
        };
        add(2.0, &squares, &weighted);
        add(1.0, &left, &right);
        add(1.0, &right, &left);
    }

    /// The gradients of the quadratic forms, one in each row.
    fn gradients(&self, forms: &Array2<f64>, x: &[f64]) -> Array2<f64> {
        let mut gradients = Array2::zeros((forms.nrows(), self.dimension));
        for (form, mut gradient) in rows(forms).zip(gradients.outer_iter_mut()) {
            add_gradient(form, x, gradient.as_slice_mut().expect("rows in standard layout"));
        }
        gradients
    }
}

fn rows(matrix: &Array2<f64>) -> impl Iterator<Item = &[f64]> {
    let width = matrix.ncols().max(1);
    matrix.as_slice().expect("a matrix in standard layout").chunks_exact(width)
}

/// All x_i x_j with i ≤ j.
fn quadratic_monomials(x: &[f64], monomials: &mut [f64]) {
    let mut rest = monomials;
    for (i, first) in x.iter().enumerate() {
        let (row, behind) = rest.split_at_mut(x.len() - i);
        for (product, second) in row.iter_mut().zip(&x[i..]) {
            *product = first * second;
        }
        rest = behind;
    }
}

/// Adds the gradient of Σ_{i ≤ j} c_ij x_i x_j.
fn add_gradient(c: &[f64], x: &[f64], gradient: &mut [f64]) {
    let mut rest = c;
    for i in 0..x.len() {
        let (row, behind) = rest.split_at(x.len() - i);
        gradient[i] += lanes::dot_and_add(row, &x[i..], x[i], &mut gradient[i..]);
        rest = behind;
    }
}
