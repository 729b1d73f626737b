//! Shares of a sum whose terms are known by their logarithms.

/// Puts the share of each term in the place of its logarithm, and gives the logarithm of the sum.
///
/// Terms themselves may be beyond the range of floats.
pub(crate) fn shares(ln: &mut [f64]) -> f64 {
    let largest = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    ln.iter_mut().for_each(|term| *term = (*term - largest).exp());
    let sum: f64 = ln.iter().sum();
    ln.iter_mut().for_each(|term| *term /= sum);
    largest + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn terms_may_be_larger_than_floats() {
        let mut ln = [1000.0, 1000.0 + 3f64.ln(), f64::NEG_INFINITY];
        assert!((shares(&mut ln) - 1000.0 - 4f64.ln()).abs() < 1e-12);
        assert!((ln[0] - 0.25).abs() < 1e-12 && (ln[1] - 0.75).abs() < 1e-12 && ln[2] == 0.0);
    }
}
