//! `ensemble`: networks with random parameters as a field theory.

mod args;
mod findings;
mod json;
mod plot;
mod text;

use std::path::Path;

use ndarray::Array2;

use crate::ensemble::{Ensemble, EnsembleError, EnsembleFileError};
use crate::source::Loaded;

use self::args::FORMATS;
use self::findings::Findings;
use crate::cli::shared::errors::write_action;
use crate::cli::shared::{
    ActionFormat, Bar, Failure, Output, Reading, ReportFormat, drawing, format, memory, output,
};

pub(super) use args::{EnsembleArgs, Width, width};

pub(crate) fn run(args: &EnsembleArgs) -> Result<(), Failure> {
    let (path, plot, action) = (args.common.output.as_deref(), args.plot.as_deref(), args.action.as_deref());
    let format = format::format(args.format, path, ReportFormat::Text, &FORMATS, |ending, all| {
        format!(
            "'.{ending}' names no format; use {all}, or --format; --action writes the action, --plot draws it"
        )
    })?;
    output::check_distinct(path, [plot, action], [args.file.as_path(), args.points.as_path()])?;
    let drawn = plot.map(drawing::of_file).transpose()?;
    let kept = action.map(action_format).transpose()?;
    let limit = memory::limit(args.common.memory_limit);
    let points = load_points(&args.points, limit)?;
    let ensemble = Ensemble::load(&args.file, args.width.map(|width| width.0), points.nrows())?;
    let out = Output::open(path)?;
    let plot_out = plot.map(|path| Output::open(Some(path)).map(|out| out.holding("drawing"))).transpose()?;
    let action_out =
        action.map(|path| Output::open(Some(path)).map(|out| out.holding("action"))).transpose()?;
    let bar = Bar::counting(args.common.quiet, "drawing networks");
    let found = Findings::new(args, ensemble, points, limit, &bar)?;
    drop(bar);
    if let (Some(format), Some(mut out)) = (kept, action_out) {
        let errors = found.field.errors.clone().map(Loaded::from);
        write_action(&mut out, format, &found.field.action, errors.as_ref())?;
        out.finish()?;
    }
    if let (Some(format), Some(out)) = (drawn, plot_out) {
        drawing::write(&plot::figure(args, &found), format, out)?;
    }
    match format {
        ReportFormat::Text => text::write(args, &found, out),
        ReportFormat::Json => json::write(args, &found, out),
    }
}

/// The points in a file, one a row.
pub(in crate::cli) fn load_points(path: &Path, limit: u64) -> Result<Array2<f64>, Failure> {
    let samples = Reading::default().open(path, limit)?;
    Ok(samples.range(0, samples.rows())?)
}

fn action_format(path: &Path) -> Result<ActionFormat, Failure> {
    const FORMATS: [crate::cli::shared::Choice<ActionFormat>; 4] = [
        ("json", "", ActionFormat::Json),
        ("csv", "", ActionFormat::Csv),
        ("npz", "", ActionFormat::Npz),
        ("safetensors", "", ActionFormat::Safetensors),
    ];
    format::format(None, Some(path), ActionFormat::Json, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of an action; use {all}")
    })
}

impl From<EnsembleFileError> for Failure {
    fn from(error: EnsembleFileError) -> Failure {
        match &error {
            EnsembleFileError::Text { error: inner, .. } => match &inner.hint {
                Some(hint) => Failure::with_hint(&error, hint.clone()),
                None => Failure::new(error),
            },
            EnsembleFileError::Unreadable { .. } => Failure::new(error),
        }
    }
}

impl From<EnsembleError> for Failure {
    fn from(error: EnsembleError) -> Failure {
        let hint = match &error {
            EnsembleError::Memory { .. } => "fewer points need less; --memory-limit raises the bound",
            EnsembleError::InfiniteWidth => "leave out what draws them, or give --width N",
            EnsembleError::Unbounded => "ensemble FILE --points X computes moments with weights instead",
            EnsembleError::Inputs { .. } => "a point is a row, with a column for each input",
            _ => return Failure::new(error),
        };
        Failure::with_hint(error, hint)
    }
}
