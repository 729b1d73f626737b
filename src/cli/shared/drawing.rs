//! Figures into files.

use std::io::Write;
use std::path::Path;

use crate::plot::{self, Figure, PlotError};

use super::choice::Choice;
use super::failure::Failure;
use super::format;
use super::output::Output;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlotFormat {
    Svg,
    Pdf,
    Png,
    Csv,
}

/// What a plot is written to.
pub(crate) const FILE: &str = "FILE.svg|pdf|png|csv";

pub(crate) const PLOTS: [Choice<PlotFormat>; 4] = [
    ("svg", "A drawing of any size, for pages", PlotFormat::Svg),
    ("pdf", "A drawing of any size, for papers", PlotFormat::Pdf),
    ("png", "Pixels", PlotFormat::Png),
    ("csv", "The numbers of the plot", PlotFormat::Csv),
];

/// The format of a plot beside other results, which the ending of its file names.
pub(crate) fn of_file(path: &Path) -> Result<PlotFormat, Failure> {
    format::format(None, Some(path), PlotFormat::Svg, &PLOTS, |ending, all| {
        format!("'.{ending}' names no format of a plot; use {all}")
    })
}

/// The format that is asked for, or that the ending names.
pub(crate) fn format(asked: Option<PlotFormat>, path: Option<&Path>) -> Result<PlotFormat, Failure> {
    format::format(asked, path, PlotFormat::Svg, &PLOTS, |ending, all| {
        format!("'.{ending}' names no format of a plot; use {all}, or --format")
    })
}

#[cfg(not(feature = "png"))]
const WITHOUT_PNG: &str = "this build draws no pixels; use .svg, or build with the feature png";

/// Writes a figure.
pub(crate) fn write(figure: &Figure, format: PlotFormat, mut out: Output) -> Result<(), Failure> {
    match format {
        PlotFormat::Svg => out.write_all(plot::svg(figure)?.as_bytes())?,
        PlotFormat::Pdf => out.write_all(&plot::pdf(figure)?)?,
        #[cfg(feature = "png")]
        PlotFormat::Png => out.write_all(&plot::png(figure)?)?,
        #[cfg(not(feature = "png"))]
        PlotFormat::Png => return Err(Failure::Usage(WITHOUT_PNG.to_string())),
        PlotFormat::Csv => out.write_all(plot::csv(figure)?.as_bytes())?,
    }
    out.finish()
}

impl From<PlotError> for Failure {
    fn from(error: PlotError) -> Failure {
        Failure::new(error)
    }
}
