//! Exact numbers as text.

use num_bigint::BigInt;
use num_traits::{One, Zero, pow};

use crate::Rational;

/// Longer numbers are refused: the time to read a decimal grows with the square of its length.
pub(crate) const MAX_DIGITS: usize = 10_000;

/// Larger exponents of ten are refused, since a few characters would ask for any amount of memory. This one is
/// far beyond the range of `f64`.
pub(crate) const MAX_EXPONENT: i64 = 1_000;

/// Reads `-2`, `3/4`, `0.25` or `1e-3` as an exact number. The reason of a refusal continues
/// the sentence "x is "text", ..".
pub fn parse(text: &str) -> Result<Rational, String> {
    if digits(text) > MAX_DIGITS {
        return Err(format!("which has more than {MAX_DIGITS} digits; round it"));
    }
    match text.split_once('/') {
        Some((numerator, denominator)) => fraction(numerator, denominator),
        None => decimal(text),
    }
}

/// The number of decimal digits in a text.
pub(crate) fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// The beginning of a text, for messages.
pub(crate) fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut start: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN).is_some() {
        start.push_str("..");
    }
    start
}

fn fraction(numerator: &str, denominator: &str) -> Result<Rational, String> {
    let (negative, numerator) = sign(numerator);
    let (Some(p), Some(q)) = (natural(numerator), natural(denominator)) else { return Err(not_a_number()) };
    match q.is_zero() {
        true => Err("which divides by zero".to_owned()),
        false => Ok(Rational::new(if negative { -p } else { p }, q)),
    }
}

fn decimal(text: &str) -> Result<Rational, String> {
    let (negative, unsigned) = sign(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fractional) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = natural(&[whole, fractional].concat()).ok_or_else(not_a_number)?;
    let shift = self::exponent(exponent)? - fractional.len() as i64;
    let power = pow(BigInt::from(10), shift.unsigned_abs() as usize);
    let digits = if negative { -digits } else { digits };
    Ok(if shift < 0 { Rational::new(digits, power) } else { Rational::new(digits * power, BigInt::one()) })
}

fn exponent(text: &str) -> Result<i64, String> {
    let (negative, digits) = sign(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(not_a_number());
    }
    match digits.parse::<i64>() {
        Ok(exponent) if exponent <= MAX_EXPONENT => Ok(if negative { -exponent } else { exponent }),
        _ => Err(format!("whose exponent is beyond {MAX_EXPONENT}; no weight is of that size")),
    }
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn natural(digits: &str) -> Option<BigInt> {
    let valid = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    valid.then(|| digits.parse().ok()).flatten()
}

fn not_a_number() -> String {
    "which is not a number; write 3/4, -2, 0.25 or 1e-3".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(p: i64, q: i64) -> Rational {
        Rational::new(p.into(), q.into())
    }

    #[test]
    fn accepted_numbers_are_exact() {
        let cases = [
            ("0.1", ratio(1, 10)),
            ("3/4", ratio(3, 4)),
            ("-6/4", ratio(-3, 2)),
            ("-2", ratio(-2, 1)),
            ("1e-3", ratio(1, 1000)),
            ("-1.25E+2", ratio(-125, 1)),
            (".5", ratio(1, 2)),
            ("0/7", ratio(0, 1)),
        ];
        for (text, value) in cases {
            assert_eq!(parse(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn refused_numbers_say_why() {
        for text in [
            "", "-", ".", "e5", "1e", "1e+", "0x10", "1/-2", "1/2/3", "1 ", "NaN", "inf", "1.5/2", "--1",
            "1e5.0", "٣",
        ] {
            assert_eq!(parse(text), Err(not_a_number()), "{text}");
        }
        assert!(parse("1/0").unwrap_err().contains("zero"));
        for text in ["1e1001", "1e-1001", "0e999999999", "1e99999999999999999999"] {
            assert!(parse(text).unwrap_err().contains("exponent"), "{text}");
        }
        assert!(parse(&"9".repeat(MAX_DIGITS + 1)).unwrap_err().contains("digits"));
    }
}
