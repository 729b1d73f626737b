//! Values replaced by normal scores of their ranks.

use crate::normal::normal_quantile;

/// The normal scores of ranks 1 to S: Φ⁻¹((r - 3/8) / (S + 1/4)), Eq. (14).
pub(super) struct Scores {
    whole: Vec<f64>,
}

impl Scores {
    pub(super) fn new(count: usize) -> Scores {
        Scores { whole: (1..=count).map(|rank| score(2 * rank, count)).collect() }
    }

    /// Values replaced by the scores of their ranks; equal values share the mean of their ranks. `order` holds the places of
    /// the values in rising order.
    pub(super) fn ranked(&self, values: &[f64], order: &[u32]) -> Vec<f64> {
        debug_assert_eq!(values.len(), self.whole.len());
        let mut scores = vec![0.0; values.len()];
        let mut before = 0;
        for equal in order.chunk_by(|&a, &b| values[a as usize] == values[b as usize]) {
            // Ranks before + 1 to before + n have the mean before + (n + 1) / 2.
            let twice = 2 * before + equal.len() + 1;
            let score = match equal.len() {
                1 => self.whole[before],
                _ => score(twice, values.len()),
            };
            for &place in equal {
                scores[place as usize] = score;
            }
            before += equal.len();
        }
        scores
    }
}

/// The score of the rank twice / 2.
fn score(twice: usize, count: usize) -> f64 {
    normal_quantile((0.5 * twice as f64 - 0.375) / (count as f64 + 0.25))
}
