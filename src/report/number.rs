//! Numbers as text, and monomials.

use maud::{Markup, html};

use crate::statistics::Measured;
use crate::text::{grouped, joined, significant};

/// Four significant digits.
pub(super) fn brief(value: f64) -> String {
    minus(&significant(value, 4, -3..5, 2))
}

/// A share in per cent with its sign.
pub(super) fn percent(share: Option<f64>) -> String {
    match share {
        None => "–".into(),
        Some(share) if share.abs() < 0.0005 => "0.0 %".into(),
        Some(share) => minus(&format!("{:+.1} %", 100.0 * share)),
    }
}

/// A number that may be missing.
pub(super) fn maybe(value: Option<f64>) -> String {
    value.map_or_else(|| "–".into(), brief)
}

/// To the second digit of the error; a number whose error is not known stands alone.
pub(super) fn measured(Measured { value, error }: Measured) -> String {
    if !(error > 0.0 && error.is_finite()) {
        return brief(value);
    }
    let decimals = 1.0 - error.log10().floor();
    match (0.0..=7.0).contains(&decimals) {
        true => minus(&format!("{value:.0$}\u{a0}±\u{a0}{error:.0$}", decimals as usize)),
        false => format!("{}\u{a0}±\u{a0}{}", brief(value), minus(&significant(error, 2, -3..5, 1))),
    }
}

/// A count that is expected.
pub(super) fn expected(count: f64) -> String {
    if count < 9.95 { format!("{count:.1}") } else { grouped(count.round()) }
}

/// A^(k).
pub(super) fn name(rank: usize) -> Markup {
    html! { var { "A" } sup { "(" (rank) ")" } }
}

/// The monomial of an entry, x_i² x_j.
pub(super) fn monomial(index: &[usize]) -> Markup {
    html! {
        span.monomial {
            @for same in index.chunk_by(|a, b| a == b) {
                " " var { "x" } sub { (same[0]) } @if same.len() > 1 { sup { (same.len()) } }
            }
        }
    }
}

/// A hyphen as a minus sign.
fn minus(text: &str) -> String {
    text.replace('-', "−")
}

/// The indices of an entry.
pub(super) fn index(index: &[usize]) -> String {
    joined(index, ", ")
}

/// Layers of splits.
pub(super) fn layers(layers: &[u32]) -> String {
    match layers {
        [] => "none".into(),
        layers => joined(layers, " · "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!([brief(0.0), brief(-12.3456), brief(1.5e-7)], ["0", "−12.35", "1.50e−7"]);
        let found = |value, error| measured(Measured { value, error });
        assert_eq!(found(-1.23456, 0.0123), "−1.235\u{a0}±\u{a0}0.012");
        assert_eq!([found(2.0, f64::NAN), found(1.0, 2.5e-11)], ["2.000", "1.000\u{a0}±\u{a0}2.5e−11"]);
        assert_eq!([expected(2.2), expected(11936.6)], ["2.2", "11,937"]);
        assert_eq!(percent(Some(-0.1234)), "−12.3 %");
        assert_eq!((layers(&[1, 3]), index(&[0, 2])), ("1 · 3".into(), "0, 2".into()));
    }
}
