//! Numbers in sentences.

use crate::text::significant;

/// Four significant digits, as short as they get.
pub(super) fn short(value: f64) -> String {
    trimmed(value, 4)
}

/// Six significant digits, for losses, which differ by little.
pub(super) fn long(value: f64) -> String {
    trimmed(value, 6)
}

fn trimmed(value: f64, digits: i32) -> String {
    let text = significant(value, digits, -3..5, 2);
    match text.contains('.') && !text.contains('e') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text,
    }
}

/// A number that may not exist.
pub(super) fn maybe(value: Option<f64>) -> String {
    value.map_or("undefined".to_string(), short)
}

/// "0.99 (L = 1), 0.98 (L = 2)".
pub(super) fn by_depth(values: &[(usize, f64)], number: fn(f64) -> String) -> String {
    let each: Vec<String> =
        values.iter().map(|(depth, value)| format!("{} (L = {depth})", number(*value))).collect();
    each.join(", ")
}

/// Something grows with depth where at least this share of all pairs of depths is in this order.
pub(super) const ORDERED: f64 = 0.8;

/// For which pairs of depths the deeper network has the larger number, in words, and whether these are enough.
pub(super) fn grows(values: &[(usize, f64)]) -> (String, bool) {
    let share = share_ordered(values);
    (format!("{} of all pairs of depths, to be at least {ORDERED}", short(share)), share >= ORDERED)
}

/// The share of pairs of depths for which the deeper network has the larger number; undefined, and not at least anything, for
/// a single depth.
fn share_ordered(values: &[(usize, f64)]) -> f64 {
    let pairs =
        values.iter().enumerate().flat_map(|(place, a)| values[place + 1..].iter().map(move |b| (a.1, b.1)));
    let (all, grown) =
        pairs.fold((0.0, 0.0), |(all, grown), (a, b)| (all + 1.0, grown + if b > a { 1.0 } else { 0.0 }));
    grown / all
}

#[cfg(test)]
mod tests {
    use super::{long, share_ordered, short};

    #[test]
    fn numbers_are_short() {
        let found = [0.0, -2.25, 0.998_76, 1234.56, 1.5e-7, 123_456.0].map(short);
        assert_eq!(found, ["0", "-2.25", "0.9988", "1235", "1.50e-7", "1.23e5"]);
        assert_eq!([8.340_216, -0.5].map(long), ["8.34022", "-0.5"]);
    }

    #[test]
    fn pairs_in_order_are_counted() {
        assert_eq!(share_ordered(&[(1, 0.0), (2, 2.0), (3, 1.0), (4, 1.0)]), 3.0 / 6.0);
        assert!(share_ordered(&[(1, 0.0)]).is_nan());
    }
}
