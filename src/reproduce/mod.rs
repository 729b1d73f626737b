//! The figures of the paper, made again: theory, samples, training, extraction, comparison, and a page in words.
//!
//! A study of a figure is a chain of steps of a [`Workshop`]. Every finished step is kept in a folder under a name and a
//! fingerprint of everything that it depends on, so an interrupted run goes on where it was. What comes out is a [`Page`]: what
//! the paper claims, what was measured, and whether it holds, decided by named numbers.
//!
//! | figures | file |
//! |---|---|
//! | 3, 7 | `teacher_student/` |
//! | 4, 8 | `multimodal/` |
//! | 5, 9, 10 | `lattice/` |
//! | 6 | `spectra.rs` |
//! | phases, of mixtures, which the paper has as its outlook | `phases/` |

mod cache;
mod claim;
mod cumulants;
mod density;
mod draws;
mod history;
mod lattice;
mod multimodal;
mod page;
mod phases;
mod phrases;
mod rival;
mod settings;
mod spectra;
mod storage;
mod teacher_student;
#[cfg(test)]
mod tests;
mod workshop;

use std::fmt;

pub(crate) use claim::{Claim, Verdict};
pub(crate) use history::{History, Loss, Record, Training};
pub(crate) use lattice::{LatticeSettings, Varied};
pub(crate) use multimodal::MultimodalSettings;
pub(crate) use page::{Page, Plot, Table, write_index};
pub(crate) use settings::Settings;
pub(crate) use teacher_student::TeacherStudentSettings;
pub(crate) use workshop::{Measure, Observer, Step, Workshop};

/// What may go wrong in a step: errors of all rooms.
pub(crate) type Fault = Box<dyn std::error::Error + Send + Sync>;

/// A figure of the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Figure {
    /// Teacher and student: coefficients for training sets of several sizes.
    Fig3 = 3,
    /// Random actions with several maxima: an effective theory with one.
    Fig4,
    /// The lattice in an external field, d = 100.
    Fig5,
    /// The eigenvalues of the couplings χ_l of trained networks.
    Fig6,
    /// Teacher and student: parameters differ where coefficients agree.
    Fig7,
    /// Several maxima of a random action.
    Fig8,
    /// The lattice in an external field, d = 16.
    Fig9,
    /// The lattice without a field, d = 9.
    Fig10,
    /// The outlook of the paper: mixtures, with an action for each phase.
    Phases,
}

impl Figure {
    /// All figures, in the order of the paper.
    pub(crate) const ALL: [Figure; 9] = [
        Figure::Fig3,
        Figure::Fig4,
        Figure::Fig5,
        Figure::Fig6,
        Figure::Fig7,
        Figure::Fig8,
        Figure::Fig9,
        Figure::Fig10,
        Figure::Phases,
    ];

    /// Whether its networks are of the lattices of Eq. (33).
    pub(crate) fn is_of_lattices(self) -> bool {
        matches!(self, Figure::Fig5 | Figure::Fig6 | Figure::Fig9 | Figure::Fig10)
    }

    /// What it is called: `Figure 4`, by its number in the paper.
    pub(crate) fn name(self) -> String {
        match self {
            Figure::Phases => "Phases".to_string(),
            figure => format!("Figure {}", figure as usize),
        }
    }
}

/// `fig3` .. `fig10` and `phases`, which is also how the files of a figure begin.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Figure::Phases => f.pad("phases"),
            figure => f.pad(&format!("fig{}", *figure as usize)),
        }
    }
}

/// A figure that could not be made.
#[derive(Debug, thiserror::Error)]
#[error("{figure}: {reason}")]
pub(crate) struct ReproduceError {
    pub(crate) figure: Figure,
    /// What went wrong.
    pub(crate) reason: Fault,
}

/// Makes a figure: all steps that are not yet kept, and the page. Nothing but kept steps is written; see [`Page::write`].
///
/// # Errors
/// When a step fails; those before it are kept.
///
/// # Cost
/// At default sizes seconds to minutes on two cores.
pub(crate) fn reproduce(
    figure: Figure,
    settings: &Settings,
    workshop: &Workshop<'_>,
) -> Result<Page, ReproduceError> {
    let page = match figure {
        Figure::Fig3 => teacher_student::coefficients(workshop, &settings.teacher_student),
        Figure::Fig4 => multimodal::effective_theory(workshop, &settings.multimodal),
        Figure::Fig5 => lattice::large(workshop, &settings.lattice100),
        Figure::Fig6 => spectra::spectra(workshop, settings),
        Figure::Fig7 => teacher_student::parameters(workshop, &settings.teacher_student),
        Figure::Fig8 => multimodal::maxima(workshop),
        Figure::Fig9 => lattice::small(workshop, &settings.lattice16),
        Figure::Fig10 => lattice::symmetric(workshop, &settings.lattice9),
        Figure::Phases => phases::phases(workshop, &settings.multimodal),
    };
    page.map_err(|reason| ReproduceError { figure, reason })
}
