//! Statistics as they are shown.

use diagraction::statistics::{FEW_BLOCKS, Statistics};

/// Statistics with the name of their source.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) statistics: Statistics,
    /// What is to be said about the samples.
    pub(super) notes: Vec<String>,
    /// Whether they are from a file, and not drawn here.
    pub(super) is_file: bool,
}

/// Why values or errors may not be what they seem.
pub(super) fn notes(named: &Named) -> Vec<String> {
    let mut notes = named.notes.clone();
    let count = named.statistics.blocks.count();
    if !named.statistics.long_enough {
        notes.push("blocks are short against the autocorrelation, so errors are too small".to_string());
    }
    if count < FEW_BLOCKS {
        notes.push(format!("errors from {count} blocks are rough"));
    }
    let is_long = named.statistics.long_enough;
    if is_long && named.statistics.independent_rows && named.statistics.chains.len() == 1 && named.is_file {
        notes
            .push("rows look independent; of a chain that was shuffled the errors are too small".to_string());
    }
    notes
}
