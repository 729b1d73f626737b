//! Networks with random parameters as field theories: correlators of their outputs on a set of points, and the action that these have.
//!
//! A network of one hidden layer, φ(x) = Σ_i W1_i h(W0_i · x + b_i) over N hidden units with W1 ~ N(0, s²/N), is for given hidden layers
//! Gaussian with covariance C(x, y) = (s²/N) Σ_i h_i(x) h_i(y). So connected correlators of 2n outputs are sums over the (2n-1)!! pairings
//! of joint cumulants κ_n(C, .., C), and fall like N^(1-n). The diagrams of [`correlators::invert`](crate::correlators::invert) make an
//! action of them, order by order in 1/N.
//!
//! ```
//! use diagraction::ensemble::{self, Ensemble};
//! use ndarray::array;
//!
//! let text = "inputs 1  width 10  activation cos  W1 ~ normal(0, 1/N)  W0 ~ normal(0, 1)  b ~ uniform(-pi, pi)";
//! let ensemble = Ensemble::read(text, None, 1)?;
//! let correlators = ensemble::closed(&ensemble, &array![[0.0]], 4, u64::MAX)?;
//! let [two, four] = &correlators[..] else { panic!("orders 2 and 4") };
//! assert_eq!(two.value.entries(), [0.5]);
//! assert!((four.value.entries()[0] - 3.0 / 80.0).abs() < 1e-16);
//! // A^(2) is -1/(2 G2) - G4/(4 G2³).
//! let field = ensemble::Field::new(&ensemble, correlators, 1, u64::MAX)?;
//! assert!((field.action.tensors()[2].entries()[0] + 1.075).abs() < 1e-14);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Source
//! M. Demirtas and others, Mach. Learn.: Sci. Technol. 5, 015002 (2024), arXiv:2307.03223.

mod chain;
mod deformed;
mod density;
mod description;
mod draw;
mod edgeworth;
mod error;
mod exponents;
mod field;
mod interacting;
mod means;
mod moments;
mod pairings;
mod sampled;
mod symmetry;

use ndarray::Array2;

pub use chain::{Chain, chain};
pub use deformed::{Deformed, deformed, series};
pub use density::{Density, density};
pub use description::{Activation, Ensemble, Law, MAX_WIDTH};
pub use draw::{Draws, outputs};
pub use edgeworth::{Edgeworth, edgeworth};
pub use error::{EnsembleError, EnsembleFileError};
pub use exponents::{Exponent, exponents};
pub use field::{Field, MOST_CONDITION};
pub use interacting::{Interacting, interacting};
pub use pairings::Connected;
pub use sampled::{Sampled, sampled};
pub use symmetry::{Motion, Symmetry, symmetries};

use moments::Closed;

/// The connected correlators of 2, 4, .. outputs up to an order, by closed forms.
///
/// Orders beyond 2 of an infinite width vanish and are left out.
///
/// # Errors
/// [`EnsembleError::NoClosedForm`] where one of them has none. They take more than so many bytes.
///
/// # Cost
/// m^k / k! moments of a hidden unit for order k at m points; of erf and ReLU each takes some thousand operations.
pub fn closed(
    ensemble: &Ensemble,
    points: &Array2<f64>,
    order: usize,
    memory: u64,
) -> Result<Vec<Connected>, EnsembleError> {
    let found = closed_orders(ensemble, points, order, memory)?;
    let highest = if ensemble.width.is_some() { order } else { 2 };
    match found.len() == highest / 2 {
        true => Ok(found),
        false => {
            let order = 2 * found.len() + 2;
            Err(EnsembleError::NoClosedForm { order, activation: ensemble.activation })
        }
    }
}

/// Those of the first orders, up to a bound, that have closed forms.
///
/// # Errors
/// They take more than so many bytes.
pub fn closed_orders(
    ensemble: &Ensemble,
    points: &Array2<f64>,
    order: usize,
    memory: u64,
) -> Result<Vec<Connected>, EnsembleError> {
    let closed = Closed::new(ensemble, points)?;
    let highest = if ensemble.width.is_some() { order } else { 2 };
    let mut found = Vec::new();
    for order in (2..=highest).step_by(2) {
        field::expect_entries(points.nrows(), order, memory)?;
        let half = (order / 2) as i32;
        let width = ensemble.width.map_or(1.0, |width| width as f64);
        let scale = ensemble.strength.powi(half) * width.powi(1 - half);
        let Some(value) = pairings::connected(points.nrows(), order, scale, &closed) else { break };
        if value.entries().iter().any(|value| !value.is_finite()) {
            return Err(EnsembleError::NotFinite { what: "correlators" });
        }
        found.push(Connected { order, value, error: None });
    }
    Ok(found)
}
