//! Theories: the language, the built-in ones, normalisability, maxima.
#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

#[path = "theory/built_in.rs"]
mod built_in;
#[path = "theory/command.rs"]
mod command;
#[path = "theory/hostile.rs"]
mod hostile;
#[path = "theory/language.rs"]
mod language;
#[path = "theory/maxima.rs"]
mod maxima;
#[path = "theory/normalisable.rs"]
mod normalisable;

use diagraction::Rational;
use diagraction::action::SparseAction;

fn ratio(p: i64, q: i64) -> Rational {
    Rational::new(p.into(), q.into())
}

/// An action from its monomials.
fn action(dimension: usize, monomials: &[(&[usize], Rational)]) -> SparseAction<Rational> {
    let mut action = SparseAction::zero(dimension);
    for (index, c) in monomials {
        action.add_monomial(index, c.clone());
    }
    action
}
