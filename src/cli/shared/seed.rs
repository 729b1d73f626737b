//! Seeds.

/// The seed of draws that data are compared with: of a stream of their own, so that data of `sample --seed S` never meet
/// themselves.
pub(in crate::cli) fn stream(seed: u64) -> u64 {
    seed ^ 0x9e37_79b9_7f4a_7c15
}
