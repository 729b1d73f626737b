//! `evaluate --diagram`: what given diagrams add to the action.

use crate::diagram::Arena;
use crate::network::file::Model;
use crate::{Scalar, evaluate, files, notation};

use super::action_file::{write_exact, write_float};
use super::action_text::Report;
use super::args::EvaluateArgs;
use crate::cli::shared::{ActionFormat, Failure, Output, around, print, rounded};

/// Evaluates the diagrams given on the command line.
pub(crate) fn run(
    args: &EvaluateArgs,
    model: Model,
    memory: u64,
    format: ActionFormat,
    out: Output,
) -> Result<(), Failure> {
    let mut arena = Arena::new();
    let (text, is_argument) = text(args)?;
    // What is wrong in an argument is wrong for every model; a file is read like others.
    let refused = |message: String| if is_argument { Failure::Usage(message) } else { Failure::new(message) };
    let sum = notation::read(&text, &mut arena).map_err(|error| refused(error.to_string()))?;
    let report = Report::new(args, &model);
    if args.exact {
        if !sum.constants.is_empty() {
            return Err(refused("Z() and lndet(W) are not rational; leave them out, or drop --exact".into()));
        }
        let network = model.to_exact();
        let point = args.around.exact_point(&network)?;
        let network = around::shift(network, point.as_ref());
        let mut action = evaluate::action_of_sum(&network, &arena, &sum, memory)?;
        action.around = point;
        return write_exact(out, format, &action, &report);
    }
    if args.part.component.component.is_some() {
        print::note(
            "note: in floats the mean and precision of a component are part of its last layer, whose b stands for R (b - m)",
        );
    }
    let network = rounded(&args.part.model, model)?;
    let point = args.around.point(&network)?;
    let network = around::shift(network, point.as_ref());
    let mut action = evaluate::action_of_sum(&network, &arena, &sum, memory)?;
    action.around = point;
    for (factor, constant) in &sum.constants {
        let factor = factor.to_f64();
        action.tensor_mut(0).entries_mut()[0] += factor * evaluate::constant(&network, *constant)?;
    }
    action.check_finite()?;
    write_float(out, format, &action, None, &report)
}

/// The notation itself, or the content of the file behind `@`, and which of them.
fn text(args: &EvaluateArgs) -> Result<(String, bool), Failure> {
    let text = args.diagram.as_deref().unwrap_or_default();
    match text.strip_prefix('@') {
        None => Ok((text.to_string(), true)),
        Some(path) => files::read_text(path.as_ref(), notation::MAX_BYTES)
            .map(|text| (text, false))
            .map_err(|error| Failure::new(format!("{path} cannot be read: {error}"))),
    }
}
