//! Theories: the language, the built-in ones, normalisability, maxima.

mod built_in;
mod command;
mod hostile;
mod language;
mod maxima;
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
