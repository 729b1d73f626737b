//! Two statistics side by side, in units of their errors.

use super::probe::{Probe, Spread};
use super::tail::{largest_of, reached_by_chance};
use super::{Estimate, Statistics, StatisticsError};
use crate::action::{compare_tensors, unpack};

/// How one order of two statistics differs.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderComparison {
    /// The order k.
    pub order: usize,
    /// The number of independent entries.
    pub entries: usize,
    /// The cosine similarity over independent entries, Eq. (30); `None` where one side vanishes.
    pub cosine: Option<f64>,
    /// The slope s of a = s · b through the origin, Σ a b / Σ b² over independent entries; `None` where b vanishes.
    pub slope: Option<f64>,
    /// The largest |a - b| in units of its standard error, sqrt(error_a² + error_b²).
    pub largest: f64,
    /// The multi-index of the largest deviation.
    pub at: Vec<usize>,
    /// The median of the largest of so many independent deviations.
    pub expected: f64,
    /// How often the largest of so many independent deviations is as large by chance. Entries that depend on each other make
    /// large deviations rarer.
    pub chance_of_largest: f64,
    /// The shares of the entries that differ by at most one, two and three standard errors.
    pub within: [f64; 3],
    /// The mean square of all deviations in units of their standard errors; 1 is expected.
    pub mean_square: f64,
    /// The number of independent entries whose mean square would vary as much, n²/tr R² with the correlation matrix R of the
    /// differences over blocks.
    pub effective: f64,
    /// How often the mean square of so many deviations is as large by chance.
    pub chance_of_all: f64,
}

impl OrderComparison {
    /// The dissimilarity 1 - cosine.
    pub fn dissimilarity(&self) -> Option<f64> {
        self.cosine.map(|cosine| 1.0 - cosine)
    }

    /// How often chance alone makes one of the two, the largest deviation or the mean square, as large as it is.
    pub fn chance(&self) -> f64 {
        let rarer = self.chance_of_largest.min(self.chance_of_all);
        1.0 - (1.0 - rarer).powi(2)
    }
}

/// Compares two statistics order by order, up to the highest that both have.
///
/// # Errors
/// When the dimensions differ.
pub fn compare(a: &Statistics, b: &Statistics) -> Result<Vec<OrderComparison>, StatisticsError> {
    if a.dimension() != b.dimension() {
        return Err(StatisticsError::Dimensions(a.dimension(), b.dimension()));
    }
    let free = [a, b].map(Statistics::degrees_of_freedom);
    let pairs = a.orders.iter().zip(&b.orders);
    let probes = a.probes.iter().zip(&b.probes);
    Ok(pairs.zip(probes).map(|((a, b), (p, q))| compare_order(a, b, [p, q], free)).collect())
}

fn compare_order(a: &Estimate, b: &Estimate, probes: [&Probe; 2], free: [f64; 2]) -> OrderComparison {
    let tensors = compare_tensors(&a.value, &b.value);
    let deviations = deviations(a, b);
    let entries = deviations.len();
    let places = deviations.iter().copied().enumerate();
    let worst = places.fold((0, 0.0), |worst, found| if found.1 > worst.1 { found } else { worst });
    let share = |bound: f64| {
        let inside = deviations.iter().filter(|&&deviation| deviation <= bound).count();
        inside as f64 / entries.max(1) as f64
    };
    let free = degrees_of_freedom(a, b, free);
    let sigma = |&place: &usize| a.error.entries()[place].hypot(b.error.entries()[place]);
    let sigma: Vec<f64> = probes[0].places.iter().map(sigma).collect();
    let spread = Spread::new(probes, &sigma, entries);
    let mean_square =
        deviations.iter().map(|deviation| deviation * deviation).sum::<f64>() / entries.max(1) as f64;
    OrderComparison {
        order: a.value.rank(),
        entries,
        cosine: tensors.cosine,
        slope: slope(a, b),
        largest: worst.1,
        at: unpack(a.value.dimension(), a.value.rank(), worst.0),
        expected: largest_of(entries, 0.5, free),
        chance_of_largest: reached_by_chance(worst.1, entries, free),
        within: [1.0, 2.0, 3.0].map(share),
        mean_square,
        effective: spread.effective(),
        chance_of_all: spread.chance(mean_square, free),
    }
}

/// |a - b| in units of its standard error. What is equal agrees, also without an error.
fn deviations(a: &Estimate, b: &Estimate) -> Vec<f64> {
    let values = a.value.entries().iter().zip(b.value.entries());
    let errors = a.error.entries().iter().zip(b.error.entries());
    let deviation = |((a, b), (error_a, error_b)): ((&f64, &f64), (&f64, &f64))| {
        let difference = (a - b).abs();
        if difference == 0.0 { 0.0 } else { difference / error_a.hypot(*error_b) }
    };
    values.zip(errors).map(deviation).collect()
}

/// Of the errors of the differences (Welch and Satterthwaite), over all entries together.
fn degrees_of_freedom(a: &Estimate, b: &Estimate, free: [f64; 2]) -> f64 {
    let variance = |estimate: &Estimate| estimate.error.entries().iter().map(|error| error * error).sum();
    let [a, b]: [f64; 2] = [variance(a), variance(b)];
    let found = (a + b).powi(2) / (a * a / free[0] + b * b / free[1]);
    if found.is_finite() { found } else { free[0] + free[1] }
}

fn slope(a: &Estimate, b: &Estimate) -> Option<f64> {
    let scale = b.value.largest();
    let pairs = || a.value.entries().iter().zip(b.value.entries()).map(|(a, b)| (a / scale, b / scale));
    let (product, square) =
        (pairs().map(|(a, b)| a * b).sum::<f64>(), pairs().map(|(_, b)| b * b).sum::<f64>());
    (scale > 0.0).then(|| product / square)
}
