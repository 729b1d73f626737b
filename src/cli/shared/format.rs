//! The format of an output, which the ending of its file names unless it is given.

use std::path::Path;

use super::choice::{Choice, alternatives};
use super::failure::Failure;
use super::output;

/// What arrays of coefficients are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionFormat {
    Text,
    Json,
    Csv,
    Npz,
    Safetensors,
}

/// What tables are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TableFormat {
    Text,
    Json,
    Csv,
}

/// What is written for people or for other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReportFormat {
    Text,
    Json,
}

/// The format that is given or that the ending stands for, the `usual` one without either. `refused` says what is wrong with
/// another ending, beside all that there are.
pub(crate) fn format<F: Copy>(
    given: Option<F>,
    path: Option<&Path>,
    usual: F,
    formats: &[Choice<F>],
    refused: impl FnOnce(&str, &str) -> String,
) -> Result<F, Failure> {
    let Some(ending) = output::ending(path).filter(|_| given.is_none()) else {
        return Ok(given.unwrap_or(usual));
    };
    let meant = if ending == "gv" { "dot" } else { &ending };
    let found = formats.iter().find(|(word, ..)| ending_of(word) == Some(meant));
    found.map(|(.., format)| *format).ok_or_else(|| {
        let endings = formats.iter().filter_map(|(word, ..)| ending_of(word));
        let all = alternatives(endings.map(|ending| format!(".{ending}")));
        Failure::Usage(refused(&ending, &all))
    })
}

/// Refuses archives on standard output.
pub(crate) fn expect_place(format: ActionFormat, path: Option<&Path>) -> Result<(), Failure> {
    match (format, path) {
        (ActionFormat::Npz | ActionFormat::Safetensors, None) => {
            Failure::usage("binary formats are written to a file; add -o FILE")
        }
        _ => Ok(()),
    }
}

fn ending_of(word: &str) -> Option<&str> {
    match word {
        "text" => Some("txt"),
        "latex" => Some("tex"),
        // Both would be .txt.
        "tree" => None,
        word => Some(word),
    }
}
