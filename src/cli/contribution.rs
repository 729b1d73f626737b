use super::action_text::Report;
use super::args::{ActionFormat, EvaluateArgs};
use super::evaluate::{rounded, write_exact, write_float};
use super::failure::Failure;
use super::memory;
use super::output::Output;
use crate::Scalar;
use crate::diagram::Arena;
use crate::evaluate;
use crate::network::file::Model;
use crate::notation;

/// Evaluates the diagrams given on the command line.
pub(super) fn run(
    args: &EvaluateArgs,
    model: &Model,
    format: ActionFormat,
    out: Output,
) -> Result<(), Failure> {
    let mut arena = Arena::new();
    let sum = notation::read(&text(args)?, &mut arena)?;
    let memory = memory::limit(args.common.memory_limit);
    let report = Report::new(&args.part.model, model, args.top);
    if args.exact {
        if !sum.constants.is_empty() {
            return Err(Failure::new("Z() and lndet(W) are not rational; leave them out, or drop --exact"));
        }
        let action = evaluate::contribution(&model.to_exact(), &arena, &sum, memory)?;
        return write_exact(out, format, &action, &report);
    }
    let network = rounded(&args.part.model, model)?;
    let mut action = evaluate::contribution(&network, &arena, &sum, memory)?;
    for (factor, constant) in &sum.constants {
        let factor = factor.to_f64();
        action.tensor_mut(0).entries_mut()[0] += factor * evaluate::constant(&network, *constant)?;
    }
    action.check_finite()?;
    write_float(out, format, &action, &report)
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
