//! How far actions that are estimates of one spread.

use super::SparseAction;

/// The standard errors of the entries of ranks 1 and up by estimates of them: the root of a factor times the mean squared deviation. The factor is n/(n - 1) of
/// n replicas drawn anew, n - 1 of the jackknife that leaves out one of n blocks.
pub(crate) fn spread(found: &[SparseAction<f64>], factor: f64) -> SparseAction<f64> {
    let number = found.len() as f64;
    let mut mean = SparseAction::zero(found.first().map_or(0, SparseAction::dimension));
    let entries = |action: &SparseAction<f64>, add: &mut dyn FnMut(&[usize], f64)| {
        (1..=action.max_rank())
            .for_each(|rank| action.entries(rank).for_each(|(index, value)| add(index, *value)));
    };
    found.iter().for_each(|action| entries(action, &mut |index, value| mean.add(index, value / number)));
    let mut errors = SparseAction::zero(mean.dimension());
    errors.domain = found.first().map_or_else(Default::default, |one| one.domain);
    entries(&mean, &mut |index, mean| {
        let squares: f64 = found.iter().map(|action| (action.get(index) - mean).powi(2)).sum();
        errors.add(index, (factor * squares / number).sqrt());
    });
    errors
}
