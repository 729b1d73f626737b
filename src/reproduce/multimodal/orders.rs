//! Cumulants order by order: those of a network beside those of the draws that it has learned.

use crate::data::Samples;
use crate::network::Network;
use crate::statistics::{OrderComparison, Request, Statistics, measure};

use crate::reproduce::{Fault, Record};

/// The orders that are compared.
pub(super) const ORDERS: [usize; 3] = [1, 2, 3];

/// The highest of them.
pub(super) const MAX_ORDER: usize = 3;

/// Cumulants to third order, with standard errors.
pub(super) fn estimates(samples: &Samples, memory: u64) -> Result<Statistics, Fault> {
    Ok(measure(samples, &Request { order: MAX_ORDER, memory, ..Request::default() }, &())?)
}

/// Those of a network, by draws.
pub(super) fn of_network(
    network: &Network<f64>,
    draws: usize,
    seed: u64,
    memory: u64,
) -> Result<Statistics, Fault> {
    estimates(&Samples::from_array(network.sample(draws, seed)?), memory)
}

/// 1 - cosine for each order; 1 where one side vanishes.
pub(super) fn dissimilarities(orders: &[OrderComparison]) -> Vec<f64> {
    orders.iter().map(|order| order.dissimilarity().unwrap_or(1.0)).collect()
}

/// For each order the first recorded step from which on the dissimilarity stays at or below a bound.
pub(super) fn learned_at(records: &[Record], bound: f64) -> Vec<Option<u64>> {
    let orders = records.first().map_or(0, |record| record.values.len());
    let step = |order: usize| {
        let late = records.iter().rposition(|record| record.values[order] > bound);
        records.get(late.map_or(0, |last| last + 1)).map(|record| record.step)
    };
    (0..orders).map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::{dissimilarities, learned_at, of_network};
    use crate::reproduce::Record;
    use crate::statistics::compare;
    use crate::theory::Teacher;

    #[test]
    fn an_order_is_learned_once_it_stays_below_the_bound() {
        let record = |step, values: [f64; 3]| Record { step, values: values.to_vec() };
        let records = [
            record(1, [0.5, 0.01, 1.0]),
            record(2, [0.05, 0.01, 0.05]),
            record(4, [0.05, 0.01, 0.6]),
            record(8, [0.01, 0.01, 0.7]),
        ];
        assert_eq!(learned_at(&records, 0.1), [Some(2), Some(1), None]);
        assert_eq!(learned_at(&records, 0.65), [Some(1), Some(1), None]);
        assert!(learned_at(&[], 0.1).is_empty());
    }

    #[test]
    fn a_network_has_its_own_cumulants() {
        let network = Teacher { depth: 1, chi: 1.5, ..Teacher::new(3) }.network().expect("tame");
        let [a, b] = [1, 2].map(|seed| of_network(&network, 20_000, seed, u64::MAX).expect("finite"));
        let same = dissimilarities(&compare(&a, &b).expect("one dimension"));
        let gaussian = Teacher { depth: 1, chi: 0.0, ..Teacher::new(3) }.network().expect("tame");
        let gaussian = of_network(&gaussian, 20_000, 3, u64::MAX).expect("finite");
        let other = dissimilarities(&compare(&gaussian, &a).expect("one dimension"));
        assert_eq!(same.len(), 3);
        assert!(same.iter().all(|value| *value < 0.05), "{same:?}");
        assert!(other[2] > 0.1, "{other:?}");
    }
}
