//! How many diagrams there are, exact or in magnitude.

use std::fmt;

use num_bigint::BigUint;
use num_traits::ToPrimitive;

use crate::text::grouped;

/// How many diagrams there are: the number itself, or its magnitude where it cannot be written.
#[derive(Clone, Debug, PartialEq)]
pub enum Size {
    /// The exact number.
    Exact(BigUint),
    /// The decimal logarithm of the number; infinite where even that overflows.
    Log10(f64),
    /// The decimal logarithm of an upper bound, where counting takes too long.
    AtMost(f64),
}

impl Eq for Size {}

impl Size {
    /// Whether there are at most `limit`.
    pub fn at_most(&self, limit: u64) -> bool {
        match self {
            Size::Exact(number) => *number <= BigUint::from(limit),
            Size::Log10(_) => false,
            Size::AtMost(log) => *log <= (limit as f64).log10(),
        }
    }

    /// The exact number, where it is known.
    pub fn exact(&self) -> Option<&BigUint> {
        match self {
            Size::Exact(number) => Some(number),
            Size::Log10(_) | Size::AtMost(_) => None,
        }
    }

    /// The nearest `f64`, possibly infinite.
    pub fn to_f64(&self) -> f64 {
        match self {
            Size::Exact(number) => number.to_f64().unwrap_or(f64::INFINITY),
            Size::Log10(log) | Size::AtMost(log) => 10f64.powf(*log),
        }
    }

    /// This many times `factor`.
    pub(crate) fn times(&self, factor: u64) -> Size {
        match self {
            Size::Exact(number) => Size::Exact(number * factor),
            Size::Log10(log) => Size::Log10(log + (factor as f64).log10()),
            Size::AtMost(log) => Size::AtMost(log + (factor as f64).log10()),
        }
    }

    pub(super) fn from_sum<'a>(numbers: impl Iterator<Item = &'a BigUint>) -> Size {
        Size::Exact(numbers.sum())
    }
}

impl From<u64> for Size {
    fn from(number: u64) -> Size {
        Size::Exact(number.into())
    }
}

/// The longest number that is printed digit by digit within a sentence.
const MAX_DIGITS: usize = 40;

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Size::Exact(number) => {
                let digits = number.to_string();
                if digits.len() <= MAX_DIGITS {
                    f.write_str(&grouped(&digits))
                } else {
                    let exponent = digits.len() - 1;
                    write!(f, "about {}.{}e{exponent}", &digits[..1], &digits[1..3])
                }
            }
            Size::AtMost(log) => {
                write!(f, "at most {} (not counted: the cutoffs are too wide)", Size::Log10(*log))
            }
            Size::Log10(log) if log.is_infinite() => write!(f, "more than 10^(10^300)"),
            Size::Log10(log) if *log < 1e6 => write!(f, "about 10^{log:.0}"),
            Size::Log10(log) => write!(f, "about 10^({log:.3e})"),
        }
    }
}
