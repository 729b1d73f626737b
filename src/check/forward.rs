//! A complete action against ln p(x) at random points.

use super::number::magnitude;
use super::{Checked, Found, Test};
use crate::Rational;
use crate::action::Action;
use crate::network::{EvaluationError, Network};

/// Compares a complete action with ln p(x) of the forward map at random points.
///
/// # Formula
/// |S(x) - ln p(x)| / Σ_α |A_α x^α|, to be at most [`FORWARD`](super::tolerance::FORWARD), or zero in exact
/// arithmetic.
///
/// Far out the highest ranks hide the low ones, so the points lie at four scales: those of the data, and 4, 16
/// and 64 times smaller.
///
/// # Errors
/// When the network overflows at a point.
pub fn forward<T: Checked>(
    network: &Network<T>,
    action: &Action<T>,
    points: usize,
    seed: u64,
) -> Result<Test, EvaluationError> {
    let (mut worst, mut at, mut holds) = (0.0, 0, true);
    for (number, point) in T::points(network, points, seed)?.into_iter().enumerate() {
        let x = point.mapv(|coordinate| coordinate * scale::<T>(number));
        let coordinates = x.to_vec();
        let deviation = action.value(&coordinates) - T::log_density(network, x.view())?;
        let relative = if deviation.is_zero() {
            0.0
        } else {
            deviation.abs().to_f64() / magnitude(action, &coordinates)
        };
        holds &= deviation.is_zero() || (T::FORWARD > 0.0 && relative <= T::FORWARD);
        if relative > worst || relative.is_nan() {
            (worst, at) = (relative, number);
        }
    }
    Ok(Test {
        name: format!("action = ln p at {points} points"),
        rank: None,
        found: Found::Deviation { relative: worst, at: vec![at] },
        bound: T::FORWARD,
        holds: Some(holds),
    })
}

fn scale<T: Checked>(number: usize) -> T {
    T::from_rational(&Rational::new(1.into(), (1 << (2 * (number % 4))).into()))
}
