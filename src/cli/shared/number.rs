//! Numbers as they are printed.

use std::time::Duration;

use crate::text::{Magnitude, joined, last_digit, significant};
use crate::{Lattice, Rational};
use indicatif::HumanDuration;

/// A float with six significant digits, in plain notation where that is readable.
pub(crate) fn short(value: f64) -> String {
    significant(value, 6, -4..6, 5)
}

/// A ratio with four decimals, or three digits where it is small.
pub(crate) fn ratio(value: f64) -> String {
    if value == 0.0 || value >= 0.01 { format!("{value:.4}") } else { format!("{value:.2e}") }
}

/// A float with its standard error: `11.47 +- 0.03`, and one digit more where the error starts with 1 or 2.
pub(crate) fn with_error(value: f64, error: f64) -> String {
    if error <= 0.0 || !error.is_finite() {
        return format!("{} +- {error}", short(value));
    }
    let last = last_digit(error);
    if !(-8.0..1.0).contains(&last) || value.abs() >= 1e6 {
        return format!("{value:.5e} +- {error:.1e}");
    }
    let decimals = (-last) as usize;
    format!("{value:.decimals$} +- {error:.decimals$}")
}

/// Rationals longer than this are shown with their decimal value instead.
const LONGEST: usize = 40;

/// A rational as p/q, or approximately where that is too long to read.
pub(crate) fn rational(value: &Rational) -> String {
    let text = value.to_string();
    if text.len() <= LONGEST { text } else { format!("≈ {}", magnitude(Magnitude::of(value))) }
}

/// The size of an exact number, as [`short`] where a float holds it.
pub(crate) fn magnitude(value: Magnitude) -> String {
    let float = value.over(0);
    if float.is_normal() { short(float) } else { value.to_string() }
}

/// A multi-index in brackets.
pub(crate) fn label(index: &[usize]) -> String {
    format!("[{}]", joined(index, ","))
}

/// A lattice in words; the noun stands behind its kind.
pub(crate) fn lattice(lattice: &Lattice, noun: &str) -> String {
    let boundary = if lattice.is_periodic() { "periodic" } else { "open" };
    format!("{}{noun} {}, {boundary}", lattice.cell(), joined(lattice.sides(), " x "))
}

/// The shortest and the longest of something, or both in one.
pub(crate) fn range((shortest, longest): (usize, usize)) -> String {
    if shortest == longest { longest.to_string() } else { format!("{shortest} to {longest}") }
}

/// Seconds from which on minutes are easier to read.
const SHORT: f64 = 100.0;

/// A duration for reading.
pub(crate) fn human(seconds: f64) -> String {
    if seconds < SHORT {
        return format!("{seconds:.1} s");
    }
    Duration::try_from_secs_f64(seconds).map_or("-".to_string(), |time| format!("{:#}", HumanDuration(time)))
}

/// Reads a duration: seconds, or a number with s, m or h.
pub(crate) fn parse_duration(text: &str) -> Result<f64, String> {
    let (number, unit) = match text.strip_suffix(['s', 'm', 'h']) {
        Some(number) => (number, &text[number.len()..]),
        None => (text, "s"),
    };
    let factor = match unit {
        "h" => 3600.0,
        "m" => 60.0,
        _ => 1.0,
    };
    match number.trim().parse::<f64>() {
        Ok(number) if number >= 0.0 && number.is_finite() => Ok(number * factor),
        _ => Err("it is not a duration such as 30, 90s, 5m or 1h".to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::{parse_duration, with_error};

    #[test]
    fn durations_have_units() {
        assert_eq!(["30", "90s", "1.5m", "2h"].map(parse_duration), [30.0, 90.0, 90.0, 7200.0].map(Ok));
        assert!(["", "m", "-1", "nan", "inf", "1d"].iter().all(|text| parse_duration(text).is_err()));
    }

    #[test]
    fn errors_decide_about_the_digits() {
        assert_eq!(with_error(11.4672, 0.0312), "11.47 +- 0.03");
        assert_eq!(with_error(11.4672, 0.0123), "11.467 +- 0.012");
        assert_eq!(with_error(1234.5, 27.0), "1234 +- 27");
        assert_eq!(with_error(1234.5, 55.0), "1.23450e3 +- 5.5e1");
        assert_eq!(with_error(1.5e-20, 2e-22), "1.50000e-20 +- 2.0e-22");
        assert_eq!(with_error(0.0, 0.0), "0 +- 0");
    }
}
