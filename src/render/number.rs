//! Coordinates as short decimals.

use std::fmt::{self, Display};

/// A coordinate with at most one decimal, which is as fine as a drawing needs.
pub(super) fn number(value: f64) -> impl Display {
    Tenths((value * 10.0).round() as i64)
}

struct Tenths(i64);

impl Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, tenths) = (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10);
        if tenths == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{tenths}") }
    }
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
