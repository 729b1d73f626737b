//! What to think of a series in loops.

/// The terms of a series by their norms, and whether they fall.
///
/// # Example
/// ```
/// use diagraction::correlators::Convergence;
///
/// let falls = Convergence::new(&[1.0, 1e-3, 1e-6]);
/// assert_eq!((falls.best, falls.error), (2, Some(1e-6)));
/// assert_eq!(falls.grows_from, None);
/// // An asymptotic series is cut before its terms grow; the smallest term is its error.
/// let grows = Convergence::new(&[1.0, 0.25, 0.17, 0.17, 0.24]);
/// assert_eq!((grows.grows_from, grows.best, grows.error), (Some(4), 3, Some(0.17)));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Convergence {
    /// The norm of each term over that of the last one before it, where neither vanishes.
    pub ratios: Vec<Option<f64>>,
    /// The number of terms that do not vanish.
    pub steps: usize,
    /// The first term that is larger than the one before.
    pub grows_from: Option<usize>,
    /// The last term that belongs into the sum.
    pub best: usize,
    /// The norm of that term, which is the error that is to be expected; `None` where nothing but the first term is known.
    pub error: Option<f64>,
}

impl Convergence {
    /// From the norms of the terms, the lowest order first. Terms that vanish, as they do where no diagram is, say nothing.
    pub fn new(norms: &[f64]) -> Convergence {
        let mut last: Option<f64> = None;
        let (mut steps, mut grows_from) = (0, None);
        let (mut best, mut error) = (norms.len().saturating_sub(1), None);
        let mut ratios = Vec::with_capacity(norms.len());
        for (order, &norm) in norms.iter().enumerate() {
            ratios.push(last.filter(|_| norm > 0.0).map(|last| norm / last));
            if norm == 0.0 {
                continue;
            }
            if grows_from.is_none() {
                match last {
                    Some(last) if norm > last => {
                        grows_from = Some(order);
                        best = order - 1;
                    }
                    Some(_) => error = Some(norm),
                    None => {}
                }
            }
            last = Some(norm);
            steps += 1;
        }
        Convergence { ratios, steps, grows_from, best, error }
    }
}
