//! The linear equations of score matching, from samples or from moments.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use rayon::prelude::*;

use super::basis::{Basis, Grouping};
use super::{FitError, Monomials, moments};
use crate::action::SymmetricTensor;
use crate::{Rational, Scalar, Threads};

/// The normal equations G θ = -b of score matching.
///
/// # Formula
/// G_αβ = Σ_i w_i <∂_i m_α ∂_i m_β> and b_α = Σ_i w_i <∂_i² m_α>, with the monomials m of an action
/// S = Σ_α θ_α m_α and weights w_i, which are one for samples in their own units.
///
/// # Example
/// ```
/// use diagraction::fit::{Monomials, NormalEquations};
///
/// // S = a x² from two samples: G = <4 x²>, b = <2>.
/// let monomials = Monomials::new(1, [vec![0, 0]])?;
/// let equations = NormalEquations::from_samples(&monomials, ndarray::array![[1.0], [3.0]].view())?;
/// assert_eq!((equations.matrix()[[0, 0]], equations.rhs()[0]), (20.0, 2.0));
/// # Ok::<(), diagraction::fit::FitError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct NormalEquations<T> {
    pub(super) matrix: Array2<T>,
    pub(super) rhs: Array1<T>,
}

impl<T: Scalar> NormalEquations<T> {
    /// From samples x of shape (N, d), by products of the derivatives of the monomials, site by site.
    ///
    /// # Errors
    /// Samples of another dimension, or none.
    pub fn from_samples(monomials: &Monomials, x: ArrayView2<'_, T>) -> Result<NormalEquations<T>, FitError> {
        if x.ncols() != monomials.dimension() {
            return Err(FitError::Dimension { expected: monomials.dimension(), found: x.ncols() });
        }
        if x.nrows() == 0 {
            return Err(FitError::NoSamples);
        }
        let basis = Basis::new(monomials, Grouping::BySite);
        let mut sums = Averages::zero(&basis);
        sums.add(&basis, x.t());
        Ok(assemble(&basis, &sums.mean(x.nrows()), &vec![T::one(); monomials.dimension()]))
    }

    /// From the moments <x^k> for k = 0 .. 2K-2 in this order, where K is the highest rank of a monomial:
    /// G_αβ = Σ_i α_i β_i <x^(α+β-2e_i)>.
    ///
    /// # Errors
    /// Moments of another dimension or order, or too few of them.
    pub fn from_moments(
        monomials: &Monomials,
        moments: &[SymmetricTensor<T>],
    ) -> Result<NormalEquations<T>, FitError> {
        moments::check(monomials, moments)?;
        let basis = Basis::new(monomials, Grouping::Together);
        let averages = moments::averages(&basis, monomials.dimension(), moments);
        Ok(assemble(&basis, &averages, &vec![T::one(); monomials.dimension()]))
    }

    /// G, of which only the lower triangle is filled.
    pub fn matrix(&self) -> &Array2<T> {
        &self.matrix
    }

    /// b.
    pub fn rhs(&self) -> &Array1<T> {
        &self.rhs
    }
}

/// Averages of features and of their products, or sums of them on the way there; one entry for each group.
pub(super) struct Averages<T> {
    pub(super) products: Vec<Array2<T>>,
    pub(super) features: Vec<Array1<T>>,
}

impl<T: Scalar> Averages<T> {
    pub(super) fn zero(basis: &Basis) -> Averages<T> {
        let sizes = || basis.groups.iter().map(|group| group.features.len());
        Averages {
            products: sizes().map(|size| Array2::zeros((size, size))).collect(),
            features: sizes().map(Array1::zeros).collect(),
        }
    }

    /// Adds samples x of shape (d, samples). Groups are independent, so the sums do not depend on the threads.
    pub(super) fn add(&mut self, basis: &Basis, x: ArrayView2<'_, T>) {
        let threads = if basis.groups.len() == 1 { Threads::All } else { Threads::One };
        let sums = self.products.par_iter_mut().zip(&mut self.features);
        basis.groups.par_iter().zip(sums).for_each(|(group, (products, features))| {
            let values = group.features.evaluate(x);
            T::add_product(products.view_mut(), &T::one(), values.view(), values.t(), threads);
            *features += &values.sum_axis(Axis(1));
        });
    }

    pub(super) fn mean(mut self, samples: usize) -> Averages<T> {
        let share = T::from_rational(&Rational::new(1.into(), samples.into()));
        let scale = |sum: &mut T| *sum *= share.clone();
        self.products.iter_mut().for_each(|sums| sums.iter_mut().for_each(scale));
        self.features.iter_mut().for_each(|sums| sums.iter_mut().for_each(scale));
        self
    }
}

/// The normal equations from averages, with a weight for each site.
pub(super) fn assemble<T: Scalar>(
    basis: &Basis,
    averages: &Averages<T>,
    weights: &[T],
) -> NormalEquations<T> {
    let integers: Vec<T> = integers(basis);
    let mut matrix = Array2::zeros((basis.unknowns, basis.unknowns));
    let rows: Vec<_> = matrix.outer_iter_mut().collect();
    rows.into_par_iter().zip(&basis.uses).for_each(|(mut row, uses)| {
        for place in uses {
            let site = &basis.groups[place.group].sites[place.site];
            let own = site.first[place.place];
            let products = averages.products[place.group].row(own.feature);
            let weight = weights[site.site].clone() * integers[own.factor].clone();
            for other in &site.first[..=place.place] {
                let product = products[other.feature].clone() * integers[other.factor].clone();
                row[other.unknown] += weight.clone() * product;
            }
        }
    });
    let mut rhs = Array1::zeros(basis.unknowns);
    for (group, features) in basis.groups.iter().zip(&averages.features) {
        for site in &group.sites {
            for second in &site.second {
                let average = features[second.feature].clone() * integers[second.factor].clone();
                rhs[second.unknown] += weights[site.site].clone() * average;
            }
        }
    }
    NormalEquations { matrix, rhs }
}

/// The factors of derivatives as numbers of the type: entry n is n.
fn integers<T: Scalar>(basis: &Basis) -> Vec<T> {
    let sites = basis.groups.iter().flat_map(|group| &group.sites);
    let factors = sites.flat_map(|site| site.first.iter().chain(&site.second)).map(|one| one.factor);
    let highest = factors.max().unwrap_or(0);
    (0..=highest).map(T::natural).collect()
}
