//! How far out the pure powers of S let it turn.

/// How far out along each axis S can turn: a bound on the stationary points of its pure powers Σ_k a_k t^k,
/// L = max_{k<n} (k |a_k| / n |a_n|)^{1/(n-k)}, where n is the highest power (within a factor of two, Fujiwara's bound on
/// the roots of the derivative). 0 for a variable with less than two powers.
///
/// `powers` are (variable, rank, coefficient) in rising order of the rank.
pub(super) fn lengths(dimension: usize, powers: impl Iterator<Item = (usize, usize, f64)>) -> Vec<f64> {
    let mut of_variable: Vec<Vec<(f64, f64)>> = vec![Vec::new(); dimension];
    for (variable, rank, coefficient) in powers.filter(|(_, rank, c)| *rank > 0 && *c != 0.0) {
        of_variable[variable].push((rank as f64, coefficient.abs()));
    }
    let length = |powers: Vec<(f64, f64)>| {
        let Some((&(n, highest), lower)) = powers.split_last() else { return 0.0 };
        let turn = |&(k, a): &(f64, f64)| (k * a / (n * highest)).powf(1.0 / (n - k));
        lower.iter().map(turn).filter(|length| length.is_finite()).fold(0.0, f64::max)
    };
    of_variable.into_iter().map(length).collect()
}

#[cfg(test)]
mod tests {
    use super::lengths;

    /// S = -t² (t - 10)² / 10 turns at 0, 5 and 10.
    #[test]
    fn wells_lie_within_twice_the_length() {
        let powers = [(0, 2, -10.0), (0, 3, 2.0), (0, 4, -0.1)];
        let found = lengths(2, powers.into_iter());
        assert!(found[0] >= 5.0 && found[0] <= 20.0, "{found:?}");
        assert_eq!(found[1], 0.0);
    }
}
