//! Coefficients as the styles of a formula have them.

use num_traits::{One, Signed, ToPrimitive};

use super::Coefficient;
use super::write::Style;
use crate::text::{last_digit, significant};

/// Rationals longer than this are shown as decimals where people read.
const LONGEST: usize = 24;

/// The sign and the size of a coefficient; the size is empty where it is one and a factor follows.
pub(super) fn signed(
    coefficient: &Coefficient,
    error: Option<f64>,
    has_factor: bool,
    style: Style,
) -> (bool, String) {
    match coefficient {
        Coefficient::Exact(exact) => {
            let size = exact.abs();
            let is_negative = exact.is_negative();
            let text = match style {
                _ if has_factor && size.is_one() => String::new(),
                Style::Sympy if !size.is_integer() => format!("Rational({}, {})", size.numer(), size.denom()),
                Style::Sympy => format!("Rational({})", size.numer()),
                Style::Python => format!("{:?}", size.to_f64().unwrap_or(f64::NAN)),
                Style::Latex if !size.is_integer() && size.to_string().len() <= LONGEST => {
                    format!("\\frac{{{}}}{{{}}}", size.numer(), size.denom())
                }
                _ if size.to_string().len() <= LONGEST => size.to_string(),
                _ => brief(size.to_f64().unwrap_or(f64::NAN), style),
            };
            (is_negative, text)
        }
        Coefficient::Float(value) => {
            let size = value.abs();
            let text = match (style, error) {
                (Style::Sympy | Style::Python, _) => format!("{size:?}"),
                (_, Some(error)) => with_error(size, error, style),
                (_, None) if has_factor && size == 1.0 => String::new(),
                (_, None) => brief(size, style),
            };
            (*value < 0.0, text)
        }
    }
}

/// A number of the expansion point.
pub(super) fn point(number: &Coefficient, style: Style) -> String {
    let (is_negative, text) = signed(number, None, false, style);
    if is_negative { format!("-{text}") } else { text }
}

/// Four significant digits, or all where these are fewer.
fn brief(value: f64, style: Style) -> String {
    let (rounded, whole) = (significant(value, 4, -3..5, 3), value.to_string());
    powers(if whole.len() < rounded.len() { whole } else { rounded }, style)
}

/// 1.5e-7 as a power of ten where it is printed.
fn powers(text: String, style: Style) -> String {
    match (text.split_once('e'), style) {
        (Some((digits, power)), Style::Latex) => format!("{digits} \\cdot 10^{{{power}}}"),
        _ => text,
    }
}

/// Numbers have no more decimals than these.
const MOST_DECIMALS: f64 = 12.0;

/// A number with the error of its last digits, 0.703(12).
fn with_error(size: f64, error: f64, style: Style) -> String {
    let largest = size.max(error).log10().floor();
    let power = if (-4.0..5.0).contains(&largest) { 0.0 } else { largest };
    let (scaled, error) = (size / 10f64.powf(power), error / 10f64.powf(power));
    let decimals = (-last_digit(error)).max(0.0);
    // An error far below the number is that of another one, or of nothing.
    if !(error > 0.0 && decimals <= MOST_DECIMALS) {
        return brief(size, style);
    }
    let decimals = decimals as usize;
    let last_digits = (error * 10f64.powi(decimals as i32)).round();
    let tail = if power == 0.0 { String::new() } else { format!("e{power}") };
    powers(format!("{scaled:.decimals$}({last_digits}){tail}"), style)
}

#[cfg(test)]
mod tests {
    use super::with_error;
    use crate::action::formula::Style;

    #[test]
    fn errors_stand_at_the_last_digits() {
        let text = |value, error| with_error(value, error, Style::Text);
        assert_eq!(text(0.70312, 0.0123), "0.703(12)");
        assert_eq!(text(0.70312, 0.0297), "0.70(3)");
        assert_eq!(text(1234.5, 27.0), "1234(27)");
        assert_eq!(text(1.5e-7, 2e-9), "1.500(20)e-7");
        assert_eq!(with_error(1.5e-7, 2e-9, Style::Latex), "1.500(20) \\cdot 10^{-7}");
    }
}
