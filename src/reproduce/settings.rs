//! The sizes of all studies, as usual and as in the paper.

use super::{LatticeSettings, MultimodalSettings, TeacherStudentSettings};

/// The sizes of all studies, and the numbers that decide about claims.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settings {
    /// Figs. 3 and 7.
    pub(crate) teacher_student: TeacherStudentSettings,
    /// Figs. 4 and 8.
    pub(crate) multimodal: MultimodalSettings,
    /// Fig. 9, and with the next Fig. 6.
    pub lattice16: LatticeSettings,
    /// Fig. 5.
    pub lattice100: LatticeSettings,
    /// Fig. 10.
    pub lattice9: LatticeSettings,
}

impl Default for Settings {
    /// All figures together take about a quarter of an hour on two cores.
    fn default() -> Settings {
        Settings {
            teacher_student: TeacherStudentSettings::usual(),
            multimodal: MultimodalSettings::usual(),
            lattice16: LatticeSettings::in_field(4),
            lattice100: LatticeSettings::large(),
            lattice9: LatticeSettings::symmetric(3),
        }
    }
}

impl Settings {
    /// The sizes of the paper.
    pub(crate) fn full() -> Settings {
        Settings {
            teacher_student: TeacherStudentSettings::full(),
            multimodal: MultimodalSettings::full(),
            lattice16: LatticeSettings::in_field(4),
            lattice100: LatticeSettings::large_full(),
            lattice9: LatticeSettings::symmetric(3),
        }
    }
}
