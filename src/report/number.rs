//! Numbers as text.

use crate::text::{joined, significant};

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
        assert_eq!(percent(Some(-0.1234)), "−12.3 %");
        assert_eq!((layers(&[1, 3]), index(&[0, 2])), ("1 · 3".into(), "0, 2".into()));
    }
}
