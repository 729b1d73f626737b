use crate::Rational;
use crate::Scalar;

/// A float with six significant digits, in plain notation where that is readable.
pub(super) fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".to_string();
    }
    let exponent = value.abs().log10().floor();
    if (-4.0..6.0).contains(&exponent) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 9")]
        let decimals = (5.0 - exponent).max(0.0) as usize;
        format!("{value:.decimals$}")
    } else {
        format!("{value:.5e}")
    }
}

/// Rationals longer than this are shown with their decimal value instead.
const LONGEST: usize = 40;

/// A rational as p/q, or approximately where that is too long to read.
pub(super) fn rational(value: &Rational) -> String {
    let text = value.to_string();
    if text.len() <= LONGEST { text } else { format!("≈ {}", short(value.to_f64())) }
}
