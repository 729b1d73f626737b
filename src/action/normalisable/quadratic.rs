//! Actions of rank two, where definiteness decides.

use faer::Mat;
use ndarray::Array2;
use num_traits::{One, Signed, Zero};

use super::certain::GRID;
use super::definite::{exceeds, smallest, witness};
use super::line::{grows, refuted, shown};
use super::{Certain, Normalisability};
use crate::action::SparseAction;
use crate::{Rational, Scalar};

/// -A^(2) as a matrix of floats.
pub(super) fn form<T: Certain>(action: &SparseAction<T>) -> Mat<f64> {
    let mut form = Mat::zeros(action.dimension(), action.dimension());
    for (index, value) in action.entries(2) {
        form[(index[0], index[1])] = -value.to_f64();
        form[(index[1], index[0])] = -value.to_f64();
    }
    form
}

/// The largest dimension of a dense matrix.
const MAX_DIMENSION: usize = 4096;

/// The largest dimension for eigenvectors.
pub(super) const MAX_EIGEN_DIMENSION: usize = 1000;

/// The largest dimension for elimination in rational numbers.
const EXACT_DIMENSION: usize = 32;

pub(super) fn verdict<T: Certain>(action: &SparseAction<T>) -> Normalisability {
    if let Some(form) = exact_form(action) {
        return match witness(&form) {
            None => proved("in exact rational numbers"),
            Some(v) => not_definite(action, &form, v),
        };
    }
    // As on a lattice without a mass along all variables together.
    let together = vec![GRID; action.dimension()];
    if let Some(refuted) = grows(action, &together).or_else(|| linear(action, &together)) {
        return refuted;
    }
    if action.dimension() > MAX_DIMENSION {
        let tried = format!("-A^(2) is a matrix of more than {MAX_DIMENSION} dimensions");
        return Normalisability::Unknown { tried };
    }
    let form = form(action);
    if exceeds(&form, 0.0) {
        return proved("by a Cholesky decomposition with room for rounding");
    }
    nearly_null(action, &form).unwrap_or_else(|| Normalisability::Unknown {
        tried: "-A^(2) is singular to within rounding, so its definiteness is not known".into(),
    })
}

/// -A^(2) in rational numbers, in few dimensions.
fn exact_form<T: Certain>(action: &SparseAction<T>) -> Option<Array2<Rational>> {
    let d = action.dimension();
    let entries = (0..d * d).map(|place| (-action.get(&[place / d, place % d])).exact());
    let entries: Vec<Rational> =
        if d <= EXACT_DIMENSION { entries.collect::<Option<_>>()? } else { return None };
    Array2::from_shape_vec((d, d), entries).ok()
}

fn proved(how: &str) -> Normalisability {
    Normalisability::Proved { why: format!("A^(2) is negative definite, {how}") }
}

/// v·M·v <= 0 with M = -A^(2) refutes: S grows along v, or along a direction near it, or does not change along v.
fn not_definite<T: Certain>(
    action: &SparseAction<T>,
    form: &Array2<Rational>,
    v: Vec<Rational>,
) -> Normalisability {
    let image = times(form, &v);
    let value = dot(&v, &image);
    let direction = match value.is_negative() || image.iter().all(Zero::is_zero) {
        true => v,
        false => {
            // v·M·v = 0 with M v != 0: a step against M v makes it negative.
            let curvature = dot(&image, &times(form, &image));
            let square = dot(&image, &image);
            let step = if curvature.is_positive() { square / curvature } else { Rational::one() };
            v.iter().zip(&image).map(|(v, image)| v - image * &step).collect()
        }
    };
    let curvature = -dot(&direction, &times(form, &direction)).to_f64();
    let direction: Vec<f64> = direction.iter().map(Scalar::to_f64).collect();
    let slope: f64 = direction.iter().enumerate().map(|(i, v)| v * action.get(&[i]).to_f64()).sum();
    let place = shown(&direction);
    let why = match (curvature, slope) {
        (0.0, 0.0) => format!("S does not change along {place}"),
        (0.0, _) => format!("S grows linearly along {place}"),
        _ => format!("S grows like {curvature:.3e} t^2 along {place}"),
    };
    let sign = if curvature == 0.0 && slope < 0.0 { -1.0 } else { 1.0 };
    refuted(why, direction.iter().map(|v| sign * v).collect())
}

/// The eigenvector of the smallest eigenvalue: a direction of growth, or one along which nothing changes.
fn nearly_null<T: Certain>(action: &SparseAction<T>, form: &Mat<f64>) -> Option<Normalisability> {
    if action.dimension() > MAX_EIGEN_DIMENSION {
        return None;
    }
    let (_, vector) = smallest(form)?;
    let steps = super::search::on_grid(&vector);
    grows(action, &steps).or_else(|| linear(action, &super::search::as_integers(&vector)))
}

/// Refutes when A^(2) v vanishes: then S is linear along v. Sums are made in rational numbers, so without rounding.
fn linear<T: Certain>(action: &SparseAction<T>, steps: &[i32]) -> Option<Normalisability> {
    let v: Vec<Rational> = steps.iter().map(|&steps| Rational::from_grid(steps)).collect();
    let mut image = vec![Rational::zero(); v.len()];
    for (index, value) in action.entries(2) {
        let (i, j, value) = (index[0], index[1], value.exact()?);
        image[i] += &value * &v[j];
        if i != j {
            image[j] += &value * &v[i];
        }
    }
    let mut slope = Rational::zero();
    for (index, value) in action.entries(1) {
        slope += value.exact()? * &v[index[0]];
    }
    if steps.iter().all(|&steps| steps == 0) || !image.iter().all(Zero::is_zero) {
        return None;
    }
    let sign = if slope.is_negative() { -1.0 } else { 1.0 };
    let direction: Vec<f64> = steps.iter().map(|&steps| sign * f64::from_grid(steps)).collect();
    let what = if slope.is_zero() { "does not change" } else { "grows linearly" };
    Some(refuted(format!("S {what} along {}", shown(&direction)), direction))
}

fn times(matrix: &Array2<Rational>, v: &[Rational]) -> Vec<Rational> {
    matrix.outer_iter().map(|row| dot(row, v)).collect()
}

fn dot<'a>(a: impl IntoIterator<Item = &'a Rational>, b: &[Rational]) -> Rational {
    a.into_iter().zip(b).fold(Rational::zero(), |sum, (a, b)| sum + a * b)
}
