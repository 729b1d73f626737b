//! The sizes of the study of random actions.

use crate::sample::{Mass, Settings};

/// The sizes of the study, of each of its actions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MultimodalSettings {
    /// The draws of the training set, and as many again of the test set.
    pub(crate) draws: usize,
    /// The steps of the training.
    pub(crate) steps: usize,
}

/// One action and its network.
pub(in crate::reproduce) struct Case {
    /// The number of variables d.
    pub(in crate::reproduce) dimension: usize,
    /// The depth L.
    pub(in crate::reproduce) depth: usize,
}

/// The action that coefficients and cumulants are shown of.
pub(in crate::reproduce) const LARGE: Case = Case { dimension: 10, depth: 3 };

/// The action in two dimensions whose density is shown.
pub(in crate::reproduce) const PLANE: Case = Case { dimension: 2, depth: 5 };

/// Starts of the search for maxima.
pub(in crate::reproduce) const STARTS: usize = 1000;

/// The draws of the network at each recorded step.
pub(super) const RECORD_DRAWS: usize = 100_000;

/// The chains of each set of draws.
const CHAINS: usize = 8;

/// Chains start at normal draws of this standard deviation, wider than the maxima are apart.
const SPREAD: f64 = 2.0;

/// The steps in which a chain is tuned, and the target acceptance (Appendix F).
const TUNE: usize = 1000;
const ACCEPT: f64 = 0.95;

impl MultimodalSettings {
    /// A minute or two on two cores.
    pub(crate) fn usual() -> MultimodalSettings {
        MultimodalSettings { draws: 100_000, steps: 40_000 }
    }

    /// Ten times as many steps and draws; the paper does not say how many it took.
    pub(crate) fn full() -> MultimodalSettings {
        MultimodalSettings { draws: 1_000_000, steps: 400_000 }
    }

    /// The settings of the sampler.
    pub(in crate::reproduce) fn sampler(&self, seed: u64) -> Settings {
        Settings {
            draws: self.draws,
            chains: CHAINS,
            tune: TUNE,
            accept: ACCEPT,
            mass: Mass::Diagonal,
            spread: SPREAD,
            seed,
            threads: CHAINS,
            ..Settings::default()
        }
    }
}
