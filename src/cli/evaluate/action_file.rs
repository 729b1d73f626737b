//! An action written in any format but text.

use crate::Rational;
use crate::action::{Action, Pairs, file};
use crate::arrays::Container;

use super::action_text;
use super::action_text::Report;
use crate::cli::shared::errors::write_action;
use crate::cli::shared::{ActionFormat, Failure, Output};

/// An exact action in a format that has room for it.
pub(crate) fn write_exact(
    mut out: Output,
    format: ActionFormat,
    action: &Action<Rational>,
    report: &Report,
) -> Result<(), Failure> {
    match format {
        ActionFormat::Text => action_text::exact(action, report, &mut out)?,
        ActionFormat::Json => file::json::write_exact(action, &mut out)?,
        ActionFormat::Csv => file::csv::write(action, &mut out)?,
        ActionFormat::Npz | ActionFormat::Safetensors => {
            return Failure::usage("binary action files hold 64-bit floats");
        }
    }
    out.finish()
}

/// An action of floats in any format; A^(4) may stand beside it as pairs.
pub(crate) fn write_float(
    mut out: Output,
    format: ActionFormat,
    action: &Action<f64>,
    quartic: Option<&Pairs<f64>>,
    report: &Report,
) -> Result<(), Failure> {
    match (format, &report.cut, quartic) {
        (ActionFormat::Text, ..) => action_text::float(action, &[], report, &mut out)?,
        (ActionFormat::Json, Some(cut), _) => file::json::write_cut(action, &cut.stored, &mut out)?,
        (ActionFormat::Npz | ActionFormat::Safetensors, _, Some(_)) => {
            let container = if format == ActionFormat::Npz { Container::Npz } else { Container::Safetensors };
            out.write_in_any_order(|mut place| file::binary::write(action, quartic, container, &mut place))?;
        }
        _ => write_action(&mut out, format, action, report.errors.as_ref())?,
    }
    out.finish()
}
