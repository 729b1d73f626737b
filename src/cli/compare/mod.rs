//! Two actions side by side, and drawings of actions.

mod args;
mod lattice;
mod plot;
mod table;

use super::drawing::{self, PlotFormat};
use super::failure::Failure;
use super::output::{self, Output};
use crate::action::{Comparison, compare_groups};
use crate::cli::subject::Subject;
use crate::plot as figures;
use args::TableFormat;
pub(super) use args::{CompareArgs, PlotArgs};
pub(super) use plot::run as plot;

pub(super) fn run(args: &CompareArgs) -> Result<(), Failure> {
    let format = table_format(args)?;
    let drawn =
        args.plot.as_deref().map(|path| drawing::format(None, Some(path)).map(|format| (path, format)));
    let drawn = drawn.transpose()?;
    let written = [args.plot.as_deref(), args.plot_data.as_deref()];
    let read = [args.learned.as_path(), args.truth.as_path()];
    output::check_distinct(args.common.output.as_deref(), written, read)?;
    let (rank, common) = (usize::from(args.max_rank), &args.common);
    let mut out = Output::open(common.output.as_deref())?;
    let plots = drawn.into_iter().chain(args.plot_data.as_deref().map(|path| (path, PlotFormat::Csv)));
    let plots = plots.map(|(path, format)| Ok((Output::open(Some(path))?, format)));
    let plots = plots.collect::<Result<Vec<_>, Failure>>()?;
    let load = |path| Subject::load(path, rank, common.memory_limit, common.quiet);
    let (learned, truth) = (load(&args.learned)?, load(&args.truth)?);
    let mut comparison = compare_groups(learned.held(), truth.held(), args.lattice.as_ref())?;
    comparison.groups.retain(|group| group.rank <= rank);
    comparison.only.retain(|&(beyond, _)| beyond <= rank);
    if !plots.is_empty() {
        let figure = figure(args, &learned, &truth, &comparison)?;
        for (out, format) in plots {
            drawing::write(&figure, format, out)?;
        }
    }
    match format {
        TableFormat::Text => table::text(args, &comparison, (&learned, &truth), &mut out)?,
        TableFormat::Csv => table::csv(&comparison, &mut out)?,
        TableFormat::Json => table::json(args, &comparison, &mut out)?,
    }
    out.finish()
}

fn figure(
    args: &CompareArgs,
    learned: &Subject,
    truth: &Subject,
    comparison: &Comparison,
) -> Result<figures::Figure, Failure> {
    if comparison.groups.is_empty() {
        return Err(Failure::new("no rank is known of both actions, so there is nothing to plot"));
    }
    let mut figure = figures::comparison(learned.held(), truth.held(), comparison)?;
    let name = |path: &std::path::Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    figure.title = format!("{} over {}", name(&args.learned), name(&args.truth));
    Ok(figure)
}

fn table_format(args: &CompareArgs) -> Result<TableFormat, Failure> {
    match (args.format, output::ending(args.common.output.as_deref()).as_deref()) {
        (Some(format), _) => Ok(format),
        (None, None | Some("txt")) => Ok(TableFormat::Text),
        (None, Some("csv")) => Ok(TableFormat::Csv),
        (None, Some("json")) => Ok(TableFormat::Json),
        (None, Some(other)) => Err(Failure::Usage(format!(
            "'.{other}' names no format of a comparison; use .txt, .csv or .json, or --format; --plot draws it"
        ))),
    }
}
