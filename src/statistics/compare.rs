use super::moments::number;
use super::tail::largest_of;
use super::{Estimate, Statistics, StatisticsError};
use crate::action::{compare_tensors, unpack};

/// Samples of the same distribution agree in so many cases.
const USUAL: f64 = 0.99;

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
    /// What the largest deviation of any order exceeds in one of a hundred cases, if entries are independent.
    pub bound: f64,
    /// The shares of the entries that differ by at most one, two and three standard errors.
    pub within: [f64; 3],
    /// The mean square of all deviations in units of their standard errors; 1 is expected.
    pub mean_square: f64,
}

impl OrderComparison {
    /// The dissimilarity 1 - cosine.
    #[must_use]
    pub fn dissimilarity(&self) -> Option<f64> {
        self.cosine.map(|cosine| 1.0 - cosine)
    }

    /// Whether no entry differs by more than chance allows. Entries that depend on each other make large deviations
    /// rarer, so this errs on the side of agreement.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.largest <= self.bound
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
    // So that all orders together agree in so many cases.
    let usual = USUAL.powf(1.0 / number::<f64>(pairs.len().max(1)));
    Ok(pairs.map(|(a, b)| compare_order(a, b, free, usual)).collect())
}

fn compare_order(a: &Estimate, b: &Estimate, free: [f64; 2], usual: f64) -> OrderComparison {
    let tensors = compare_tensors(&a.value, &b.value);
    let deviations = deviations(a, b);
    let entries = deviations.len();
    let mut worst = (0, 0.0);
    for (place, &deviation) in deviations.iter().enumerate() {
        if deviation > worst.1 {
            worst = (place, deviation);
        }
    }
    let share = |bound: f64| {
        let inside = deviations.iter().filter(|&&deviation| deviation <= bound).count();
        number::<f64>(inside) / number::<f64>(entries.max(1))
    };
    let free = degrees_of_freedom(a, b, free);
    OrderComparison {
        order: a.value.rank(),
        entries,
        cosine: tensors.cosine,
        slope: slope(a, b),
        largest: worst.1,
        at: unpack(a.value.dimension(), a.value.rank(), worst.0),
        expected: largest_of(entries, 0.5, free),
        bound: largest_of(entries, usual, free),
        within: [1.0, 2.0, 3.0].map(share),
        mean_square: deviations.iter().map(|deviation| deviation * deviation).sum::<f64>()
            / number::<f64>(entries.max(1)),
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
