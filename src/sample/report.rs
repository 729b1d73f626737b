//! Whether draws can be trusted, from all diagnostics together.

use super::Drawn;
use super::diagnostics::{Convergence, convergence, convergences};
use super::maxima::{MAX_DIMENSION, Maxima, maxima};
use crate::action::Kernel;
use crate::data::DataError;

/// A larger R-hat shows chains that do not agree (arXiv:1903.08008, section 4).
const LARGEST_RHAT: f64 = 1.01;

/// Fewer effective draws for each chain than this leave R-hat and the ESS themselves uncertain (arXiv:1903.08008, section 4).
const FEWEST_EFFECTIVE: f64 = 100.0;

/// A smaller share of divergences is noted, a larger one is not accepted.
const MOST_DIVERGENCES: f64 = 1e-3;

/// A larger share of trees of the largest depth is noted.
const MOST_SATURATED: f64 = 0.01;

/// Below this, the momenta change the energy too little for the chain to reach the tails (Betancourt, arXiv:1604.00695).
const LOWEST_EBFMI: f64 = 0.3;

/// A maximum with a smaller share of the probability may be passed by.
const SMALL_SHARE: f64 = 1e-3;

/// The largest or smallest number of all coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extreme {
    /// The number.
    pub value: f64,
    /// The coordinate, counted from 0; `None` for S itself.
    pub coordinate: Option<usize>,
}

/// All that tells whether draws can be trusted.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The number of chains.
    pub chains: usize,
    /// The number of draws over all chains.
    pub draws: usize,
    /// The diagnostics of every coordinate.
    pub coordinates: Vec<Convergence>,
    /// The diagnostics of S.
    pub action: Convergence,
    /// Draws whose trajectory diverged.
    pub divergences: usize,
    /// Draws whose tree reached the largest depth.
    pub saturated: usize,
    /// The mean depth of the trees.
    pub depth: f64,
    /// The mean step size of the chains.
    pub step_size: f64,
    /// The energy fraction E-BFMI of each chain, Σ (E_t - E_{t-1})² over Σ (E_t - mean)²; none of chains without trajectories, as those of spins.
    pub ebfmi: Vec<f64>,
    /// Maxima of S, where they were looked for.
    pub maxima: Option<Maxima>,
}

/// Whether draws can be used, and why not.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Nothing speaks against the draws.
    pub agree: bool,
    /// One line in words.
    pub text: String,
    /// What should be known all the same.
    pub notes: Vec<String>,
}

impl Report {
    /// Looks at all coordinates, at S, and for maxima where the dimension lets this be short.
    ///
    /// # Errors
    /// Draws in a file that cannot be read.
    ///
    /// # Cost
    /// As [`convergences`] and [`maxima()`].
    pub fn with_search(kernel: &Kernel, drawn: &Drawn, seed: u64) -> Result<Report, DataError> {
        let is_short = kernel.dimension() <= MAX_DIMENSION;
        Report::new(drawn, is_short.then(|| maxima(kernel, drawn, seed)).transpose()?)
    }

    /// Looks at all coordinates and at S.
    ///
    /// # Errors
    /// Draws in a file that cannot be read.
    ///
    /// # Cost
    /// As [`convergences`].
    pub fn new(drawn: &Drawn, maxima: Option<Maxima>) -> Result<Report, DataError> {
        let values: Vec<&[f64]> = drawn.chains.iter().map(|chain| &chain.values[..]).collect();
        let total = |count: fn(&super::ChainDraws) -> usize| drawn.chains.iter().map(count).sum();
        let (chains, draws) = (drawn.chains.len(), drawn.draws.rows());
        let depths: u64 = drawn.chains.iter().map(|chain| chain.depths).sum();
        let steps: f64 = drawn.chains.iter().map(|chain| chain.step_size).sum();
        Ok(Report {
            chains,
            draws,
            coordinates: convergences(&drawn.draws)?,
            action: convergence(&values),
            divergences: total(|chain| chain.divergences),
            saturated: total(|chain| chain.saturated),
            depth: depths as f64 / draws as f64,
            step_size: steps / chains as f64,
            ebfmi: drawn
                .chains
                .iter()
                .filter(|chain| !chain.energies.is_empty())
                .map(|chain| ebfmi(&chain.energies))
                .collect(),
            maxima,
        })
    }

    /// The largest R-hat of all coordinates and S. One that is not a number counts as the largest.
    pub fn rhat(&self) -> Extreme {
        self.extreme(|found| -found.rhat)
    }

    /// The smallest effective number of draws in the bulk.
    pub fn bulk(&self) -> Extreme {
        self.extreme(|found| found.bulk)
    }

    /// The smallest effective number of draws in the tails.
    pub fn tail(&self) -> Extreme {
        self.extreme(|found| found.tail)
    }

    fn extreme(&self, number: impl Fn(&Convergence) -> f64) -> Extreme {
        let own = Extreme { value: number(&self.action), coordinate: None };
        let others = self.coordinates.iter().enumerate();
        let others = others.map(|(i, found)| Extreme { value: number(found), coordinate: Some(i) });
        let worse = |a: Extreme, b: Extreme| {
            let is_worse = b.value.is_nan() && !a.value.is_nan() || b.value < a.value;
            if is_worse { b } else { a }
        };
        let worst = others.chain([own]).reduce(worse).unwrap_or(own);
        Extreme { value: worst.value.abs(), ..worst }
    }

