//! What a short text may ask of the machine.

use crate::Rational;

/// The most parts of formulas and products and sums of terms, for numbers of one machine word.
const MAX_WORK: u64 = 1 << 25;

/// The letters of a name that are looked at in one step.
const LETTERS: u64 = 64;

/// The most terms of a polynomial, and of all named ones together.
pub(super) const MAX_TERMS: usize = 1 << 19;

/// The longest numerators and denominators, in bits. Every `f64` and every number that stands for one is shorter.
const MAX_BITS: u64 = 1 << 13;

/// The highest degree of a polynomial.
pub(super) const MAX_DEGREE: usize = 16;

/// What a computation may still take. Refusals say what was too much.
#[derive(Debug)]
pub(super) struct Budget {
    work: u64,
}

impl Budget {
    pub(super) fn new() -> Budget {
        Budget { work: MAX_WORK }
    }

    /// Takes the work of `steps` operations with a number.
    pub(super) fn spend(&mut self, steps: usize, with: &Rational) -> Result<(), String> {
        let words = bits(with) / 64;
        self.spend_plain((steps as u64).saturating_mul(1 + words * words / 64))
    }

    /// Takes the work of operations with small numbers.
    pub(super) fn spend_plain(&mut self, steps: u64) -> Result<(), String> {
        self.work = self.work.checked_sub(steps).ok_or_else(|| {
            format!(
                "this takes more than {MAX_WORK} steps, products and sums of terms, which is no theory to work with"
            )
        })?;
        Ok(())
    }

    /// Takes the work of looking up a name.
    pub(super) fn spend_on_name(&mut self, name: &str) -> Result<(), String> {
        self.spend_plain(1 + name.len() as u64 / LETTERS)
    }
}

/// Refuses numbers that grow without need.
pub(super) fn check_number(value: &Rational) -> Result<(), String> {
    match bits(value) {
        found if found > MAX_BITS => {
            Err(format!("a number of more than {} digits comes out here", MAX_BITS * 3 / 10))
        }
        _ => Ok(()),
    }
}

pub(super) fn check_terms(terms: usize) -> Result<(), String> {
    match terms {
        found if found > MAX_TERMS => Err(format!("more than {MAX_TERMS} terms come out here")),
        _ => Ok(()),
    }
}

fn bits(value: &Rational) -> u64 {
    value.numer().bits().max(value.denom().bits())
}
