//! The size of exact numbers, also beyond the range of floats.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigInt;
use num_traits::{ToPrimitive, Zero};

use crate::Rational;

/// The bits of a quotient that are kept.
const BITS: i64 = 64;

/// A number f · 2^e with the precision of a float and any exponent; f is 0 or 1 ≤ |f| < 2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Magnitude {
    fraction: f64,
    exponent: i64,
}

impl Magnitude {
    /// f · 2^e for any finite f.
    pub fn new(fraction: f64, exponent: i64) -> Magnitude {
        if fraction == 0.0 {
            return Magnitude { fraction: 0.0, exponent: 0 };
        }
        let power = fraction.abs().log2().floor();
        let exponent = exponent + power as i64;
        Magnitude { fraction: scaled(fraction, -power), exponent }
    }

    /// Of an exact number, rounded.
    pub fn of(value: &Rational) -> Magnitude {
        let bits = |part: &BigInt| i64::try_from(part.bits()).unwrap_or(i64::MAX);
        let shift = BITS - (bits(value.numer()) - bits(value.denom()));
        let shifted = |part: &BigInt, by: i64| part << usize::try_from(by.max(0)).unwrap_or(0);
        let quotient = shifted(value.numer(), shift) / shifted(value.denom(), -shift);
        Magnitude::new(quotient.to_f64().unwrap_or(0.0), -shift)
    }

    /// In units of 2^exponent; what is far smaller than that vanishes.
    pub fn over(self, exponent: i64) -> f64 {
        let power = (self.exponent - exponent).clamp(-2000, 2000);
        let power = power as f64;
        scaled(self.fraction, power)
    }

    pub fn exponent(self) -> i64 {
        self.exponent
    }

    /// By absolute value.
    pub fn compare(&self, other: &Magnitude) -> Ordering {
        let key = |one: &Magnitude| (!one.fraction.is_zero(), one.exponent);
        key(self).cmp(&key(other)).then(self.fraction.abs().total_cmp(&other.fraction.abs()))
    }
}

/// f · 2^power, in two steps, since the power alone may leave the range of floats.
fn scaled(fraction: f64, power: f64) -> f64 {
    let half = (power / 2.0).floor();
    fraction * half.exp2() * (power - half).exp2()
}

/// Six significant digits and a power of ten, where a float cannot hold it.
impl fmt::Display for Magnitude {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.fraction == 0.0 {
            return f.write_str("0");
        }
        let decimal = self.fraction.abs().log10() + self.exponent as f64 * std::f64::consts::LOG10_2;
        let power = decimal.floor();
        let digits = 10f64.powf(decimal - power);
        let (digits, power) = if digits >= 9.999_995 { (1.0, power + 1.0) } else { (digits, power) };
        write!(f, "{}{digits:.5}e{power}", if self.fraction.is_sign_negative() { "-" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use num_traits::pow;

    use super::*;

    fn power(base: i64, exponent: usize) -> Rational {
        Rational::from_integer(pow(BigInt::from(base), exponent))
    }

    #[test]
    fn numbers_of_any_size() {
        let text = |value: &Rational| Magnitude::of(value).to_string();
        assert_eq!(text(&(power(10, 799) * Rational::from_integer((-5).into()))), "-5.00000e799");
        assert_eq!(text(&(power(10, 800).recip() * power(3, 1))), "3.00000e-800");
        assert_eq!(text(&power(2, 100_000)), "9.99002e30102");
        assert_eq!(text(&Rational::new(1.into(), 3.into())), "3.33333e-1");
        assert_eq!(text(&(power(10, 1000) - power(1, 1))), "1.00000e1000");
        assert_eq!(text(&Rational::zero()), "0");
    }

    #[test]
    fn sizes_are_ordered_and_scaled() {
        let mut sizes = [power(10, 500), power(10, 400).recip(), -power(10, 501), Rational::zero()]
            .map(|value| Magnitude::of(&value));
        sizes.sort_by(Magnitude::compare);
        let largest = sizes[3];
        assert_eq!(largest.to_string(), "-1.00000e501");
        assert!((sizes[2].over(largest.exponent()) / largest.over(largest.exponent()) + 0.1).abs() < 1e-12);
        assert_eq!(sizes[1].over(largest.exponent()), 0.0);
        // Far below and far above what floats hold.
        for far in [power(10, 5000), power(10, 5000).recip()].map(|value| Magnitude::of(&value)) {
            assert_eq!(far.over(far.exponent()), Magnitude::new(far.over(far.exponent()), 0).over(0));
            assert_eq!(Magnitude::of(&Rational::zero()).over(far.exponent()), 0.0);
        }
        assert_eq!(Magnitude::of(&power(10, 5000)).over(0), f64::INFINITY);
        assert_eq!(Magnitude::new(1e-320, 0).over(0), 1e-320);
        assert_eq!(Magnitude::new(1e308, 0).over(0), 1e308);
    }
}
