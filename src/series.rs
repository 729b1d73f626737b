//! A number type that counts factors of χ: a power series, cut off.

use std::fmt;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, RemAssign, Sub, SubAssign};

use ndarray::{Array2, ArrayView2};
use num_traits::{Num, One, Zero};
use smallvec::SmallVec;

use crate::{Rational, Scalar};

/// A power series in a formal parameter q, cut off behind some order.
///
/// With q χ in place of χ, the order of a term counts its factors of χ. An action that is evaluated in series
/// cut off behind q^c holds the diagrams with at most c factors of χ, and no others.
///
/// Numbers such as 0 and 1 are known to all orders. A sum or product is known to the smaller order of the two.
#[derive(Clone, Debug)]
pub(crate) struct Series<T> {
    /// The coefficients of q^0, q^1, .., without zeros at the end.
    coefficients: SmallVec<[T; 4]>,
    /// The highest order that is known; `None` where all are.
    order: Option<usize>,
}

impl<T: Scalar> Series<T> {
    /// A series from its coefficients of q^0, q^1, .., cut off behind `order`.
    pub(crate) fn new(coefficients: impl IntoIterator<Item = T>, order: Option<usize>) -> Series<T> {
        let known = order.map_or(usize::MAX, |order| order.saturating_add(1));
        let mut coefficients: SmallVec<[T; 4]> = coefficients.into_iter().take(known).collect();
        while coefficients.last().is_some_and(Zero::is_zero) {
            coefficients.pop();
        }
        Series { coefficients, order }
    }

    /// A number, known to all orders.
    pub(crate) fn number(value: T) -> Series<T> {
        Series::new([value], None)
    }

    /// The value at q = 1: the sum of the coefficients.
    pub(crate) fn at_one(&self) -> T {
        self.coefficients.iter().fold(T::zero(), |sum, term| sum + term.clone())
    }

    fn coefficient(&self, power: usize) -> T {
        self.coefficients.get(power).cloned().unwrap_or_else(T::zero)
    }

    fn join(&self, other: &Series<T>, term: impl Fn(T, T) -> T) -> Series<T> {
        let length = self.coefficients.len().max(other.coefficients.len());
        let terms = (0..length).map(|power| term(self.coefficient(power), other.coefficient(power)));
        Series::new(terms, smaller(self.order, other.order))
    }
}

/// The order to which a sum or a product is known.
fn smaller(a: Option<usize>, b: Option<usize>) -> Option<usize> {
    a.into_iter().chain(b).min()
}

impl<T: Scalar> Add for Series<T> {
    type Output = Series<T>;

    fn add(self, other: Series<T>) -> Series<T> {
        self.join(&other, |a, b| a + b)
    }
}

impl<T: Scalar> Sub for Series<T> {
    type Output = Series<T>;

    fn sub(self, other: Series<T>) -> Series<T> {
        self.join(&other, |a, b| a - b)
    }
}

impl<T: Scalar> Mul for Series<T> {
    type Output = Series<T>;

    fn mul(self, other: Series<T>) -> Series<T> {
        let order = smaller(self.order, other.order);
        Series::new(convolution(&self.coefficients, &other.coefficients, order), order)
    }
}

/// The coefficients of a product, to the order that is known.
fn convolution<T: Scalar>(a: &[T], b: &[T], order: Option<usize>) -> impl Iterator<Item = T> {
    let longest = (a.len() + b.len()).saturating_sub(1);
    let length = order.map_or(longest, |order| longest.min(order.saturating_add(1)));
    (0..length).map(|power| {
        let places = (power + 1).saturating_sub(b.len())..a.len().min(power + 1);
        places.fold(T::zero(), |sum, i| sum + a[i].clone() * b[power - i].clone())
    })
}

/// The series whose product with the divisor is the dividend, to the order that is known.
///
/// # Panics
/// When the divisor has no constant term, or when it has others and both series are known to all orders, so that the
/// quotient has no end.
impl<T: Scalar> Div for Series<T> {
    type Output = Series<T>;

    fn div(self, other: Series<T>) -> Series<T> {
        let order = smaller(self.order, other.order);
        let divisor = other.coefficient(0);
        assert!(!divisor.is_zero(), "division by a series without a constant term");
        if other.coefficients.len() == 1 {
            return Series::new(self.coefficients.into_iter().map(|term| term / divisor.clone()), order);
        }
        let last = order.expect("a quotient that does not end is cut off");
        let mut quotient: SmallVec<[T; 4]> = SmallVec::new();
        for power in 0..=last {
            let known =
                (0..power).fold(T::zero(), |sum, i| sum + quotient[i].clone() * other.coefficient(power - i));
            quotient.push((self.coefficient(power) - known) / divisor.clone());
        }
        Series::new(quotient, order)
    }
}

/// Division leaves nothing over.
impl<T: Scalar> Rem for Series<T> {
    type Output = Series<T>;

    fn rem(self, other: Series<T>) -> Series<T> {
        Series::new([], smaller(self.order, other.order))
    }
}

impl<T: Scalar> Neg for Series<T> {
    type Output = Series<T>;

    fn neg(self) -> Series<T> {
        Series { coefficients: self.coefficients.into_iter().map(|term| -term).collect(), order: self.order }
    }
}

macro_rules! assign {
    ($($kind:ident $name:ident $operator:tt),*) => {
        $(impl<T: Scalar> $kind for Series<T> {
            fn $name(&mut self, other: Series<T>) {
                *self = std::mem::replace(self, Series::zero()) $operator other;
            }
        })*
    };
}

