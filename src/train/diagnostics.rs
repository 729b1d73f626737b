//! What a network has learned so far: its cumulants beside those of the data (Fig. 4h), and the size of its action.

use super::TrainError;
use super::read::{moments, pieces};
use crate::action::{Action, SymmetricTensor, compare_tensors, independent_entries};
use crate::data::Samples;
use crate::evaluate::{self, Method, Request};
use crate::network::{Mixture, Network};
use crate::statistics::Moments;

/// Draws of the network, and their seed: always the same latent draws, so that steps can be compared.
const DRAWS: usize = 10_000;
const SEED: u64 = 0x00C0_FFEE;

/// Samples of the data whose cumulants are measured, at most.
const MOST_ROWS: usize = 200_000;

/// The highest order of cumulants, and rank of coefficients.
pub(super) const HIGHEST: usize = 4;

/// Cumulants of more entries are left out, and coefficients of more.
const MOST_CUMULANTS: usize = 200_000;
const MOST_COEFFICIENTS: usize = 200_000;

/// The cumulants of the data, with which networks are compared.
#[derive(Debug)]
pub struct Diagnostics {
    cumulants: Vec<SymmetricTensor<f64>>,
    /// About the origin.
    moments: Vec<SymmetricTensor<f64>>,
}

/// A network at a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The step.
    pub step: u64,
    /// The dissimilarity 1 - cosine of the cumulants of orders 1, 2, .. to those of the data, Eq. (30); `None` where one
    /// side vanishes or there are too many entries.
    pub dissimilarity: [Option<f64>; HIGHEST],
    /// The Frobenius norms of A^(1), .., A^(4); `None` where there are too many entries.
    pub norms: [Option<f64>; HIGHEST],
    /// |<x^k>_D - <x^k>_A| / |<x^k>_D| of the moments of data and network, k = 1, .., 4: the first factor of Eq. (32); `None`
    /// as above.
    pub mismatch: [Option<f64>; HIGHEST],
    /// What [`Observer::learning_rule`](super::Observer::learning_rule) tells; `None` where it was not asked for.
    pub rates: [Option<f64>; HIGHEST],
}

impl Record {
    /// The names of [`Record::cells`].
    #[doc(hidden)]
    pub const HEADER: &str = "step,dissimilarity1,dissimilarity2,dissimilarity3,dissimilarity4,norm1,norm2,norm3,norm4,\
         mismatch1,mismatch2,mismatch3,mismatch4,rate1,rate2,rate3,rate4";

    /// The numbers as text that reads back to the same; what does not exist is empty.
    #[doc(hidden)]
    pub fn cells(&self) -> Vec<String> {
        let numbers = [self.dissimilarity, self.norms, self.mismatch, self.rates].into_iter().flatten();
        let cells = numbers.map(|number| number.map_or(String::new(), |number| format!("{number:?}")));
        std::iter::once(self.step.to_string()).chain(cells).collect()
    }
}

impl Diagnostics {
    /// Measures the cumulants of the first 200,000 samples, to order 4 or as far as there are at most 200,000 entries.
    ///
    /// # Errors
    /// When the samples cannot be read.
    ///
    /// # Panics
    /// When there are none.
    pub fn measure(data: &Samples) -> Result<Diagnostics, TrainError> {
        // A cumulant of order k needs k samples.
        let order = highest(data.dimension(), MOST_CUMULANTS).min(data.rows());
        let part = data.part(0, MOST_ROWS);
        let mean = moments(pieces(&part), 1, vec![0.0; data.dimension()])?.mean();
        let moments = moments(pieces(&part), order, mean)?;
        Ok(Diagnostics { cumulants: moments.cumulants(order), moments: about_origin(&moments) })
    }

    /// Looks at a network: at 10,000 independent draws, always with the same latent ones, and at its coefficients; of several
    /// components at draws of all, and at the means of the norms by their weights.
    pub fn record(&self, step: u64, learned: &Mixture) -> Record {
        let none = [None; HIGHEST];
        let mut record =
            Record { step, dissimilarity: none, norms: norms(learned), mismatch: none, rates: none };
        // A network whose inverse overflows has no cumulants.
        let Ok(draws) = learned.sample(DRAWS, SEED) else { return record };
        let Some(mean) = draws.mean_axis(ndarray::Axis(0)) else { return record };
        let mut moments = Moments::new(learned.dimension(), self.cumulants.len(), mean.to_vec());
        moments.add(draws.view());
        let own = moments.cumulants(self.cumulants.len());
        for ((dissimilarity, own), data) in record.dissimilarity.iter_mut().zip(&own).zip(&self.cumulants) {
            *dissimilarity = compare_tensors(own, data).cosine.map(|cosine| 1.0 - cosine);
        }
        for ((mismatch, own), data) in
            record.mismatch.iter_mut().zip(&about_origin(&moments)).zip(&self.moments)
        {
            let mut difference = own.clone();
            difference.entries_mut().iter_mut().zip(data.entries()).for_each(|(own, data)| *own -= data);
            *mismatch = Some(difference.norm() / data.norm()).filter(|mismatch| mismatch.is_finite());
        }
        record
    }
}

