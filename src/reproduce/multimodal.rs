//! Random actions with several maxima (Figs. 4 and 8).

use super::{Fault, Page, Studio};

/// The sizes and thresholds of the study.
#[derive(Clone, Debug, PartialEq)]
pub struct MultimodalSettings {}

impl MultimodalSettings {
    /// Minutes on two cores.
    #[must_use]
    pub fn usual() -> MultimodalSettings {
        MultimodalSettings {}
    }

    /// The sizes of the paper.
    #[must_use]
    pub fn full() -> MultimodalSettings {
        MultimodalSettings {}
    }
}

/// The first of the two.
pub(super) fn effective_theory(_studio: &Studio<'_>, _settings: &MultimodalSettings) -> Result<Page, Fault> {
    Err("not there yet".into())
}

/// The second of the two.
pub(super) fn maxima(_studio: &Studio<'_>, _settings: &MultimodalSettings) -> Result<Page, Fault> {
    Err("not there yet".into())
}