assign!(AddAssign add_assign +, SubAssign sub_assign -, MulAssign mul_assign *, DivAssign div_assign /, RemAssign rem_assign %);

/// Equal coefficients; to which order they are known does not matter.
impl<T: Scalar> PartialEq for Series<T> {
    fn eq(&self, other: &Series<T>) -> bool {
        self.coefficients == other.coefficients
    }
}

impl<T: Scalar> Zero for Series<T> {
    fn zero() -> Series<T> {
        Series::new([], None)
    }

    fn is_zero(&self) -> bool {
        self.coefficients.is_empty()
    }
}

impl<T: Scalar> One for Series<T> {
    fn one() -> Series<T> {
        Series::number(T::one())
    }
}

impl<T: Scalar> Num for Series<T> {
    type FromStrRadixErr = T::FromStrRadixErr;

    fn from_str_radix(text: &str, radix: u32) -> Result<Series<T>, T::FromStrRadixErr> {
        T::from_str_radix(text, radix).map(Series::number)
    }
}

impl<T: Scalar> fmt::Display for Series<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.coefficient(0))?;
        for (power, coefficient) in self.coefficients.iter().enumerate().skip(1) {
            write!(f, " + {coefficient} q^{power}")?;
        }
        Ok(())
    }
}

impl<T: Scalar> Scalar for Series<T> {
    fn from_rational(value: &Rational) -> Series<T> {
        Series::number(T::from_rational(value))
    }

    fn to_f64(&self) -> f64 {
        self.at_one().to_f64()
    }

    /// Order by order: the matrices of coefficients are multiplied in the arithmetic of the coefficients.
    fn matrix_product(a: ArrayView2<'_, Series<T>>, b: ArrayView2<'_, Series<T>>) -> Array2<Series<T>> {
        let known = |matrix: &ArrayView2<'_, Series<T>>| matrix.iter().filter_map(|term| term.order).min();
        let order = smaller(known(&a), known(&b));
        let (a, b) = (by_order(a), by_order(b));
        let shape = (a[0].nrows(), b[0].ncols());
        let longest = a.len() + b.len() - 1;
        let length = order.map_or(longest, |order| longest.min(order.saturating_add(1)));
        let mut parts: Vec<Array2<T>> = vec![Array2::zeros(shape); length];
        for (i, a) in a.iter().enumerate() {
            for (part, b) in parts.iter_mut().skip(i).zip(&b) {
                let product = T::matrix_product(a.view(), b.view());
                part.zip_mut_with(&product, |sum, term| *sum += term.clone());
            }
        }
        Array2::from_shape_fn(shape, |place| Series::new(parts.iter().map(|part| part[place].clone()), order))
    }
}

/// The matrices of the coefficients of q^0, q^1, ..; at least one.
fn by_order<T: Scalar>(matrix: ArrayView2<'_, Series<T>>) -> Vec<Array2<T>> {
    let length = matrix.iter().map(|term| term.coefficients.len()).max().unwrap_or(0).max(1);
    (0..length).map(|power| matrix.map(|term| term.coefficient(power))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Exact = Series<Rational>;

    fn series(coefficients: &[i64], order: Option<usize>) -> Exact {
        Series::new(coefficients.iter().map(|&n| Rational::from_integer(n.into())), order)
    }

    #[test]
    fn the_order_that_is_known_is_the_smaller_one() {
        let (a, b) = (series(&[1, 2, 3], Some(2)), series(&[1, 1], None));
        assert_eq!((a.clone() * b.clone()).coefficients, series(&[1, 3, 5], None).coefficients);
        assert_eq!((a.clone() + b.clone()).order, Some(2));
        assert_eq!(b.clone() * b.clone(), series(&[1, 2, 1], None));
        // What was cut off does not come back.
        let cut = series(&[1, 2], Some(1)) * series(&[0, 1], None);
        assert_eq!(cut * series(&[1, 1], None), series(&[0, 1], None));
    }

    #[test]
    fn a_square_to_first_order() {
        // (1 + 2 q)² = 1 + 4 q + 4 q².
        let series = Series::new([1.0, 2.0], Some(1));
        let square = series.clone() * series;
        assert_eq!(square, Series::new([1.0, 4.0], Some(1)));
        assert_eq!(square.at_one(), 5.0);
    }

    #[test]
    fn division_undoes_multiplication() {
        let (a, b) = (series(&[3, -1, 2], Some(3)), series(&[2, 5, 0, 1], Some(3)));
        assert_eq!(a.clone() * b.clone() / b, a);
        assert_eq!(series(&[2, 4], None) / series(&[2], None), series(&[1, 2], None));
    }

    /// Against the products entry by entry.
    #[test]
    fn matrices_are_multiplied_order_by_order() {
        let entry = |i: usize, j: usize, order| series(&[i as i64 - 1, j as i64, 2 - i as i64], order);
        let a = Array2::from_shape_fn((2, 3), |(i, j)| entry(i, j, Some(2)));
        let b = Array2::from_shape_fn((3, 4), |(i, j)| entry(j, i, None));
        let product = Series::matrix_product(a.view(), b.view());
        for ((i, k), found) in product.indexed_iter() {
            let terms = (0..3).map(|j| a[(i, j)].clone() * b[(j, k)].clone());
            assert_eq!(*found, terms.fold(Series::zero(), |sum, term| sum + term));
        }
    }
}
