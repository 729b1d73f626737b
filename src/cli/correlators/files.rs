//! Cumulants in every format.

use crate::Rational;
use crate::arrays::Container;
use crate::correlators::Cumulants;
use crate::correlators::file::{Written, write_binary, write_csv, write_json};

use crate::cli::shared::{ActionFormat, Failure, Output};

/// Cumulants in a format; `text` is what there is to read.
pub(super) fn written<T: Written>(
    cumulants: &Cumulants<T>,
    (format, mut out): (ActionFormat, Output),
    binary: impl FnOnce(&Cumulants<T>, Container, Output) -> Result<(), Failure>,
    text: impl FnOnce(&mut Output) -> Result<(), Failure>,
) -> Result<(), Failure> {
    match format {
        ActionFormat::Text => text(&mut out)?,
        ActionFormat::Json => write_json(cumulants, &mut out)?,
        ActionFormat::Csv => write_csv(cumulants, &mut out)?,
        ActionFormat::Npz => return binary(cumulants, Container::Npz, out),
        ActionFormat::Safetensors => return binary(cumulants, Container::Safetensors, out),
    }
    out.finish()
}

pub(super) fn float_binary(
    cumulants: &Cumulants<f64>,
    container: Container,
    mut out: Output,
) -> Result<(), Failure> {
    out.write_in_any_order(|mut place| write_binary(cumulants, container, &mut place))?;
    out.finish()
}

pub(super) fn exact_binary(_: &Cumulants<Rational>, _: Container, _: Output) -> Result<(), Failure> {
    Failure::usage("binary files hold 64-bit floats; --exact writes text, json or csv")
}
