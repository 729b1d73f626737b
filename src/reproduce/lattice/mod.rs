//! The lattice of Eq. (33), Figs. 5, 9 and 10.

mod settings;

pub use settings::{LatticeSettings, Thresholds};

use super::{Fault, Page, Studio};

pub(super) fn large(_studio: &Studio<'_>, _settings: &LatticeSettings) -> Result<Page, Fault> {
    Err("not there yet".into())
}
pub(super) fn small(_studio: &Studio<'_>, _settings: &LatticeSettings) -> Result<Page, Fault> {
    Err("not there yet".into())
}
pub(super) fn symmetric(_studio: &Studio<'_>, _settings: &LatticeSettings) -> Result<Page, Fault> {
    Err("not there yet".into())
}
