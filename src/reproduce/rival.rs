//! The same draws fitted by score matching, which knows no network.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::action::{Group, SparseAction, independent_entries};
use crate::data::Samples;
use crate::fit::{Monomials, Options, score_matching};

use super::storage::Stored;
use super::{Fault, Step, Workshop};

/// The highest rank that is fitted, that of the true action.
pub(super) const MAX_RANK: usize = 4;

/// A fitted action with the standard errors of its entries.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rival {
    pub(super) action: SparseAction<f64>,
    pub(super) errors: SparseAction<f64>,
}

impl Rival {
    pub(super) fn fit(
        workshop: &Workshop<'_>,
        name: &str,
        draws: &Step<Samples>,
    ) -> Result<Step<Rival>, Fault> {
        let options = Options::dense(MAX_RANK, workshop.memory);
        Rival::of(workshop, name, (&format!("to rank {MAX_RANK}"), &options), draws)
    }

    /// The terms that the truth has, and no others.
    pub(super) fn of_terms(
        workshop: &Workshop<'_>,
        name: &str,
        truth: &Step<SparseAction<f64>>,
        draws: &Step<Samples>,
    ) -> Result<Step<Rival>, Fault> {
        let options = Options::on(Monomials::of_action(&truth.value)?, workshop.memory);
        Rival::of(workshop, name, (&format!("on the terms of {}", truth.settings), &options), draws)
    }

    fn of(
        workshop: &Workshop<'_>,
        name: &str,
        (what, options): (&str, &Options),
        draws: &Step<Samples>,
    ) -> Result<Step<Rival>, Fault> {
        let text = format!("score matching {what}\nof {}", draws.settings);
        workshop.step(name, &text, || {
            let fit = score_matching(&draws.value, options)?;
            Ok(Rival { action: fit.action(), errors: fit.errors() })
        })
    }

    /// The mean square of the deviations from the truth in standard errors, over the entries of a group; 1 is expected.
    pub(super) fn mean_square_pull(
        &self,
        truth: &SparseAction<f64>,
        rank: usize,
        group: Group,
    ) -> Option<f64> {
        let belongs = |index: &[usize]| match group {
            Group::Diagonal => index.iter().all(|i| *i == index[0]),
            Group::OffDiagonal => index.iter().any(|i| *i != index[0]),
            _ => true,
        };
        let errors = self.errors.entries(rank).filter(|(index, error)| belongs(index) && **error > 0.0);
        let pulls: Vec<f64> = errors
            .map(|(index, error)| ((self.action.get(index) - truth.get(index)) / error).powi(2))
            .collect();
        (!pulls.is_empty()).then(|| pulls.iter().sum::<f64>() / pulls.len() as f64)
    }

    /// The number of fitted coefficients.
    pub(super) fn unknowns(&self) -> usize {
        let dimension = self.action.dimension();
        (1..=MAX_RANK).filter_map(|rank| independent_entries(dimension, rank)).sum()
    }
}

/// Two files of actions.
impl Stored for Rival {
    fn keep(&self, base: &Path) -> Result<(), Fault> {
        self.action.keep(base)?;
        self.errors.keep(&beside(base))
    }

    fn recall(base: &Path) -> Result<Rival, Fault> {
        Ok(Rival { action: Stored::recall(base)?, errors: Stored::recall(&beside(base))? })
    }
}

fn beside(base: &Path) -> PathBuf {
    let mut name = OsString::from(base.file_name().unwrap_or_default());
    name.push("-errors");
    base.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::Rival;
    use crate::action::{Group, SparseAction};
    use crate::reproduce::storage::Stored;

    fn action(entries: &[(&[usize], f64)]) -> SparseAction<f64> {
        let mut action = SparseAction::zero(2);
        entries.iter().for_each(|(index, value)| action.add(index, *value));
        action
    }

    #[test]
    fn pulls_are_deviations_in_standard_errors() {
        let rival = Rival {
            action: action(&[(&[0, 0], 1.0), (&[0, 1], 3.0), (&[1, 1], 2.0)]),
            errors: action(&[(&[0, 0], 0.5), (&[0, 1], 0.1), (&[1, 1], 1.0)]),
        };
        let truth = action(&[(&[0, 0], 2.0), (&[0, 1], 2.8), (&[1, 1], 2.0)]);
        let pull = |group| rival.mean_square_pull(&truth, 2, group).expect("entries");
        assert!((pull(Group::Diagonal) - 2.0).abs() < 1e-12);
        assert!((pull(Group::OffDiagonal) - 4.0).abs() < 1e-9);
        assert!((pull(Group::All) - 8.0 / 3.0).abs() < 1e-9);
        assert_eq!(rival.mean_square_pull(&truth, 3, Group::All), None);
        assert_eq!(rival.unknowns(), 2 + 3 + 4 + 5);
    }

    #[test]
    fn both_actions_are_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let rival = Rival { action: action(&[(&[0], 0.1 + 0.2)]), errors: action(&[(&[0], 1.0 / 3.0)]) };
        let base = folder.path().join("rival-0123");
        rival.keep(&base).expect("room");
        let again = Rival::recall(&base).expect("files");
        assert_eq!((again.action.get(&[0]), again.errors.get(&[0])), (0.1 + 0.2, 1.0 / 3.0));
    }
}
