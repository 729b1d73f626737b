//! Which format an action is written in.

use std::path::Path;

use super::args::{EvaluateArgs, FORMATS};
use crate::cli::shared::{ActionFormat, Around, Failure, format};

/// The format of the output, which the ending of its file names unless it is given. What does not go together is
/// refused.
pub(crate) fn format(args: &EvaluateArgs) -> Result<ActionFormat, Failure> {
    let path = args.common.output.as_deref();
    let format = format::format(args.format, path, ActionFormat::Text, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of an action; use {all}, or --format")
    })?;
    check_binary(format, path, args.exact)?;
    if format == ActionFormat::Csv && args.around != Around::Zero {
        return Failure::usage(
            "csv has no place for the expansion point; --around writes text, json, npz or safetensors",
        );
    }
    if args.pairs && matches!(format, ActionFormat::Json | ActionFormat::Csv) {
        return Failure::usage("--pairs writes npz, safetensors or text");
    }
    if !args.entry.is_empty() && !matches!(format, ActionFormat::Text | ActionFormat::Csv) {
        return Failure::usage("--entry writes text or csv");
    }
    Ok(format)
}

fn check_binary(format: ActionFormat, path: Option<&Path>, exact: bool) -> Result<(), Failure> {
    let is_binary = matches!(format, ActionFormat::Npz | ActionFormat::Safetensors);
    if is_binary && exact {
        return Failure::usage("binary action files hold 64-bit floats; --exact writes text, json or csv");
    }
    format::expect_place(format, path)
}
