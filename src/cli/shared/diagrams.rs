//! How diagrams are written, and at most how many.

use std::path::Path;

use crate::notation::Charset;
use crate::render::Format;
use clap::Args;

use super::charset;
use super::choice::{Choice, choice};
use super::failure::Failure;
use super::format::format;

const FORMATS: [Choice<Format>; 6] = [
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

#[derive(Debug, Args)]
pub(crate) struct Diagrams {
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    format: Option<Format>,
    /// Characters of text and tree; auto asks the locale
    #[arg(long, value_parser = charset::parser(), default_value = "auto")]
    pub(crate) charset: Charset,
    /// Refuse more than N diagrams [default: 10000000, for svg, latex and dot 20000]
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
}

impl Diagrams {
    /// The format that is given or that the ending of the output stands for; `what` is written in it, or how many there are.
    pub(crate) fn format(
        &self,
        output: Option<&Path>,
        what: &str,
        is_count: bool,
    ) -> Result<Format, Failure> {
        let what = if is_count { "counts" } else { what };
        let is_fit = |format: &Format| !is_count || matches!(format, Format::Text | Format::Json);
        let formats: Vec<_> = FORMATS.into_iter().filter(|(.., format)| is_fit(format)).collect();
        let chosen = format(self.format, output, Format::Text, &formats, |ending, all| {
            format!("'.{ending}' names no format of {what}; use {all}, or --format")
        })?;
        if is_fit(&chosen) { Ok(chosen) } else { Failure::usage("counts are printed as text or json") }
    }

    /// How many may be written: as many as are asked for, else the usual number, or the fewer that are looked at.
    pub(crate) fn most(&self, format: Format, usual: u64) -> u64 {
        self.limit.unwrap_or(if is_drawn(format) { DRAWN } else { usual })
    }
}

/// Whether diagrams in this format are to be looked at.
pub(crate) fn is_drawn(format: Format) -> bool {
    matches!(format, Format::Svg | Format::Latex | Format::Dot)
}
