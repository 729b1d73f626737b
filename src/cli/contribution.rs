use super::action_file::{write_exact, write_float};
use super::action_text::Report;
use super::args::{ActionFormat, EvaluateArgs};
use super::around;
use super::evaluate::rounded;
use super::failure::Failure;
use super::output::Output;
use crate::Scalar;
use crate::diagram::Arena;
use crate::evaluate;
use crate::network::file::Model;
use crate::notation;

/// Evaluates the diagrams given on the command line.
pub(super) fn run(
    args: &EvaluateArgs,
    model: Model,
    memory: u64,
    format: ActionFormat,
    out: Output,
) -> Result<(), Failure> {
    let mut arena = Arena::new();
    let sum = notation::read(&text(args)?, &mut arena)?;
    let report = Report::new(args, &model);
    if args.exact {
        if !sum.constants.is_empty() {
            return Err(Failure::new("Z() and lndet(W) are not rational; leave them out, or drop --exact"));
        }
        let network = model.to_exact();
        let point = args.around.exact_point(&network)?;
        let network = around::shift(network, point.as_ref());
        let mut action = evaluate::contribution(&network, &arena, &sum, memory)?;
        action.around = point;
        return write_exact(out, format, &action, &report);
    }
    let network = rounded(&args.part.model, model)?;
    let point = args.around.point(&network)?;
    let network = around::shift(network, point.as_ref());
    let mut action = evaluate::contribution(&network, &arena, &sum, memory)?;
    action.around = point;
    for (factor, constant) in &sum.constants {
        let factor = factor.to_f64();
        action.tensor_mut(0).entries_mut()[0] += factor * evaluate::constant(&network, *constant)?;
    }
    action.check_finite()?;
    write_float(out, format, &action, None, &report)
}

/// The notation itself, or the content of the file behind `@`.
fn text(args: &EvaluateArgs) -> Result<String, Failure> {
    let text = args.diagram.as_deref().unwrap_or_default();
    match text.strip_prefix('@') {
        None => Ok(text.to_string()),
        Some(path) => std::fs::read_to_string(path)
            .map_err(|error| Failure::new(format!("{path} cannot be read: {error}"))),
    }
}
