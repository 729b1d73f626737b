//! Cumulants order by order of loops, as they are computed and written.

use std::ops::RangeInclusive;

use super::cumulants::Correlators;
use super::expansion::Expansion;
use super::{Convergence, CorrelatorsError, is_complete};
use crate::action::{Constants, SymmetricTensor, Truncation, gaussian_normalisation, ln};
use crate::network::{Network, Weight};
use crate::tensor::ByLoops;
use crate::wick::{self, Plan, WickError};
use crate::{Progress, Rational, Scalar};
use num_traits::One;

/// How cumulants were computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// By Feynman diagrams of an action.
    Diagrams,
    /// By the inverse of a network.
    Network,
}

/// Cumulants and ln Z by loops.
#[derive(Clone, Debug, PartialEq)]
pub struct Cumulants<T> {
    /// The number of variables d.
    pub dimension: usize,
    /// How they were computed.
    pub route: Route,
    /// Whether all self-loops are in line and vertices.
    pub dressed: bool,
    /// The point of the expansion, where it is no mode that was searched for.
    pub around: Option<Vec<T>>,
    /// Whether no term lacks a diagram.
    pub complete: bool,
    /// The cumulants in rising order.
    pub orders: Vec<ByLoops<T>>,
    /// The terms of ln Z; of a network, whose ln Z is 0, none by its inverse.
    pub ln_z: Vec<LnZ<T>>,
}

/// A term of ln Z.
#[derive(Clone, Debug, PartialEq)]
pub struct LnZ<T> {
    /// The number of loops: 0 is S at the mode, 1 the Gaussian integral, which of a dressed expansion is the whole bound.
    pub loops: usize,
    /// The value; of an exact expansion its rational part.
    pub value: T,
    /// In an exact expansion the irrational part: at 0 loops that of A^(0), at one loop det Δ, whose ½ ln stands beside (d/2) ln 2π.
    pub constants: Option<Constants>,
}

impl<T: Scalar> ByLoops<T> {
    /// What to think of the series, by the norms of its terms; places count terms.
    ///
    /// What is no step of the series is passed over: of κ_1 the point itself, and of a dressed series one loop, which has products of
    /// vertices of rank 3 alone, while those of rank 4 begin at two loops.
    pub fn convergence(&self, dressed: bool) -> Convergence {
        let is_step = |loops: usize| !(self.order == 1 && loops == 0 || dressed && loops == 1);
        let norm = |(loops, term): &(usize, SymmetricTensor<T>)| {
            if is_step(*loops) { term.to_f64().norm() } else { 0.0 }
        };
        Convergence::new(&self.terms.iter().map(norm).collect::<Vec<_>>())
    }
}

impl<T: Scalar> LnZ<T> {
    /// The term as a float, with its irrational part.
    pub fn to_f64(&self) -> f64 {
        let beside = self.constants.as_ref().map_or(0.0, |constants| match self.loops {
            1 => 0.5 * ln(&constants.abs_det) - gaussian_normalisation(constants.gaussian_dimension),
            _ => constants.value(),
        });
        self.value.to_f64() + beside
    }
}

/// A number that cumulants are computed in.
pub trait Number: Scalar {
    /// (d/2) ln 2π + ½ ln det Δ: the number, or its parts beside it.
    fn gaussian(expansion: &Expansion<Self>) -> (Self, Option<Constants>);
}

impl Number for f64 {
    fn gaussian(expansion: &Expansion<f64>) -> (f64, Option<Constants>) {
        (expansion.ln_z().1, None)
    }
}

impl Number for Rational {
    fn gaussian(expansion: &Expansion<Rational>) -> (Rational, Option<Constants>) {
        let abs_det = expansion.line().weights().iter().product();
        (
            Rational::from_integer(0.into()),
            Some(Constants {
                abs_det,
                precision_det: Rational::one(),
                gaussian_dimension: expansion.dimension(),
            }),
        )
    }
}

