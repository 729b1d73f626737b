//! Sums over the entries of a group.

use super::{Group, GroupComparison};

/// The first look at a group: the range of its entries.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub(super) learned: (f64, f64),
    pub(super) truth: (f64, f64),
}

impl Range {
    pub(super) fn none() -> Range {
        let empty = (f64::INFINITY, f64::NEG_INFINITY);
        Range { learned: empty, truth: empty }
    }

    pub(super) fn add(&mut self, learned: f64, truth: f64) {
        let wider = |range: (f64, f64), value: f64| (range.0.min(value), range.1.max(value));
        self.learned = wider(self.learned, learned);
        self.truth = wider(self.truth, truth);
    }
}

/// The second look: products of entries over their largest values, so that nothing overflows.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums {
    learned_scale: f64,
    truth_scale: f64,
    count: f64,
    mean: f64,
    /// Σ (s - mean)², by the updates of Welford.
    spread: f64,
    product: f64,
    learned_squares: f64,
    truth_squares: f64,
    /// Σ (s - t)² over the square of the larger scale.
    deviations: f64,
    largest: f64,
    at: Vec<usize>,
    constant: Option<f64>,
}

impl Sums {
    pub(super) fn new(range: &Range) -> Sums {
        let scale = |(low, high): (f64, f64)| {
            let largest = low.abs().max(high.abs());
            if largest > 0.0 && largest.is_finite() { largest } else { 1.0 }
        };
        Sums {
            learned_scale: scale(range.learned),
            truth_scale: scale(range.truth),
            largest: -1.0,
            constant: (range.truth.0 == range.truth.1).then_some(range.truth.0),
            ..Sums::default()
        }
    }

    pub(super) fn add(&mut self, index: &[usize], learned: f64, truth: f64) {
        let deviation = (learned - truth).abs();
        if deviation > self.largest {
            self.largest = deviation;
            self.at = index.to_vec();
        }
        let relative = learned / self.common() - truth / self.common();
        self.deviations += relative * relative;
        let (s, t) = (learned / self.learned_scale, truth / self.truth_scale);
        self.product += s * t;
        self.learned_squares += s * s;
        self.truth_squares += t * t;
        self.count += 1.0;
        let before = s - self.mean;
        self.mean += before / self.count;
        self.spread += before * (s - self.mean);
    }

    /// Adds entries that are zero in both actions.
    pub(super) fn add_zeros(&mut self, number: u128) {
        if number == 0 {
            return;
        }
        let (zeros, total) = (number as f64, self.count + number as f64);
        self.spread += self.mean * self.mean * self.count * zeros / total;
        self.mean *= self.count / total;
        self.count = total;
        self.largest = self.largest.max(0.0);
    }

    fn common(&self) -> f64 {
        self.learned_scale.max(self.truth_scale)
    }

    /// What is told of a group of so many entries.
    pub(super) fn comparison(&self, rank: usize, group: Group, entries: u128) -> GroupComparison {
        let squares = self.learned_squares * self.truth_squares;
        let cosine = (squares > 0.0).then(|| (self.product.abs() / squares.sqrt()).min(1.0));
        let slope = || self.product / self.truth_squares * (self.learned_scale / self.truth_scale);
        GroupComparison {
            rank,
            group,
            entries,
            cosine,
            dissimilarity: cosine.map(|cosine| 1.0 - cosine),
            slope: (self.truth_squares > 0.0).then(slope),
            mean: self.mean * self.learned_scale,
            deviation: (self.spread / (self.count - 1.0).max(1.0)).max(0.0).sqrt() * self.learned_scale,
            truth: self.constant,
            root_mean_square: (self.deviations / self.count.max(1.0)).sqrt() * self.common(),
            largest_deviation: self.largest.max(0.0),
            pull: None,
            at: self.at.clone(),
        }
    }
}
