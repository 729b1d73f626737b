//! What a network has learned so far: its cumulants beside those of the data (Fig. 4h), and the size of its action.

use super::TrainError;
use crate::action::{SymmetricTensor, independent_entries};
use crate::data::Samples;
use crate::evaluate::{self, Method, Request};
use crate::network::Network;
use crate::statistics::Moments;

/// Draws of the network, and their seed: always the same latent draws, so that steps can be compared.
const DRAWS: usize = 10_000;
const SEED: u64 = 0x00C0_FFEE;

/// Samples of the data whose cumulants are measured, at most.
const MOST_ROWS: usize = 200_000;
const ROWS: usize = 1 << 14;

/// The highest order of cumulants, and rank of coefficients.
const HIGHEST: usize = 4;

/// Cumulants of more entries are left out, and coefficients of more.
const MOST_CUMULANTS: usize = 200_000;
const MOST_COEFFICIENTS: usize = 200_000;

/// The cumulants of the data, with which networks are compared.
#[derive(Debug)]
pub struct Diagnostics {
    cumulants: Vec<SymmetricTensor<f64>>,
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
}

impl Record {
    /// The names of [`Record::cells`].
    pub const HEADER: &str =
        "step,dissimilarity1,dissimilarity2,dissimilarity3,dissimilarity4,norm1,norm2,norm3,norm4";

    /// The numbers as text that reads back to the same; what does not exist is empty.
    #[must_use]
    pub fn cells(&self) -> Vec<String> {
        let numbers = self.dissimilarity.iter().chain(&self.norms);
        let cells = numbers.map(|number| number.map_or(String::new(), |number| format!("{number:?}")));
        std::iter::once(self.step.to_string()).chain(cells).collect()
    }
}

impl Diagnostics {
    /// Measures the cumulants of the first 200,000 samples, to order 4 or as far as there are at most 200,000 entries.
    ///
    /// # Errors
    /// When the samples cannot be read, or there are fewer than five.
    pub fn measure(data: &Samples) -> Result<Diagnostics, TrainError> {
        if data.rows() <= HIGHEST {
            return Err(TrainError::NoSamples { which: "enough training" });
        }
        let order = highest(data.dimension(), MOST_CUMULANTS);
        let part = data.part(0, MOST_ROWS);
        let mean = mean(&part)?;
        let mut moments = Moments::new(data.dimension(), order, mean);
        for chunk in part.chunks(ROWS) {
            moments.add(chunk?.view());
        }
        Ok(Diagnostics { cumulants: moments.cumulants(order) })
    }

    /// Looks at a network: at 10,000 independent draws, always with the same latent ones, and at its coefficients.
    #[must_use]
    pub fn record(&self, step: u64, network: &Network<f64>) -> Record {
        let mut record = Record { step, dissimilarity: [None; HIGHEST], norms: norms(network) };
        // A network whose inverse overflows has no cumulants.
        let Ok(draws) = network.sample(DRAWS, SEED) else { return record };
        let Some(mean) = draws.mean_axis(ndarray::Axis(0)) else { return record };
        let mut moments = Moments::new(network.dimension(), self.cumulants.len(), mean.to_vec());
        moments.add(draws.view());
        let own = moments.cumulants(self.cumulants.len());
        for ((dissimilarity, own), data) in record.dissimilarity.iter_mut().zip(&own).zip(&self.cumulants) {
            *dissimilarity = self::dissimilarity(own, data);
        }
        record
    }
}

/// The highest order, at least 1 and at most 4, whose tensors have at most so many entries.
fn highest(dimension: usize, most: usize) -> usize {
    let fits = |order: &usize| independent_entries(dimension, *order).is_some_and(|entries| entries <= most);
    (1..=HIGHEST).take_while(fits).last().unwrap_or(1)
}

fn mean(samples: &Samples) -> Result<Vec<f64>, TrainError> {
    let mut moments = Moments::new(samples.dimension(), 1, vec![0.0; samples.dimension()]);
    for chunk in samples.chunks(ROWS) {
        moments.add(chunk?.view());
    }
    Ok(moments.mean())
}

fn dissimilarity(a: &SymmetricTensor<f64>, b: &SymmetricTensor<f64>) -> Option<f64> {
    let product: f64 = a.entries().iter().zip(b.entries()).map(|(a, b)| a * b).sum();
    let square =
        |tensor: &SymmetricTensor<f64>| tensor.entries().iter().map(|entry| entry * entry).sum::<f64>();
    let dissimilarity = 1.0 - product.abs() / (square(a) * square(b)).sqrt();
    dissimilarity.is_finite().then_some(dissimilarity)
}

fn norms(network: &Network<f64>) -> [Option<f64>; HIGHEST] {
    let rank = highest(network.dimension(), MOST_COEFFICIENTS);
    let request = Request { max_rank: Some(rank), ..Request::default() };
    let method = if Method::LowRank.applies(network) { Method::LowRank } else { Method::Factored };
    let action = evaluate::extract(network, &request, method).ok();
    let norm =
        |rank| action.as_ref()?.tensor(rank).map(SymmetricTensor::norm).filter(|norm| norm.is_finite());
    std::array::from_fn(|place| norm(place + 1))
}
