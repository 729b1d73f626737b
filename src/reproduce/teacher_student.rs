//! Teacher and student (Figs. 3 and 7).

use super::{Fault, Page, Studio};

/// The sizes and thresholds of the study.
#[derive(Clone, Debug, PartialEq)]
pub struct TeacherStudentSettings {}

impl TeacherStudentSettings {
    /// Minutes on two cores.
    #[must_use]
    pub fn usual() -> TeacherStudentSettings {
        TeacherStudentSettings {}
    }

    /// The sizes of the paper.
    #[must_use]
    pub fn full() -> TeacherStudentSettings {
        TeacherStudentSettings {}
    }
}

/// The first of the two.
pub(super) fn coefficients(_studio: &Studio<'_>, _settings: &TeacherStudentSettings) -> Result<Page, Fault> {
    Err("not there yet".into())
}

/// The second of the two.
pub(super) fn parameters(_studio: &Studio<'_>, _settings: &TeacherStudentSettings) -> Result<Page, Fault> {
    Err("not there yet".into())
}
