//! A polynomial that is nearly the inverse, with all of its cumulants.

use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis};

use super::plan::{MONOMIALS, MULTIPLICATIONS};
use super::{ByLoops, Plan, Powers, Wanted, WickError, Window};
use crate::network::Network;
use crate::tensor::{Indices, SymmetricTensor, estimated_entries};
use crate::{Progress, Scalar, Threads};

/// The lowest powers of z in x = f⁻¹(z), with their first loops. Where draws of x are compared with the values of this polynomial at the
/// same z, they differ by little, and its cumulants are known exactly.
#[derive(Clone, Debug)]
pub struct Surrogate {
    powers: Powers<f64>,
    degree: usize,
    cumulants: Vec<ByLoops<f64>>,
}

/// The highest degree that is tried.
const MAX_DEGREE: usize = 3;

/// The monomials of so many numbers are held at once, or those of one point.
const PIECE: usize = 1 << 20;

/// Cumulants of a polynomial that take longer than these seconds are not made.
const LONG: f64 = 20.0;

impl Surrogate {
    /// The polynomial of the highest degree up to 3 whose cumulants to an order, of some components or of all, and whose values at so
    /// many points do not take long.
    ///
    /// # Errors
    /// When a coupling has more than two lower indices, an order is beyond 6, or there is not enough memory.
    ///
    /// # Example
    /// ```
    /// use diagraction::network::file;
    /// use diagraction::wick::{Surrogate, Wanted};
    ///
    /// let network = file::load("examples/models/lattice16.safetensors")?.into_f64()?;
    /// let surrogate = Surrogate::new(&network, &Wanted::orders(1..=2), 1, &())?;
    /// let z = ndarray::Array2::from_elem((1, 16), 0.3);
    /// let (near, x) = (surrogate.values(z.view()), network.inverse_batch(z.view())?);
    /// assert!((&near - &x).iter().all(|difference| difference.abs() < 1e-4));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(
        network: &Network<f64>,
        wanted: &Wanted,
        points: usize,
        progress: &dyn Progress,
    ) -> Result<Surrogate, WickError> {
        let d = network.dimension();
        let mut degree = MAX_DEGREE.min(super::degree(network));
        let wanted = Wanted { loops: None, ..wanted.clone() };
        // What is chosen depends on no more than the network and the points, so that the same draws give the same bytes.
        let plan = loop {
            let plan = Plan::of_polynomial(d, degree, &Wanted { memory: u64::MAX, ..wanted.clone() })?;
            if degree == 1 || plan.seconds() + seconds(d, degree, points) <= LONG {
                break plan;
            }
            degree -= 1;
        };
        // To one loop the window has these powers, and one leg more.
        let powers =
            super::plan(network, &Wanted { orders: 1..=degree, loops: Some(0..=1), ..wanted.clone() })?;
        let needed = powers.bytes().saturating_add(plan.bytes());
        if needed > wanted.memory {
            return Err(WickError::Memory { needed, available: wanted.memory });
        }
        let powers = Powers::inverse(network, Window::new(degree, Some(1)), progress)?.summed(degree);
        let powers = match &wanted.sites {
            Some(sites) => powers.at(sites),
            None => powers,
        };
        let cumulants = powers.cumulants(&plan, progress);
        Ok(Surrogate { powers, degree, cumulants })
    }

    /// The bytes that values take beside themselves.
    pub fn piece(dimension: usize) -> u64 {
        let monomials = estimated_entries(dimension, MAX_DEGREE) as u64;
        (size_of::<f64>() as u64).saturating_mul(monomials.max(PIECE as u64))
    }

    /// The degree.
    pub fn degree(&self) -> usize {
        self.degree
    }

    /// Its cumulants of an order that was wanted.
    pub fn cumulant(&self, order: usize) -> Option<SymmetricTensor<f64>> {
        self.cumulants.iter().find(|found| found.order == order).map(ByLoops::sum)
    }

    /// Its values at every row of z, shape (n, d).
    ///
    /// # Cost
    /// 2 n times the number of its coefficients.
    pub fn values(&self, z: ArrayView2<'_, f64>) -> Array2<f64> {
        let mut values = Array2::zeros((z.nrows(), self.powers.values()));
        let widest = self.powers.parts.values().map(Array2::nrows).max().unwrap_or(1);
        let rows = (PIECE / widest).max(1);
        let pieces = values.axis_chunks_iter_mut(Axis(0), rows).zip(z.axis_chunks_iter(Axis(0), rows));
        pieces.for_each(|(values, z)| self.add_values(z, values));
        values
    }

    fn add_values(&self, z: ArrayView2<'_, f64>, mut values: ArrayViewMut2<'_, f64>) {
        for (grade, part) in &self.powers.parts {
            let indices: Vec<Vec<usize>> = Indices::new(self.powers.dimension, grade.legs).collect();
            let mut monomials = Array2::zeros((z.nrows(), indices.len()));
            for (z, mut monomials) in z.outer_iter().zip(monomials.axis_iter_mut(Axis(0))) {
                for (monomial, index) in monomials.iter_mut().zip(&indices) {
                    let classes = index.chunk_by(|a, b| a == b);
                    *monomial = classes.map(|class| hermite(class.len(), z[class[0]])).product();
                }
            }
            f64::add_product(values.view_mut(), &1.0, monomials.view(), part.view(), Threads::One);
        }
    }
}

/// About the seconds that the values at so many points take.
fn seconds(dimension: usize, degree: usize, points: usize) -> f64 {
    let monomials: f64 = (0..=degree).map(|legs| estimated_entries(dimension, legs)).sum();
    points as f64 * monomials * (dimension as f64 / MULTIPLICATIONS + 1.0 / MONOMIALS)
}

/// :x^n: of a standard Gaussian x, He_{n+1} = x He_n - n He_{n-1}.
fn hermite(n: usize, x: f64) -> f64 {
    let next = |(last, this): (f64, f64), n: usize| (this, x * this - n as f64 * last);
    (0..n).fold((0.0, 1.0), next).1
}
