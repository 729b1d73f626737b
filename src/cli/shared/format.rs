//! The format of an output, which the ending of its file names unless it is given.

use std::path::Path;

use super::failure::Failure;
use super::output;

/// The format that is given or that the ending stands for, the `usual` one without either. `refused` says what is wrong with
/// another ending.
pub(crate) fn format<F: Copy>(
    given: Option<F>,
    path: Option<&Path>,
    usual: F,
    endings: &[(&str, F)],
    refused: impl FnOnce(&str) -> String,
) -> Result<F, Failure> {
    if let Some(format) = given {
        return Ok(format);
    }
    let Some(ending) = output::ending(path) else { return Ok(usual) };
    let named = endings.iter().find(|(known, _)| *known == ending);
    named.map(|&(_, format)| format).ok_or_else(|| Failure::Usage(refused(&ending)))
}
