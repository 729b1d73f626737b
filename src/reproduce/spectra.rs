//! The eigenvalues of the couplings (Fig. 6).

use super::{Fault, Page, Settings, Studio};

pub(super) fn spectra(_studio: &Studio<'_>, _settings: &Settings) -> Result<Page, Fault> {
    Err("not there yet".into())
}
