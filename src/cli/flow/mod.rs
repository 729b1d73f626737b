//! The command `flow`.

mod args;
mod plot;
mod table;

use crate::evaluate::{self, EvaluateError};
use ndarray::ArrayView1;

use self::args::FORMATS;
use crate::cli::shared::{
    Bar, Failure, Output, TableFormat, drawing, format, load_model, memory, output, rounded,
};

pub(super) use args::FlowArgs;

/// The highest rank unless told otherwise.
const USUAL_RANK: usize = 4;

pub(crate) fn run(args: &FlowArgs) -> Result<(), Failure> {
    let (path, plot) = (args.common.output.as_deref(), args.plot.as_deref());
    let format = format::format(args.format, path, TableFormat::Text, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of a flow; use {all}, or --format; --plot draws it")
    })?;
    let highest = args.ranks.highest_within(USUAL_RANK, 2..=usize::MAX)?;
    let drawn = plot.map(drawing::of_file).transpose()?;
    output::check_distinct(path, [plot], [args.model.as_path()])?;
    let limit = memory::limit(args.common.memory_limit);
    let network = rounded(&args.model, load_model(&args.model, args.component.component, limit)?)?;
    let point = args.around.point(&network)?;
    let out = Output::open(path)?;
    let drawing = drawn.map(|format| Ok::<_, Failure>((format, Output::open(plot)?))).transpose()?;
    let bar = Bar::new(args.common.quiet, "stages");
    let view = point.as_deref().map(ArrayView1::from);
    let flow = evaluate::flow(&network, view, highest, limit, &bar).map_err(refused)?;
    drop(bar);
    if let Some((format, out)) = drawing {
        drawing::write(&plot::figure(args, highest, &flow), format, out)?;
    }
    match format {
        TableFormat::Text => table::text(out, args, highest, &network, &flow),
        TableFormat::Json => table::json(out, args, &network, point.as_deref(), &flow),
        TableFormat::Csv => table::csv(out, &flow),
    }
}

fn refused(error: EvaluateError) -> Failure {
    match &error {
        EvaluateError::Memory { .. } => {
            Failure::with_hint(&error, "a lower --rank needs less; --memory-limit raises the bound")
        }
        _ => error.into(),
    }
}
