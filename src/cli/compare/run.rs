//! Runs `compare`.

use diagraction::action::{Comparison, compare_groups};
use diagraction::plot as figures;

use super::args::{CompareArgs, TableFormat};
use super::table;
use crate::cli::shared::drawing::{PlotFormat, expect_plot};
use crate::cli::shared::failure::Failure;
use crate::cli::shared::loaded_action::LoadedAction;
use crate::cli::shared::output::Output;
use crate::cli::shared::{drawing, format, memory, output};

pub(in crate::cli) fn run(args: &CompareArgs) -> Result<(), Failure> {
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
    let limit = memory::limit(common.memory_limit);
    let learned = LoadedAction::load(&args.learned, rank, limit, common.quiet)?;
    let left = limit.saturating_sub(learned.bytes());
    let truth = LoadedAction::load(&args.truth, rank, left, common.quiet)?;
    let mut comparison = compare_groups(learned.held(), truth.held(), args.lattice.as_ref())?;
    comparison.groups.retain(|group| group.rank <= rank);
    comparison.only.retain(|&(beyond, _)| beyond <= rank);
    if !plots.is_empty() {
        expect_plot(&comparison, left.saturating_sub(truth.bytes()))?;
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
    learned: &LoadedAction,
    truth: &LoadedAction,
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
    format::format(
        args.format,
        args.common.output.as_deref(),
        TableFormat::Text,
        &[("txt", TableFormat::Text), ("json", TableFormat::Json), ("csv", TableFormat::Csv)],
        |ending| {
            format!(
                "'.{ending}' names no format of a comparison; use .txt, .csv or .json, or --format; --plot draws it"
            )
        },
    )
}