/// The bytes that measuring and recording take: draws, twice while they are made, and sums of moments for some threads.
pub(super) fn memory(dimension: usize) -> Option<usize> {
    let sums = Moments::<f64>::memory(dimension, highest(dimension, MOST_CUMULANTS))?.checked_mul(6)?;
    let draws = DRAWS.checked_mul(dimension)?.checked_mul(2 * size_of::<f64>())?;
    draws.checked_add(usize::try_from(sums).ok()?)
}

/// The highest order, at least 1 and at most 4, whose tensors have at most so many entries.
fn highest(dimension: usize, most: usize) -> usize {
    let fits = |order: &usize| independent_entries(dimension, *order).is_some_and(|entries| entries <= most);
    (1..=HIGHEST).take_while(fits).last().unwrap_or(1)
}

/// The moments of orders 1, 2, .. about the origin.
fn about_origin(moments: &Moments<f64>) -> Vec<SymmetricTensor<f64>> {
    moments.about(&vec![0.0; moments.dimension()], moments.order()).split_off(1)
}

/// The action to rank 4, or as far as there are not too many entries.
pub(super) fn action(network: &Network<f64>) -> Option<Action<f64>> {
    let rank = highest(network.dimension(), MOST_COEFFICIENTS);
    let request = Request { max_rank: Some(rank), ..Request::default() };
    let method = if Method::LowRank.applies(network) { Method::LowRank } else { Method::Factored };
    evaluate::extract(network, &request, method).ok()
}

fn norms(learned: &Mixture) -> [Option<f64>; HIGHEST] {
    let mut means = [Some(0.0); HIGHEST];
    for (component, weight) in learned.weights().into_iter().enumerate() {
        let action = learned.component(component).ok().and_then(|network| action(&network));
        let norm = |rank| action.as_ref()?.tensor(rank).map(SymmetricTensor::norm);
        for (mean, rank) in means.iter_mut().zip(1..) {
            *mean = mean.zip(norm(rank)).map(|(mean, norm)| mean + weight * norm);
        }
    }
    means.map(|mean| mean.filter(|mean| mean.is_finite()))
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, Array2, array};

    use super::*;
    use crate::network::{Activation, Coupling, Linear};

    fn network(chi: f64) -> Network<f64> {
        let linear = |bias: f64| Linear { weight: Array2::eye(2), bias: Array1::from_elem(2, bias) };
        let coupling = Coupling::new(array![[[chi]]]).expect("a coupling");
        let activation = Activation::new(vec![coupling]).expect("an activation");
        Network::new(vec![linear(0.3), linear(0.0)], vec![activation]).expect("a network")
    }

    fn mixture(chi: f64) -> Mixture {
        Mixture::new(network(chi), Vec::new()).expect("one component")
    }

    #[test]
    fn a_network_is_like_its_own_samples_and_unlike_others() {
        let data = |seed| Samples::from_array(network(0.5).sample(20_000, seed).expect("samples"));
        let diagnostics = Diagnostics::measure(&data(3)).expect("cumulants");
        let own = diagnostics.record(1, &mixture(0.5));
        let other = diagnostics.record(2, &mixture(-0.5));
        for order in 1..=4 {
            let dissimilarity = |record: &Record| record.dissimilarity[order - 1].expect("a number");
            assert!(dissimilarity(&own) < 0.05, "{own:?}");
            assert!(own.mismatch[order - 1].expect("a number") < 0.1, "{own:?}");
        }
        assert!(other.mismatch[2].expect("a number") > 0.3, "{other:?}");
        // Eq. (30) does not see the sign of the third cumulants, which is all that differs there.
        assert!(other.dissimilarity[0].expect("a number") > 0.5, "{other:?}");
        let direct =
            evaluate::extract(&network(0.5), &Request::default(), Method::Direct).expect("an action");
        for rank in 1..=4 {
            let expected = direct.tensor(rank).expect("a rank").norm();
            assert!((own.norms[rank - 1].expect("a norm") - expected).abs() < 1e-12, "{own:?}");
        }
    }

    #[test]
    fn cells_follow_the_header() {
        let diagnostics = Diagnostics::measure(&Samples::from_array(array![[1.0, 2.0]])).expect("a mean");
        let cells = diagnostics.record(7, &mixture(0.1)).cells();
        assert_eq!(cells.len(), Record::HEADER.split(',').count());
        assert_eq!((cells[0].as_str(), cells[2].as_str()), ("7", ""));
    }
}