    /// The smallest E-BFMI of the chains.
    pub fn lowest_ebfmi(&self) -> f64 {
        self.ebfmi.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// All of this in words.
    pub fn verdict(&self) -> Verdict {
        let reasons = self.reasons();
        let text = match reasons.is_empty() {
            true => format!(
                "the chains agree: R-hat is at most {:.3}, and the draws are worth at least {:.0} independent ones",
                self.rhat().value,
                self.bulk().value.min(self.tail().value)
            ),
            false => format!("do not use these draws: {}", reasons.join("; ")),
        };
        Verdict { agree: reasons.is_empty(), text, notes: self.notes() }
    }

    fn reasons(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        let (rhat, bulk, tail) = (self.rhat(), self.bulk(), self.tail());
        if rhat.value.is_nan() {
            reasons.push(format!(
                "{} never moved, or there are too few draws to tell",
                coordinate_name(rhat.coordinate)
            ));
        } else if rhat.value > LARGEST_RHAT {
            reasons.push(format!(
                "the chains do not agree, R-hat of {} is {:.3} and should be below {LARGEST_RHAT}",
                coordinate_name(rhat.coordinate),
                rhat.value
            ));
        }
        reasons.extend(self.modes());
        let fewest = FEWEST_EFFECTIVE * self.chains as f64;
        for (what, found) in [("the bulk", bulk), ("the tails", tail)] {
            if found.value < fewest {
                reasons.push(format!(
                    "in {what} of {} they are worth {:.0} independent ones, and {fewest} should be there",
                    coordinate_name(found.coordinate),
                    found.value
                ));
            }
        }
        if self.divergences as f64 > MOST_DIVERGENCES * self.draws as f64 {
            reasons.push(format!(
                "{} trajectories diverged, so parts of the density are missing",
                self.divergences
            ));
        }
        if self.lowest_ebfmi() < LOWEST_EBFMI {
            let low = self.lowest_ebfmi();
            reasons.push(format!("E-BFMI is {low:.2}, so the tails are explored too slowly"));
        }
        reasons
    }

    /// What the maxima say against the draws.
    fn modes(&self) -> Vec<String> {
        let Some(maxima) = &self.maxima else { return Vec::new() };
        let mut reasons = Vec::new();
        if maxima.unbounded > 0 {
            reasons.push(format!(
                "S grew without bound on {} of {} ways up, so exp S cannot be normalised",
                maxima.unbounded, maxima.ascents
            ));
        }
        let large: Vec<_> = maxima.found.iter().filter(|maximum| maximum.share > SMALL_SHARE).collect();
        let passed = large.iter().filter(|maximum| maximum.draws.iter().sum::<usize>() == 0).count();
        if passed > 0 {
            reasons.push(format!(
                "of {} separate maxima of S with a share of the weight, no chain visited {passed}",
                large.len()
            ));
        }
        let stays = |chain: usize| large.iter().filter(|maximum| maximum.draws[chain] > 0).count() <= 1;
        if large.len() > 1 && passed == 0 && (0..self.chains).all(stays) {
            reasons.push(format!(
                "of {} separate maxima of S no chain visited more than one, so their weights are those of the starting points",
                large.len()
            ));
        }
        reasons
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let share = self.divergences as f64 / self.draws as f64;
        if self.divergences > 0 && share <= MOST_DIVERGENCES {
            notes.push(format!("{} of {} trajectories diverged", self.divergences, self.draws));
        }
        if self.saturated as f64 > MOST_SATURATED * self.draws as f64 {
            notes.push(format!(
                "{} of {} trees reached the largest depth: the draws are right but slow",
                self.saturated, self.draws
            ));
        }
        if self.chains == 1 {
            notes.push("a single chain is held against itself only; take several".to_string());
        }
        let dimension = self.coordinates.len();
        if self.maxima.is_none() && dimension > MAX_DIMENSION && !self.ebfmi.is_empty() {
            notes.push(format!(
                "no search for maxima of S was made, because of the dimension, {dimension}; it is made up to {MAX_DIMENSION}"
            ));
        }
        let others = self.maxima.iter().flat_map(|maxima| &maxima.found).count();
        if others > 1 {
            notes.push(format!("S has at least {others} separate maxima"));
        }
        if let Some(maxima) = self.maxima.as_ref().filter(|maxima| maxima.failed > 0) {
            notes.push(format!(
                "{} of {} ascents ended nowhere, so maxima of S may have been missed",
                maxima.failed, maxima.ascents
            ));
        }
        notes
    }
}

/// x_3, or S itself.
#[doc(hidden)]
pub fn coordinate_name(coordinate: Option<usize>) -> String {
    coordinate.map_or_else(|| "S".to_string(), |i| format!("x_{i}"))
}

fn ebfmi(energies: &[f64]) -> f64 {
    let mean = energies.iter().sum::<f64>() / energies.len() as f64;
    let steps: f64 = energies.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).sum();
    // Means of n - 1 steps and of n deviations.
    let variance: f64 =
        energies.iter().map(|energy| (energy - mean).powi(2)).sum::<f64>() / (energies.len() as f64 - 1.0);
    steps / (energies.len() as f64 - 1.0) / variance
}
