//! Monomials of one shape on consecutive sites.

use ndarray::Array2;

use super::monomials::add_hessian;
use crate::lanes;

/// So many sites are worked on at a time where a monomial has several different factors.
const BLOCK: usize = 64;

/// Σ_i c_i Π_f x_{i+o_f}^{p_f} for i = start, start + 1, ..
#[derive(Debug)]
pub(super) struct Stencil {
    start: usize,
    factors: Vec<Factor>,
    coefficients: Vec<f64>,
}

/// x_{i+offset}^power.
#[derive(Clone, Copy, Debug)]
struct Factor {
    offset: usize,
    power: u32,
}

impl Stencil {
    /// The stencil of c_i x_i x_{i+a} x_{i+b} .., where `shape` is the sorted list 0, a, b, ..
    pub(super) fn new(start: usize, shape: &[usize], coefficients: Vec<f64>) -> Stencil {
        let factor =
            |equal: &[usize]| Factor { offset: equal[0], power: u32::try_from(equal.len()).unwrap_or(0) };
        let factors = shape.chunk_by(|a, b| a == b).map(factor).collect();
        Stencil { start, factors, coefficients }
    }

    /// The time of one evaluation in nanoseconds, roughly.
    pub(super) fn nanoseconds(&self) -> f64 {
        let each = match self.factors.len() {
            1 => 0.8,
            2 => 1.2,
            factors => 0.6 * (factors * factors) as f64,
        };
        8.0 + each * self.coefficients.len() as f64
    }

    /// Adds to the gradient and gives the value.
    pub(super) fn add(&self, x: &[f64], gradient: &mut [f64]) -> f64 {
        let (c, n) = (&self.coefficients[..], self.coefficients.len());
        let range = |offset: usize| self.start + offset..self.start + offset + n;
        match self.factors[..] {
            [Factor { offset, power }] => powers(c, &x[range(offset)], &mut gradient[range(offset)], power),
            [Factor { offset: a, power: 1 }, Factor { offset: b, power: 1 }] => {
                let value = pair(c, &x[range(a)], &x[range(b)], &mut gradient[range(a)]);
                add_scaled(c, &x[range(a)], &mut gradient[range(b)]);
                value
            }
            _ => self.add_in_blocks(x, gradient),
        }
    }

    fn add_in_blocks(&self, x: &[f64], gradient: &mut [f64]) -> f64 {
        let mut value = 0.0;
        for (block, c) in self.coefficients.chunks(BLOCK).enumerate() {
            let start = self.start + block * BLOCK;
            let mut product = [0.0; BLOCK];
            for (place, own) in self.factors.iter().enumerate() {
                let product = &mut product[..c.len()];
                product.copy_from_slice(c);
                for (other, factor) in self.factors.iter().enumerate() {
                    let power = factor.power - u32::from(other == place);
                    let x = &x[start + factor.offset..][..c.len()];
                    (0..power).for_each(|_| multiply(product, x));
                }
                let range = start + own.offset..start + own.offset + c.len();
                if place == 0 {
                    value += lanes::dot(product, &x[range.clone()]);
                }
                lanes::add(product, f64::from(own.power), &mut gradient[range]);
            }
        }
        value
    }

    pub(super) fn add_hessian(&self, x: &[f64], hessian: &mut Array2<f64>) {
        for (i, &c) in (self.start..).zip(&self.coefficients) {
            let factors = self.factors.iter();
            let index: Vec<usize> = factors
                .flat_map(|factor| std::iter::repeat_n(i + factor.offset, factor.power as usize))
                .collect();
            add_hessian(&index, c, x, hessian);
        }
    }
}

/// Σ c xᵖ and its gradient.
fn powers(c: &[f64], x: &[f64], gradient: &mut [f64], power: u32) -> f64 {
    match power {
        2 => lanes::sum_and_add(c, x, gradient, |c, x| (c * x * x, 2.0 * c * x)),
        3 => lanes::sum_and_add(c, x, gradient, |c, x| (c * x * x * x, 3.0 * c * x * x)),
        4 => lanes::sum_and_add(c, x, gradient, |c, x| {
            let cubed = c * x * x * x;
            (cubed * x, 4.0 * cubed)
        }),
        _ => {
            let less = i32::try_from(power).unwrap_or(i32::MAX) - 1;
            lanes::sum_and_add(c, x, gradient, |c, x| {
                let lower = c * x.powi(less);
                (lower * x, f64::from(power) * lower)
            })
        }
    }
}

/// Σ c x y, and its gradient with respect to x.
fn pair(c: &[f64], x: &[f64], y: &[f64], gradient: &mut [f64]) -> f64 {
    let (c, c_rest) = c.as_chunks::<4>();
    let (x, x_rest) = x.as_chunks::<4>();
    let (y, y_rest) = y.as_chunks::<4>();
    let (gradient, gradient_rest) = gradient.as_chunks_mut::<4>();
    let mut sums = [0.0; 4];
    for (((c, x), y), gradient) in c.iter().zip(x).zip(y).zip(gradient) {
        for lane in 0..4 {
            let slope = c[lane] * y[lane];
            sums[lane] += slope * x[lane];
            gradient[lane] += slope;
        }
    }
    let mut sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    for (((c, x), y), gradient) in c_rest.iter().zip(x_rest).zip(y_rest).zip(gradient_rest) {
        sum += c * y * x;
        *gradient += c * y;
    }
    sum
}

fn add_scaled(c: &[f64], x: &[f64], out: &mut [f64]) {
    for ((out, c), x) in out.iter_mut().zip(c).zip(x) {
        *out += c * x;
    }
}

fn multiply(product: &mut [f64], x: &[f64]) {
    for (product, x) in product.iter_mut().zip(x) {
        *product *= x;
    }
}
