//! Which steps are looked at.

/// Whether a step is among 1, .., 10, .., 100, .. with so many in a factor of ten, on a logarithmic scale.
pub(super) fn is_recorded(step: u64, in_ten: usize) -> bool {
    if in_ten == 0 || step == 0 {
        return false;
    }
    let place = ((step as f64).log10() * in_ten as f64).round();
    [place - 1.0, place, place + 1.0]
        .iter()
        .any(|place| 10f64.powf(place / in_ten as f64).round() == step as f64)
}

#[cfg(test)]
mod tests {
    use super::is_recorded;

    #[test]
    fn steps_are_spread_evenly_on_a_logarithmic_scale() {
        let steps: Vec<u64> = (0..=1000).filter(|&step| is_recorded(step, 3)).collect();
        assert_eq!(steps, [1, 2, 5, 10, 22, 46, 100, 215, 464, 1000]);
        assert!((0..100).all(|step| !is_recorded(step, 0)));
    }
}
