//! Two actions side by side, and drawings of actions.

mod args;
mod plot;
mod strict;
mod table;

use std::path::Path;

use crate::action::{ActionError, Comparison, compare_groups};
use crate::source::{Kind, Loaded};
use crate::{files, plot as figures};

use self::args::FORMATS;
use crate::cli::shared::args::{expect_alike, expect_sites};
use crate::cli::shared::{
    Errors, Failure, Output, PlotFormat, TableFormat, drawing, format, load_any_action, memory, output,
};

pub(super) use args::{CompareArgs, PlotArgs};
pub(super) use plot::run as plot;

pub(crate) fn run(args: &CompareArgs) -> Result<(), Failure> {
    let format = table_format(args)?;
    let drawn = args.plot.as_deref().map(|path| drawing::of_file(path).map(|format| (path, format)));
    let drawn = drawn.transpose()?;
    let written = [args.plot.as_deref(), args.plot_data.as_deref()];
    let read = [args.learned.as_path(), args.truth.as_path()];
    output::check_distinct(args.common.output.as_deref(), written, read)?;
    let rank = args.ranks.highest_within(plot::USUAL_RANK, 1..=usize::MAX)?;
    let common = &args.common;
    let mut out = Output::open(common.output.as_deref())?;
    let plots = drawn.into_iter().chain(args.plot_data.as_deref().map(|path| (path, PlotFormat::Csv)));
    let plots = plots.map(|(path, format)| Ok((Output::open(Some(path))?, format)));
    let plots = plots.collect::<Result<Vec<_>, Failure>>()?;
    let limit = memory::limit(common.memory_limit);
    let are_cumulants = are_cumulants(args)?;
    if are_cumulants && args.ln_z.is_some() {
        return Failure::usage("cumulants have no A^(0); leave --ln-z out");
    }
    let component = args.component.component;
    if are_cumulants && component.is_some() {
        return Failure::usage("cumulants in a file have no components; leave --component out");
    }
    let load = |path: &Path, component: Option<usize>, left: u64| match are_cumulants {
        true => {
            memory::expect_file(path, left)?;
            Ok(Loaded::cumulants(path, left).map(|(loaded, orders)| (loaded, Some(orders)))?)
        }
        false => load_any_action(path, component, rank, left, common.quiet).map(|loaded| (loaded, None)),
    };
    let (learned, orders) = load(&args.learned, component, limit)?;
    let left = limit.saturating_sub(learned.bytes());
    let (truth, others) = load(&args.truth, None, left)?;
    expect_alike((&args.learned, learned.held().dimension()), (&args.truth, truth.held().dimension()))?;
    if learned.held().domain() != truth.held().domain() {
        return Err(ActionError::Domains.into());
    }
    expect_sites(args.lattice.as_ref(), (&args.learned, learned.held().dimension()))?;
    let mut comparison = compare_groups(learned.held(), truth.held(), args.lattice.as_ref())?;
    if !are_cumulants {
        let of_learned = args.errors.of(&args.learned, component, learned.held(), left)?;
        let of_truth = Errors::default().of(&args.truth, None, truth.held(), left)?;
        let errors = [&of_learned, &of_truth].map(|errors| errors.as_ref().map(Loaded::held));
        comparison = comparison.with_errors(learned.held(), truth.held(), errors)?;
    }
    let is_held = |rank: usize| [&orders, &others].into_iter().flatten().all(|orders| orders.contains(&rank));
    comparison
        .groups
        .retain(|group| group.rank <= rank && args.ranks.shows(group.rank) && is_held(group.rank));
    comparison.only.retain(|&(beyond, _)| beyond <= rank && args.ranks.shows(beyond));
    if !plots.is_empty() {
        let (needed, left) = (figures::comparison_bytes(&comparison), left.saturating_sub(truth.bytes()));
        memory::expect("the entries of a plot take", needed, left, memory::RAISE)?;
        let figure = figure(args, &learned, &truth, &comparison)?;
        for (out, format) in plots {
            drawing::write(&figure, format, out)?;
        }
    }
    let beyond = strict::beyond(args, &comparison, &truth)?;
    match format {
        TableFormat::Text => {
            table::text(args, &comparison, (&learned, &truth), are_cumulants, &mut out)?;
            strict::verdict(args, beyond.as_deref(), &mut out)?;
        }
        TableFormat::Csv => table::csv(&comparison, &mut out)?,
        TableFormat::Json => table::json(args, &comparison, &mut out)?,
    }
    out.finish()?;
    match (beyond, format) {
        (None, _) => Ok(()),
        (Some(_), TableFormat::Text) => Err(Failure::Disagreement),
        // Numbers alone do not say why the exit code is 1.
        (Some(beyond), _) => Err(Failure::new(beyond)),
    }
}

/// Whether both files hold cumulants, which are not compared with an action.
fn are_cumulants(args: &CompareArgs) -> Result<bool, Failure> {
    match [&args.learned, &args.truth].map(|path| (path, Kind::of(path) == Kind::Cumulants)) {
        [(_, true), (_, true)] => Ok(true),
        [(_, false), (_, false)] => Ok(false),
        [(one, true), (other, false)] | [(other, false), (one, true)] => Err(Failure::with_hint(
            format!("{} holds cumulants, and {} does not", one.display(), other.display()),
            "correlators makes cumulants of an action",
        )),
    }
}

fn figure(
    args: &CompareArgs,
    learned: &Loaded,
    truth: &Loaded,
    comparison: &Comparison,
) -> Result<figures::Figure, Failure> {
    if comparison.groups.is_empty() {
        return Err(Failure::new("no rank is known of both actions, so there is nothing to plot"));
    }
    let mut figure = figures::comparison(learned.held(), truth.held(), comparison)?;
    figure.title = format!("{} over {}", files::name(&args.learned), files::name(&args.truth));
    Ok(figure)
}

fn table_format(args: &CompareArgs) -> Result<TableFormat, Failure> {
    let path = args.common.output.as_deref();
    format::format(args.format, path, TableFormat::Text, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of a comparison; use {all}, or --format; --plot draws it")
    })
}
