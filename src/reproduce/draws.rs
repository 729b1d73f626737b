//! Draws of an action and what the chains say of themselves.

use std::path::Path;

use crate::action::{Kernel, SparseAction};
use crate::data::Samples;
use crate::sample::{Report, Settings, maxima, nuts};
use serde::{Deserialize, Serialize};

use crate::reproduce::storage::{Json, Stored};
use crate::reproduce::{Fault, Step, Workshop};

/// Draws with the verdict on them.
#[derive(Debug)]
pub(super) struct Draws {
    pub(super) samples: Samples,
    pub(super) chains: Chains,
}

/// What is kept of a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Chains {
    /// The draws of each chain.
    pub(super) lengths: Vec<usize>,
    /// Whether the chains agree.
    pub(super) agree: bool,
    /// The verdict in words.
    pub(super) verdict: String,
    /// For each maximum of S, for each chain, the draws that are nearest to it.
    pub(super) visits: Vec<Vec<usize>>,
}

impl Draws {
    /// Draws of several chains that start far apart.
    pub(super) fn make(
        workshop: &Workshop<'_>,
        name: &str,
        action: &Step<SparseAction<f64>>,
        settings: &Settings,
    ) -> Result<Step<Draws>, Fault> {
        let text = format!("draws with maxima {settings:?}\nof {}", action.settings);
        workshop.step(name, &text, || {
            let kernel = Kernel::new(&action.value);
            let drawn = nuts(&kernel, settings, workshop.observer.progress())?;
            let report = Report::new(&drawn, Some(maxima::maxima(&kernel, &drawn, settings.seed)?))?;
            let verdict = report.verdict();
            if !verdict.agree {
                workshop.observer.note(&format!("{name}: {}", verdict.text));
            }
            let visits = report.maxima.iter().flat_map(|maxima| &maxima.found);
            let visits = visits.map(|maximum| maximum.draws.clone()).collect();
            let samples = drawn.draws;
            let lengths = samples.chains().to_vec();
            let chains = Chains { lengths, agree: verdict.agree, verdict: verdict.text, visits };
            Ok(Draws { samples, chains })
        })
    }
}

impl Chains {
    /// Whether every chain has been near every maximum, so that the weights of the maxima are measured.
    pub(super) fn hop(&self) -> bool {
        self.visits.iter().flatten().all(|draws| *draws > 0)
    }

    /// All of this in a sentence or two.
    pub(super) fn words(&self) -> String {
        let known = match (self.agree, self.hop()) {
            (true, true) => {
                "Every chain has been near every maximum, so the weights of the maxima are known from the draws."
            }
            (true, false) => {
                "Not every chain has been near every maximum, but together they agree on the weights of the maxima."
            }
            (false, _) => "The weights of the maxima are not to be trusted.",
        };
        format!("Of {} chains: {}. {known}", self.lengths.len(), self.verdict)
    }
}

/// The samples as .npy, the rest as .json.
impl Stored for Draws {
    fn keep(&self, base: &Path) -> Result<(), Fault> {
        self.samples.keep(base)?;
        Json(self.chains.clone()).keep(base)
    }

    fn recall(base: &Path) -> Result<Draws, Fault> {
        let chains: Chains = Json::recall(base)?.0;
        let samples = Samples::recall(base)?.in_chains(chains.lengths.clone())?;
        Ok(Draws { samples, chains })
    }
}

#[cfg(test)]
mod tests {
    use super::Draws;
    use crate::action::SparseAction;
    use crate::reproduce::{Step, Workshop};
    use crate::sample::Settings;

    /// S = 2 x² - x⁴ / 10 has a barrier of height 10, which no chain crosses.
    #[test]
    fn chains_that_do_not_hop_are_told_from_those_that_do() {
        let folder = tempfile::tempdir().expect("a folder");
        let workshop = Workshop::new(folder.path(), 1, u64::MAX, &()).expect("a folder");
        let draw = |name: &str, quadratic: f64| {
            let mut action = SparseAction::zero(1);
            action.add_monomial(&[0, 0], quadratic);
            action.add_monomial(&[0, 0, 0, 0], -0.1);
            let action = Step { value: action, settings: name.into() };
            let settings = Settings { draws: 4000, tune: 300, ..Settings::default() };
            Draws::make(&workshop, name, &action, &settings).expect("draws").value
        };
        let far = draw("far", 2.0);
        assert!(!far.chains.agree && !far.chains.hop());
        assert!(far.chains.words().contains("not to be trusted"));
        let near = draw("near", 0.2);
        assert!(near.chains.agree && near.chains.hop(), "{}", near.chains.words());
        let again = draw("near", 0.2);
        assert_eq!((again.chains, again.samples.chains()), (near.chains, near.samples.chains()));
    }
}
