//! Layers one after the other, as long as samples that were not fitted gain.

use super::chain::Chain;
use super::layer::third_cumulants;
use super::report::{CumulantLayer, Origin};
use super::rows::Rows;
use super::squares;
use super::step::Step;
use crate::Progress;
use crate::normal::two_sided_tail;
use crate::train::TrainError;
use crate::train::real::Real;

/// How layers are found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search<'a, T> {
    /// The samples that are fitted.
    pub(super) rows: Rows<'a, T>,
    /// Samples that are not.
    pub(super) test: Option<Rows<'a, T>>,
    /// At most so many layers.
    pub(super) depth: usize,
    /// The standard errors beyond which entries are kept.
    pub(super) errors: f64,
}

/// Layers with what is told of them.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) chain: Chain,
    pub(super) layers: Vec<CumulantLayer>,
}

impl<T: Real> Search<'_, T> {
    /// The Gaussian.
    pub(super) fn gaussian(&self) -> Result<Found, TrainError> {
        Ok(Found { chain: Chain::measure(&self.rows, Vec::new(), self.depth > 0)?, layers: Vec::new() })
    }

    /// Layers as long as the loss of the test samples falls.
    pub(super) fn greedy(&self, test: &Rows<'_, T>, progress: &dyn Progress) -> Result<Found, TrainError> {
        let mut found = self.gaussian()?;
        let mut loss = mean(&found.chain.losses(test)?);
        while found.depth() < self.depth && !progress.is_stopped() {
            let mut best: Option<(f64, f64, Found)> = None;
            let third = self.layer(&found, Origin::ThirdCumulants)?;
            for origin in [Origin::ThirdCumulants, Origin::FourthCumulants] {
                let next = match origin {
                    Origin::ThirdCumulants => third.clone(),
                    Origin::FourthCumulants => {
                        let least = best.as_ref().map_or(0.0, |(gain, ..)| *gain);
                        self.squares(&found, least)?
                    }
                };
                let Some(next) = next else { continue };
                let after = mean(&next.chain.losses(test)?);
                let gain = (loss - after) / (next.depth() - found.depth()) as f64;
                if gain > best.as_ref().map_or(0.0, |(gain, ..)| *gain) {
                    best = Some((gain, after, next));
                }
            }
            let Some((_, after, next)) = best else { break };
            progress.advance((next.depth() - found.depth()) as u64);
            (found, loss) = (next, after);
        }
        Ok(found)
    }

    /// Layers of these kinds, whether they gain or not; fewer where one finds nothing.
    pub(super) fn of(&self, origins: &[Origin]) -> Result<Found, TrainError> {
        let mut found = self.gaussian()?;
        for &origin in origins {
            match self.layer(&found, origin)? {
                Some(next) => found = next,
                None => break,
            }
        }
        Ok(found)
    }

    /// With a layer more, or two; none where no entry is kept.
    pub(super) fn layer(&self, found: &Found, origin: Origin) -> Result<Option<Found>, TrainError> {
        match origin {
            Origin::ThirdCumulants => {
                let layer = third_cumulants(&found.chain, &self.rows, self.errors)?;
                self.extended(found, origin, vec![layer.step], layer.tests)
            }
            Origin::FourthCumulants => self.squares(found, 0.0),
        }
    }

    /// With two layers more that reach fourth cumulants, where these promise more than so much for each.
    fn squares(&self, found: &Found, least: f64) -> Result<Option<Found>, TrainError> {
        if self.depth - found.depth() < 2 {
            return Ok(None);
        }
        match squares::layers(&found.chain, &self.rows, self.errors, least)? {
            Some((steps, tests)) => self.extended(found, Origin::FourthCumulants, steps, tests),
            None => Ok(None),
        }
    }

    fn extended(
        &self,
        found: &Found,
        origin: Origin,
        steps: Vec<Step>,
        tests: usize,
    ) -> Result<Option<Found>, TrainError> {
        let entries: usize = steps.iter().map(|step| step.entries.len()).sum();
        if entries == 0 {
            return Ok(None);
        }
        let steps = [found.chain.steps.as_slice(), &steps].concat();
        let is_last = steps.len() >= self.depth;
        let chain = Chain::measure(&self.rows, steps, !is_last)?;
        let test = self.test.as_ref().map(|test| chain.losses(test)).transpose()?;
        let layer = CumulantLayer {
            number: chain.steps.len(),
            origin,
            entries,
            by_chance: tests as f64 * two_sided_tail(self.errors),
            train: chain.loss(),
            test: test.map(|losses| mean(&losses)),
        };
        Ok(Some(Found { chain, layers: [found.layers.as_slice(), &[layer]].concat() }))
    }
}

impl Found {
    pub(super) fn depth(&self) -> usize {
        self.chain.steps.len()
    }
}

/// The mean of numbers.
pub(super) fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}
