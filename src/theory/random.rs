//! The random actions of Appendix E.

use num_traits::pow;
use rand::SeedableRng;
use rand::distr::Distribution;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::StandardNormal;

use super::FieldError;
use crate::action::{Indices, SparseAction, independent_entries, multiplicity};
use crate::{Rational, Scalar};

/// A random action of Appendix E. Only some seeds give several maxima, and few at d = 10; [`modes`](crate::modes) tells.
///
/// # Formula
/// - R^(1)_i ~ N(0, σ²) with σ = x_r⁻¹/d.
/// - R^(2) = c 1 - ½ W Wᵀ with W_ij ~ N(0, 1/d²), Eq. (E2).
/// - R^(3)_α ~ N(0, σ_α²) with σ_α = x_r⁻³/(s_α γ_α); γ_α is the multiplicity of the multi-index and s_α the number of
///   independent entries with this multiplicity: d, d(d-1) or C(d, 3).
/// - R^(4)_iiii = -x_r⁻⁴/d and no other entry, Eq. (E1).
///
/// Draws come from xoshiro256++, seeded by SplitMix64: R^(1), then W row by row, then R^(3) by multi-index in
/// lexicographic order. The drawn doubles are taken as the exact rationals that they are.
///
/// # Example
/// ```
/// use diagraction::Rational;
/// use diagraction::theory::RandomTheory;
///
/// let theory = RandomTheory { seed: 7, ..RandomTheory::new(10) };
/// let action = theory.action()?;
/// assert_eq!(action.get(&[3, 3, 3, 3]), Rational::new((-1).into(), 10.into()));
/// # Ok::<(), diagraction::theory::FieldError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RandomTheory {
    /// The number of variables d.
    pub dimension: usize,
    /// The length x_r beyond which the regulator R^(4) suppresses.
    pub length: Rational,
    /// The constant c of Eq. (E2).
    pub c: Rational,
    /// The seed of the draws.
    pub seed: u64,
}

/// A normal number of a standard deviation.
type Draw<'a> = &'a mut dyn FnMut(f64) -> Result<Rational, FieldError>;

/// The most entries of R^(3).
const MAX_ENTRIES: usize = 1 << 21;

impl RandomTheory {
    /// The parameters of the paper, x_r = 1 and c = -0.1.
    pub fn new(dimension: usize) -> RandomTheory {
        let c = Rational::new((-1).into(), 10.into());
        RandomTheory { dimension, length: Rational::natural(1), c, seed: 1 }
    }

    /// The action S_R.
    ///
    /// # Errors
    /// When x_r is not positive, a draw is beyond `f64`, or R^(3) has more than 2^21 independent entries.
    ///
    /// # Cost
    /// d³/2 exact products for R^(2) and d³/6 entries of R^(3).
    pub fn action(&self) -> Result<SparseAction<Rational>, FieldError> {
        let d = self.dimension;
        if d == 0 || independent_entries(d, 3).is_none_or(|entries| entries > MAX_ENTRIES) {
            let message =
                format!("a random action of dimension {d}; its R^(3) has 1 to {MAX_ENTRIES} entries");
            return Err(FieldError(message));
        }
        if self.length <= Rational::natural(0) {
            return Err(FieldError("the length x_r is positive".into()));
        }
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(self.seed);
        let mut draw = |deviation: f64| {
            let z: f64 = StandardNormal.sample(&mut generator);
            Rational::from_float(deviation * z).ok_or_else(|| {
                FieldError("a draw is beyond the range of a 64-bit float; take another x_r".into())
            })
        };
        let mut action = SparseAction::zero(d);
        self.add_linear(&mut action, &mut draw)?;
        self.add_quadratic(&mut action, &mut draw)?;
        self.add_cubic(&mut action, &mut draw)?;
        let regulator = -(pow(self.length.recip(), 4) / Rational::natural(d));
        (0..d).for_each(|i| action.add(&[i; 4], regulator.clone()));
        Ok(action)
    }

    fn add_linear(&self, action: &mut SparseAction<Rational>, draw: Draw<'_>) -> Result<(), FieldError> {
        let deviation = self.length.to_f64().recip() / self.dimension as f64;
        (0..self.dimension).try_for_each(|i| {
            action.add(&[i], draw(deviation)?);
            Ok(())
        })
    }

    /// Eq. (E2).
    fn add_quadratic(&self, action: &mut SparseAction<Rational>, draw: Draw<'_>) -> Result<(), FieldError> {
        let d = self.dimension;
        let deviation = (d as f64).recip();
        let mut row = || (0..d).map(|_| draw(deviation)).collect::<Result<Vec<_>, _>>();
        let w = (0..d).map(|_| row()).collect::<Result<Vec<_>, _>>()?;
        let half = Rational::new(1.into(), 2.into());
        for (i, left) in w.iter().enumerate() {
            for (j, right) in w.iter().enumerate().skip(i) {
                let product = left.iter().zip(right).fold(Rational::natural(0), |sum, (a, b)| sum + a * b);
                action.add(&[i, j], -&half * product);
            }
            action.add(&[i, i], self.c.clone());
        }
        Ok(())
    }

    fn add_cubic(&self, action: &mut SparseAction<Rational>, draw: Draw<'_>) -> Result<(), FieldError> {
        let d = self.dimension as f64;
        let scale = self.length.to_f64().powi(-3);
        for index in Indices::new(self.dimension, 3) {
            let equals = match multiplicity(&index) {
                1 => d,
                3 => d * (d - 1.0),
                _ => d * (d - 1.0) * (d - 2.0) / 6.0,
            };
            let deviation = scale / (equals * multiplicity(&index) as f64);
            action.add(&index, draw(deviation)?);
        }
        Ok(())
    }
}
