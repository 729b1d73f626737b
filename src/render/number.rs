//! Coordinates as short decimals.

use std::fmt::Display;

/// A coordinate with at most one decimal, which is as fine as a drawing needs; zero without a sign.
pub(super) fn number(value: f64) -> impl Display {
    (value * 10.0).round() / 10.0 + 0.0
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_short() {
        let texts = [3.0, -0.04, 0.04, -0.25, 10.96].map(|value| number(value).to_string());
        assert_eq!(texts, ["3", "0", "0", "-0.3", "11"]);
    }
}