impl<T: Number> Cumulants<T> {
    /// Cumulants of some orders and ln Z, at some numbers of loops, by diagrams.
    ///
    /// # Errors
    /// When a term has more diagrams than the limit, or they take more than so many bytes, or a sum is beyond the range of floats.
    ///
    /// # Example
    /// ```
    /// use diagraction::correlators::{Cumulants, Expansion, MOST_DIAGRAMS};
    /// use diagraction::theory;
    ///
    /// let action = theory::read("dimension 1  S = -x[0]^2 / 2 - x[0]^4 / 48")?;
    /// let expansion = Expansion::at(&action, &[Default::default()])?;
    /// let found = Cumulants::by_diagrams(&expansion, 1..=2, 0..=2, (u64::MAX, MOST_DIAGRAMS), &())?;
    /// assert_eq!(found.orders[1].sum().get(&[0, 0]).to_string(), "11/12");
    /// assert_eq!(found.ln_z[2].value.to_string(), "-1/16");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn by_diagrams(
        expansion: &Expansion<T>,
        orders: RangeInclusive<usize>,
        loops: RangeInclusive<usize>,
        (memory, limit): (u64, u64),
        progress: &dyn Progress,
    ) -> Result<Cumulants<T>, CorrelatorsError> {
        let truncation = expansion.action().truncation;
        let all_orders = orders.clone().chain([0]);
        // Every dressed vertex has self-loops of all higher ranks.
        let is_whole = !expansion.is_dressed() || truncation == Truncation::none();
        let complete =
            is_whole && all_orders.clone().all(|order| is_complete(order, *loops.end(), truncation));
        let number = (orders.clone().count() + 1) * loops.clone().count();
        progress.start("contracting diagrams", number as u64);
        let mut correlators = Correlators::new(expansion).memory(memory).limit(limit);
        for order in all_orders {
            correlators.check(order, *loops.end())?;
        }
        let mut found = Vec::new();
        for order in orders {
            let mut terms = Vec::new();
            for loops in loops.clone() {
                terms.push((loops, correlators.term(order, loops)?));
                progress.advance(1);
            }
            found.push(ByLoops { order, terms });
        }
        let mut ln_z = Vec::new();
        for loops in loops {
            ln_z.extend(term_of_ln_z(&mut correlators, expansion, loops)?);
            progress.advance(1);
        }
        let (dimension, dressed) = (expansion.dimension(), expansion.is_dressed());
        let route = Route::Diagrams;
        Ok(Cumulants { dimension, route, dressed, around: None, complete, orders: found, ln_z })
    }

    /// The cumulants of a network by its inverse, as planned.
    ///
    /// # Errors
    /// As for [`wick::cumulants`].
    ///
    /// # Example
    /// ```
    /// use diagraction::correlators::Cumulants;
    /// use diagraction::network::file;
    /// use diagraction::wick::{Wanted, plan};
    ///
    /// let network = file::load("examples/models/lattice16.safetensors")?.into_f64()?;
    /// let plan = plan(&network, &Wanted { loops: Some(0..=2), ..Wanted::orders(1..=2) })?;
    /// let found = Cumulants::by_network(&network, &plan, &())?;
    /// assert!((found.orders[1].sum().get(&[0, 0]) - 0.2872381783449).abs() < 1e-7);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn by_network(
        network: &Network<T>,
        plan: &Plan,
        progress: &dyn Progress,
    ) -> Result<Cumulants<T>, WickError>
    where
        T: Weight,
    {
        Ok(Cumulants {
            dimension: network.dimension(),
            route: Route::Network,
            dressed: false,
            around: None,
            complete: true,
            orders: wick::cumulants(network, plan, progress)?,
            ln_z: Vec::new(),
        })
    }
}

fn term_of_ln_z<T: Number>(
    correlators: &mut Correlators<'_, T>,
    expansion: &Expansion<T>,
    loops: usize,
) -> Result<Option<LnZ<T>>, CorrelatorsError> {
    let action = expansion.action();
    let (value, constants) = match loops {
        // What the whole bound holds stands at one loop.
        0 if expansion.is_dressed() => return Ok(None),
        0 => (
            action.tensor(0).map_or_else(T::zero, |scalar| scalar.entries()[0].clone()),
            action.constants.clone(),
        ),
        1 => T::gaussian(expansion),
        _ => (correlators.term(0, loops)?.entries()[0].clone(), None),
    };
    Ok(Some(LnZ { loops, value, constants }))
}
