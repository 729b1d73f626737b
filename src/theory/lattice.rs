//! The lattice theory of Eq. (33).

use super::{Field, FieldError};
use crate::action::SparseAction;
use crate::{Lattice, Rational, Scalar};

/// The lattice theory of Eq. (33).
///
/// # Formula
/// S(x) = -β [ ½ Σ_ij x_i (r0 δ_ij - Λ_ij) x_j + Σ_i (h_i x_i + u x_i⁴) ], where Λ_ij = -δ_ij deg(i) + a_ij is the
/// Laplacian of the lattice. In coefficients A^(1)_i = -β h_i, A^(2)_ii = -β (r0 + deg(i))/2, A^(2)_ij = β/2 for
/// neighbours, and A^(4)_iiii = -β u.
///
/// # Example
/// ```
/// use diagraction::theory::{Field, LatticeTheory};
/// use diagraction::{Cell, Lattice, Rational};
///
/// let number = |p: i64, q: i64| Rational::new(p.into(), q.into());
/// let theory = LatticeTheory {
///     lattice: Lattice::new(Cell::Square, vec![4, 4], true)?,
///     r0: number(1, 2),
///     u: number(1, 10),
///     beta: number(1, 1),
///     field: Field::Zero,
/// };
/// let action = theory.action()?;
/// assert_eq!(action.get(&[0, 0]), number(-9, 4));
/// assert_eq!(action.get(&[0, 1]), number(1, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LatticeTheory {
    /// The sites and their neighbours.
    pub lattice: Lattice,
    /// The quadratic self-interaction r0.
    pub r0: Rational,
    /// The quartic self-interaction u.
    pub u: Rational,
    /// The inverse temperature β.
    pub beta: Rational,
    /// The external field h.
    pub field: Field,
}

/// The most sites.
const MAX_SITES: usize = 1 << 17;

impl LatticeTheory {
    /// The action, with its lattice.
    ///
    /// # Errors
    /// When the field does not fit the lattice, or there are more than 2^17 sites.
    ///
    /// # Cost
    /// A few entries for each site.
    pub fn action(&self) -> Result<SparseAction<Rational>, FieldError> {
        let sites = self.lattice.sites();
        if sites > MAX_SITES {
            return Err(FieldError(format!("a lattice of {sites} sites; a theory has at most {MAX_SITES}")));
        }
        let mut action = SparseAction::zero(sites);
        for (site, h) in self.field.values(sites)?.into_iter().enumerate() {
            let degree = Rational::natural(self.lattice.neighbours(site).len());
            action.add_monomial(&[site], -&self.beta * h);
            action.add_monomial(&[site; 2], -&self.beta * (&self.r0 + degree) / Rational::natural(2));
            action.add_monomial(&[site; 4], -&self.beta * &self.u);
        }
        for (i, j) in self.lattice.bonds() {
            action.add_monomial(&[i, j], self.beta.clone());
        }
        action.lattice = Some(self.lattice.clone());
        Ok(action)
    }
}
