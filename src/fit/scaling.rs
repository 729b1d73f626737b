//! The coordinates in which the normal equations are solved, and the way back.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use rayon::prelude::*;

use super::{FitError, Monomials};
use crate::data::Samples;

/// A coordinate whose standard deviation is below this share of its size is constant.
const CONSTANT: f64 = 1e-12;

/// Powers of ten that coefficients and their squares may have, on either side of one; numbers of 64 bits have 307.
const DIGITS: f64 = 140.0;

/// y_i = (x_i - centre_i) / scale_i.
#[derive(Clone, Debug)]
pub(super) struct Scaling {
    centre: Vec<f64>,
    scale: Vec<f64>,
}

impl Scaling {
    /// Mean and standard deviation of every coordinate, or zero and the root of the mean square where the origin must
    /// stay.
    pub(super) fn measure(
        samples: &Samples,
        monomials: &Monomials,
        chunk: usize,
    ) -> Result<Scaling, FitError> {
        let centred = monomials.is_closed();
        let Spread { mean, variance, lowest, highest } = spread(samples, chunk)?;
        for (coordinate, (&lowest, &highest)) in lowest.iter().zip(&highest).enumerate() {
            if lowest == highest {
                return Err(FitError::Constant { coordinate, value: lowest });
            }
            let size = if centred { highest - lowest } else { highest.abs().max(lowest.abs()) };
            if size.log10().abs() * monomials.max_rank().max(2) as f64 > DIGITS {
                return Err(FitError::Units { coordinate, lowest, highest });
            }
        }
        for (coordinate, (&mean, &variance)) in mean.iter().zip(&variance).enumerate() {
            if variance.sqrt() <= CONSTANT * mean.abs() {
                return Err(FitError::Constant { coordinate, value: mean });
            }
        }
        let centre = if centred { mean.clone() } else { Array1::zeros(mean.len()) };
        let off = mean - &centre;
        let scale = (&off * &off + variance).mapv(f64::sqrt);
        Ok(Scaling { centre: centre.to_vec(), scale: scale.to_vec() })
    }

    /// The weights w_i = 1/scale_i² that keep the objective that of x: ∂/∂x_i = (1/scale_i) ∂/∂y_i.
    pub(super) fn weights(&self) -> Vec<f64> {
        self.scale.iter().map(|scale| 1.0 / (scale * scale)).collect()
    }

    /// Samples x of shape (n, d) as y of shape (d, n).
    pub(super) fn apply(&self, x: ArrayView2<'_, f64>) -> Array2<f64> {
        let mut y = x.t().as_standard_layout().into_owned();
        for ((mut row, centre), scale) in y.outer_iter_mut().zip(&self.centre).zip(&self.scale) {
            let inverse = 1.0 / scale;
            row.mapv_inplace(|value| (value - centre) * inverse);
        }
        y
    }

    /// Coefficients of monomials in y as those of monomials in x; one vector of coefficients a row.
    ///
    /// # Formula
    /// y^α = Π_i scale_i^(-α_i) Σ_{β≤α} Π_i C(α_i, β_i) (-centre_i)^(α_i-β_i) x^β.
    pub(super) fn unfold(&self, monomials: &Monomials, mut rows: Array2<f64>) -> Array2<f64> {
        let terms: Vec<_> =
            monomials.indices().par_iter().map(|index| self.terms(monomials, index)).collect();
        let vectors: Vec<_> = rows.outer_iter_mut().collect();
        vectors.into_par_iter().for_each(|mut row| {
            let mut unfolded = Array1::zeros(row.len());
            for (coefficient, terms) in row.iter().zip(&terms) {
                terms.iter().for_each(|&(place, factor)| unfolded[place] += factor * coefficient);
            }
            row.assign(&unfolded);
        });
        rows
    }

    /// A monomial in y as a sum of monomials in x. The constant is left out.
    fn terms(&self, monomials: &Monomials, index: &[usize]) -> Vec<(usize, f64)> {
        let mut products = vec![(Vec::new(), 1.0)];
        for &site in index {
            let inverse = 1.0 / self.scale[site];
            let constants =
                products.iter().map(|(x, factor)| (x.clone(), -factor * self.centre[site] * inverse));
            let constants: Vec<_> = constants.filter(|(_, factor)| *factor != 0.0).collect();
            for (x, factor) in &mut products {
                x.push(site);
                *factor *= inverse;
            }
            products.extend(constants);
        }
        let known = products.into_iter().filter_map(|(x, factor)| Some((monomials.position(&x)?, factor)));
        known.collect()
    }
}

/// Where each coordinate is.
struct Spread {
    mean: Array1<f64>,
    variance: Array1<f64>,
    lowest: Array1<f64>,
    highest: Array1<f64>,
}

/// Over chunks, each about its own mean (Chan, Golub and LeVeque).
fn spread(samples: &Samples, chunk: usize) -> Result<Spread, FitError> {
    let d = samples.dimension();
    let mut count = 0.0;
    let (mut mean, mut squares) = (Array1::<f64>::zeros(d), Array1::<f64>::zeros(d));
    let (mut lowest, mut highest) =
        (Array1::from_elem(d, f64::INFINITY), Array1::from_elem(d, f64::NEG_INFINITY));
    for piece in samples.chunks(chunk) {
        let mut piece = piece?;
        for row in piece.outer_iter() {
            lowest.zip_mut_with(&row, |lowest, value| *lowest = lowest.min(*value));
            highest.zip_mut_with(&row, |highest, value| *highest = highest.max(*value));
        }
        let rows = piece.nrows() as f64;
        let own = piece.sum_axis(Axis(0)) / rows;
        piece -= &own;
        piece.mapv_inplace(|value| value * value);
        let shift = &own - &mean;
        let total = count + rows;
        squares = squares + piece.sum_axis(Axis(0)) + &shift * &shift * (count * rows / total);
        mean = mean + shift * (rows / total);
        count = total;
    }
    Ok(Spread { mean, variance: squares / count.max(1.0), lowest, highest })
}
