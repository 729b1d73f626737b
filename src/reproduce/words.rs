//! Numbers in sentences.

/// Four significant digits, as short as they get.
pub(super) fn short(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-3..1e5).contains(&size) {
        return format!("{value:.2e}");
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 7")]
    let digits = if size == 0.0 { 0 } else { (3.0 - size.log10().floor()).max(0.0) as usize };
    let text = format!("{value:.digits$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text,
    }
}

/// A number that may not exist.
pub(super) fn maybe(value: Option<f64>) -> String {
    value.map_or("undefined".to_string(), short)
}

/// "0.99 (L = 1), 0.98 (L = 2)".
pub(super) fn by_depth(values: &[(usize, f64)]) -> String {
    let each: Vec<String> =
        values.iter().map(|(depth, value)| format!("{} (L = {depth})", short(*value))).collect();
    each.join(", ")
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn numbers_are_short() {
        let found = [0.0, -2.25, 0.998_76, 1234.56, 1.5e-7, 123_456.0].map(short);
        assert_eq!(found, ["0", "-2.25", "0.9988", "1235", "1.50e-7", "1.23e5"]);
    }
}
