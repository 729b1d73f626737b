//! Numbers with so many significant digits.

use std::fmt::Display;
use std::ops::Range;

/// A float with so many significant digits where its power of ten is in `plain`; elsewhere as a number with `decimals` times a
/// power of ten.
pub fn significant(value: f64, digits: i32, plain: Range<i32>, decimals: usize) -> String {
    if value == 0.0 {
        return "0".to_string();
    }
    let power = value.abs().log10().floor();
    if !(f64::from(plain.start)..f64::from(plain.end)).contains(&power) {
        return format!("{value:.decimals$e}");
    }
    let decimals = usize::try_from(digits - 1 - power as i32).unwrap_or(0);
    format!("{value:.decimals$}")
}

/// The power of ten of the last digit that a number with such an error has: that of the second digit of the error where it begins with 1
/// or 2, else of the first.
pub(crate) fn last_digit(error: f64) -> f64 {
    let exponent = error.log10().floor();
    // Rounding 2.97 to two digits would show three.
    if error / 10f64.powf(exponent) < 2.95 { exponent - 1.0 } else { exponent }
}

/// Words with something between them.
pub fn joined(words: impl IntoIterator<Item: ToString>, between: &str) -> String {
    words.into_iter().map(|word| word.to_string()).collect::<Vec<_>>().join(between)
}

/// The digits of a whole number in groups of three.
pub fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

/// A number as text with the form of a noun that goes with it.
pub fn counted(number: impl Display, one: &str, many: &str) -> String {
    let number = number.to_string();
    let noun = if number == "1" { one } else { many };
    format!("{number} {noun}")
}

/// A whole number in raised characters.
pub fn raised(number: impl Display) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digit = |c: char| c.to_digit(10).map_or('⁻', |digit| RAISED[digit as usize]);
    number.to_string().chars().map(digit).collect()
}
