//! Feynman diagrams: counted, summed up and proved by other ways to the same numbers.
#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod drawing;
mod notation;
mod ring;
mod series;
mod tables;
mod wick;

use std::ops::ControlFlow;

use diagraction::Rational;
use diagraction::feynman::{Generate, Term};

fn terms(request: &Generate) -> Vec<Term> {
    let mut terms = Vec::new();
    let visit = |term| {
        terms.push(term);
        ControlFlow::Continue(())
    };
    request.each(visit).unwrap();
    terms
}

fn rational(text: &str) -> Rational {
    text.parse().unwrap()
}
