//! Figures into files.

use std::io::Write;
use std::path::Path;

use clap::ValueEnum;
use diagraction::action::Comparison;
use diagraction::plot::{self, Figure, PlotError};

use super::failure::Failure;
use super::output::Output;
use super::{memory, output};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PlotFormat {
    /// A drawing of any size
    Svg,
    /// Pixels
    Png,
    /// The numbers of the plot
    Csv,
}

/// The format that is asked for, or that the ending names.
pub(in crate::cli) fn format(asked: Option<PlotFormat>, path: Option<&Path>) -> Result<PlotFormat, Failure> {
    match (asked, output::ending(path).as_deref()) {
        (Some(format), _) => Ok(format),
        (None, None | Some("svg")) => Ok(PlotFormat::Svg),
        (None, Some("png")) => Ok(PlotFormat::Png),
        (None, Some("csv")) => Ok(PlotFormat::Csv),
        (None, Some(other)) => Err(Failure::Usage(format!(
            "'.{other}' names no format of a plot; use .svg, .png or .csv, or --format"
        ))),
    }
}

#[cfg(not(feature = "png"))]
const WITHOUT_PNG: &str = "this build draws no pixels; use .svg, or build with the feature png";

/// Writes a figure.
pub(in crate::cli) fn write(figure: &Figure, format: PlotFormat, mut out: Output) -> Result<(), Failure> {
    match format {
        PlotFormat::Svg => out.write_all(plot::svg(figure)?.as_bytes())?,
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

/// Refuses figures of more entries than fit.
pub(in crate::cli) fn expect_plot(comparison: &Comparison, left: u64) -> Result<(), Failure> {
    memory::expect("the entries of a plot take", plot::comparison_bytes(comparison), left, memory::RAISE)
}
