//! The entries of a coefficient beside what is true of them and beside their noise.

use std::collections::BTreeMap;

use crate::action::{Held, SymmetricTensor, multiplicity};
use crate::report::Entry;

/// The standard errors of entries.
pub(super) enum Errors<'a> {
    Unknown,
    Given(Held<'a>),
    /// The root of the mean square of learned - true over all entries with so many permutations.
    Deviations(BTreeMap<u64, f64>),
}

impl<'a> Errors<'a> {
    /// Those that are given, or those that the truth tells.
    pub(super) fn new(
        tensor: &SymmetricTensor<f64>,
        truth: Option<Held<'_>>,
        given: Option<Held<'a>>,
    ) -> Errors<'a> {
        match (given.filter(|given| tensor.rank() <= given.max_rank()), truth) {
            (Some(given), _) => return Errors::Given(given),
            (None, None) => return Errors::Unknown,
            (None, Some(_)) => {}
        }
        let mut sums: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
        for entry in entries(tensor, truth, &Errors::Unknown) {
            let (sum, count) = sums.entry(entry.ways).or_default();
            *sum += (entry.value - entry.truth.unwrap_or_default()).powi(2);
            *count += 1.0;
        }
        Errors::Deviations(
            sums.into_iter().map(|(ways, (sum, count))| (ways, (sum / count).sqrt())).collect(),
        )
    }

    fn at(&self, index: &[usize], ways: u64) -> Option<f64> {
        let error = match self {
            Errors::Unknown => None,
            Errors::Given(errors) => Some(errors.get(index)),
            Errors::Deviations(found) => found.get(&ways).copied(),
        };
        // An entry that is left out of a file of errors has none.
        error.filter(|&error| error > 0.0)
    }
}

/// All entries in packed order.
pub(super) fn entries(
    tensor: &SymmetricTensor<f64>,
    truth: Option<Held<'_>>,
    errors: &Errors<'_>,
) -> impl Iterator<Item = Entry> {
    tensor.iter().map(move |(index, &value)| {
        let ways = multiplicity(&index);
        let (error, truth) = (errors.at(&index, ways), truth.map(|truth| truth.get(&index)));
        Entry { index, value, ways, error, truth }
    })
}
