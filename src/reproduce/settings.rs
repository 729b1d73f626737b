//! The sizes of all studies, as usual and as in the paper.

use crate::train::Options;

use super::{LatticeSettings, MultimodalSettings, TeacherStudentSettings, Varied};

/// Samples of a step of a training that is counted in steps.
pub(super) const BATCH: usize = 256;

/// Its learning rate at the start; it falls to zero along a cosine.
pub(super) const LEARNING_RATE: f64 = 2e-3;

/// Its recorded steps in a factor of ten.
const RECORDS: usize = 8;

/// The options of a training of so many steps on so many samples; the identity start of the paper, without noise.
pub(super) fn of_steps(depth: usize, steps: usize, samples: usize, seed: u64) -> Options {
    let batch = BATCH.min(samples);
    // A batch that is not full is left out of an epoch.
    let epochs = steps.div_ceil(samples / batch);
    let learning_rate = LEARNING_RATE;
    Options { epochs, batch, learning_rate, records: RECORDS, seed, ..Options::new(depth) }
}

/// The sizes of all studies.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settings {
    /// Figs. 3 and 7.
    pub(crate) teacher_student: TeacherStudentSettings,
    /// Figs. 4 and 8.
    pub(crate) multimodal: MultimodalSettings,
    /// Fig. 9, and with the next Fig. 6.
    pub(crate) lattice16: LatticeSettings,
    /// Fig. 5.
    pub(crate) lattice100: LatticeSettings,
    /// Fig. 10.
    pub(crate) lattice9: LatticeSettings,
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
            lattice100: LatticeSettings::large_full(),
            ..Settings::default()
        }
    }

    /// The same with other lattices.
    pub(crate) fn varied(self, varied: &Varied) -> Settings {
        Settings {
            lattice16: self.lattice16.varied(varied),
            lattice100: self.lattice100.varied(varied),
            lattice9: self.lattice9.varied(varied),
            ..self
        }
    }
}
