//! The sizes of the study of random actions, and the numbers that decide about its claims.

use diagraction::sample::{Mass, Settings};
use diagraction::train::Options;

/// The sizes of the study, and the numbers that decide about claims.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MultimodalSettings {
    /// The action that coefficients and cumulants are shown of.
    pub(crate) large: MultimodalCase,
    /// The action in two dimensions whose density is shown.
    pub(crate) plane: MultimodalCase,
    /// Starts of the search for maxima.
    pub(crate) starts: usize,
    /// The points of a side of the grid on which densities are shown.
    pub(crate) grid: usize,
    /// What decides.
    pub(crate) thresholds: MultimodalThresholds,
}

/// One action, its draws and its network.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MultimodalCase {
    /// The number of variables d.
    pub(crate) dimension: usize,
    /// The depth L.
    pub(crate) depth: usize,
    /// The draws of the training set, and as many again of the test set.
    pub(crate) draws: usize,
    /// The draws of the network at each recorded step.
    pub(crate) record_draws: usize,
    /// The chains of each set of draws.
    pub(crate) chains: usize,
    /// The steps of the training.
    pub(crate) steps: usize,
    /// The samples of a step.
    pub(crate) batch: usize,
    /// The learning rate at the start.
    pub(crate) learning_rate: f64,
}

/// The numbers that decide about claims.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct MultimodalThresholds {
    /// Entries of a coefficient above this cosine have approximately the right values.
    pub(crate) coefficients: f64,
    /// Cumulants above this cosine agree.
    pub(crate) cumulants: f64,
    /// An order of cumulants is learned once the dissimilarity stays below this.
    pub(crate) learned: f64,
}

/// Chains start at normal draws of this standard deviation, wider than the maxima are apart.
const SPREAD: f64 = 2.0;

/// The steps in which a chain is tuned, and the target acceptance (Appendix F).
const TUNE: usize = 1000;
const ACCEPT: f64 = 0.95;

/// Recorded steps in a factor of ten.
const RECORDS: usize = 8;

impl MultimodalSettings {
    /// A minute or two on two cores.
    pub(crate) fn usual() -> MultimodalSettings {
        let large = MultimodalCase {
            dimension: 10,
            depth: 3,
            draws: 100_000,
            record_draws: 100_000,
            chains: 8,
            steps: 40_000,
            batch: 256,
            learning_rate: 2e-3,
        };
        MultimodalSettings {
            plane: MultimodalCase { dimension: 2, depth: 5, ..large.clone() },
            large,
            starts: 1000,
            grid: 64,
            thresholds: MultimodalThresholds { coefficients: 0.9, cumulants: 0.95, learned: 0.1 },
        }
    }

    /// Ten times as many steps and draws; the paper does not say how many it took.
    pub(crate) fn full() -> MultimodalSettings {
        let usual = MultimodalSettings::usual();
        let long =
            |case: MultimodalCase| MultimodalCase { draws: 10 * case.draws, steps: 10 * case.steps, ..case };
        MultimodalSettings { large: long(usual.large.clone()), plane: long(usual.plane.clone()), ..usual }
    }
}

impl MultimodalCase {
    /// The settings of the sampler.
    pub(super) fn sampler(&self, seed: u64) -> Settings {
        Settings {
            draws: self.draws,
            chains: self.chains,
            tune: TUNE,
            accept: ACCEPT,
            mass: Mass::Diagonal,
            spread: SPREAD,
            seed,
            threads: self.chains,
            ..Settings::default()
        }
    }

    /// The options of the training; the identity start of the paper, without noise.
    pub(super) fn options(&self, seed: u64) -> Options {
        let (batch, learning_rate) = (self.batch.min(self.draws), self.learning_rate);
        // A batch that is not full is left out of an epoch.
        let epochs = self.steps.div_ceil(self.draws / batch);
        Options { epochs, batch, learning_rate, records: RECORDS, seed, ..Options::new(self.depth) }
    }
}
