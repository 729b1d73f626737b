//! A series in loops summed up as a fraction of polynomials in ħ.

use ndarray::{Array2, ArrayView2, s};

use super::line::Line;
use crate::action::SymmetricTensor;
use crate::network::Lu;

/// The diagonal or nearly diagonal Padé approximant of κ_2 in ħ, from all of its terms.
///
/// # Formula
/// κ(ħ) = Σ_l K_l ħ^l = N(ħ) D(ħ)^{-1} + O(ħ^{m+n+1}) with matrices N of degree m and D of degree n = m or m + 1, D(0) = 1. It does not
/// depend on the basis.
#[derive(Clone, Debug, PartialEq)]
pub struct Pade {
    /// The degrees m and n.
    pub degrees: (usize, usize),
    /// κ at ħ = 1, shape (d, d).
    pub value: Array2<f64>,
}

/// The places between ħ = 0 and 1 at which the approximant has to be a covariance: behind a pole it is none.
const PLACES: usize = 32;

impl Pade {
    /// From the terms of κ_2 at 0, 1, 2, .. loops; `None` where it is not sound: of fewer than two terms, where the equations for D are
    /// singular, or the approximant is not positive definite all the way from ħ = 0 to 1.
    ///
    /// # Cost
    /// O((n d)³).
    ///
    /// ```
    /// use diagraction::action::SymmetricTensor;
    /// use diagraction::correlators::Pade;
    ///
    /// // κ_2 of S = -x²/2 - g x⁴/24 with g = 10.
    /// let terms = [1.0, -5.0, 200.0 / 3.0, -1375.0, 340_000.0 / 9.0];
    /// let terms = terms.map(|term| SymmetricTensor::from_entries(1, 2, vec![term]).unwrap());
    /// let pade = Pade::new(&terms).unwrap();
    /// assert_eq!(pade.degrees, (2, 2));
    /// assert!((pade.value[[0, 0]] - 0.537862).abs() < 1e-6);
    /// ```
    pub fn new(terms: &[SymmetricTensor<f64>]) -> Option<Pade> {
        let last = terms.len().checked_sub(1).filter(|&last| last > 0)?;
        let d = terms[0].dimension();
        let (m, n) = (last / 2, last - last / 2);
        let matrix =
            |tensor: &SymmetricTensor<f64>| Array2::from_shape_fn((d, d), |(i, j)| *tensor.get(&[i, j]));
        let series: Vec<Array2<f64>> = terms.iter().map(matrix).collect();
        let denominator = denominator(&series, m, n)?;
        let numerator: Vec<Array2<f64>> =
            (0..=m).map(|order| convolved(&series, &denominator, order)).collect();
        let mut value = None;
        for place in 1..=PLACES {
            let hbar = place as f64 / PLACES as f64;
            let found = fraction(&at(&numerator, hbar), &at(&denominator, hbar))?;
            Line::new(found.view()).ok()?;
            value = Some(found);
        }
        Some(Pade { degrees: (m, n), value: value? })
    }
}

/// D_0 = 1, D_1, ..: Σ_j K_{r-j} D_j = 0 at r = m + 1 .. m + n.
fn denominator(series: &[Array2<f64>], m: usize, n: usize) -> Option<Vec<Array2<f64>>> {
    let d = series[0].nrows();
    let mut equations = Array2::zeros((n * d, n * d));
    // Column by column, as the solver takes them.
    let mut rhs = Array2::zeros((d, n * d));
    for row in 0..n {
        let order = m + 1 + row;
        for column in (0..n).filter(|column| column < &order) {
            let mut block = equations.slice_mut(s![row * d..(row + 1) * d, column * d..(column + 1) * d]);
            block.assign(&series[order - column - 1]);
        }
        rhs.slice_mut(s![.., row * d..(row + 1) * d]).assign(&-&series[order].t());
    }
    let mut columns = rhs.into_raw_vec_and_offset().0;
    regular(equations.view())?.solve(&mut columns);
    let solved = Array2::from_shape_vec((d, n * d), columns).ok()?;
    let blocks = (0..n).map(|j| solved.slice(s![.., j * d..(j + 1) * d]).t().to_owned());
    Some(std::iter::once(Array2::eye(d)).chain(blocks).collect())
}

/// Σ_j K_{r-j} D_j.
fn convolved(series: &[Array2<f64>], denominator: &[Array2<f64>], order: usize) -> Array2<f64> {
    let terms =
        denominator.iter().take(order + 1).enumerate().map(|(j, factor)| series[order - j].dot(factor));
    terms.reduce(|sum, term| sum + term).expect("D_0")
}

fn at(polynomial: &[Array2<f64>], hbar: f64) -> Array2<f64> {
    let zero = Array2::zeros(polynomial[0].dim());
    polynomial.iter().rev().fold(zero, |sum, coefficient| sum * hbar + coefficient)
}

/// N D^{-1}, from Dᵀ X = Nᵀ.
fn fraction(numerator: &Array2<f64>, denominator: &Array2<f64>) -> Option<Array2<f64>> {
    let mut rows: Vec<f64> = numerator.iter().copied().collect();
    regular(denominator.t())?.solve(&mut rows);
    Array2::from_shape_vec(numerator.dim(), rows).ok()
}

fn regular(matrix: ArrayView2<'_, f64>) -> Option<Lu> {
    matrix
        .iter()
        .all(|entry| entry.is_finite())
        .then(|| Lu::new(matrix))
        .flatten()
        .filter(|factors| !factors.is_doubtful())
}
