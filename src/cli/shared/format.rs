//! The format of an output, which the ending of its file names unless it is given.

use std::path::Path;

use diagraction::render::Format;

use super::choice::Choice;
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

/// What diagrams are written as.
pub(crate) const DIAGRAMS: [Choice<Format>; 6] = [
    ("text", "One term a line", Format::Text),
    ("tree", "Drawings for the terminal", Format::Tree),
    ("latex", "TikZ drawings", Format::Latex),
    ("dot", "A graph for Graphviz", Format::Dot),
    ("svg", "Drawings for a slide", Format::Svg),
    ("json", "For other programs", Format::Json),
];

/// More drawings than this are no longer looked at, and need a limit of their own. The dressed diagrams of depth 34
/// up to rank four are below it.
const DRAWN: u64 = 20_000;

/// How many diagrams may be written: as many as are asked for, else the usual number, or the fewer that are looked at.
pub(crate) fn most(asked: Option<u64>, format: Format, usual: u64) -> u64 {
    let is_drawn = matches!(format, Format::Svg | Format::Latex | Format::Dot);
    asked.unwrap_or(if is_drawn { DRAWN } else { usual })
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
        let all = endings.map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(", ");
        let all = all.rsplit_once(", ").map_or(all.clone(), |(others, last)| format!("{others} or {last}"));
        Failure::Usage(refused(&ending, &all))
    })
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
