//! A fitted action as JSON, CSV or arrays.

use std::io::Write;

use diagraction::action::file;
use diagraction::arrays::Container;
use diagraction::fit::Fit;
use diagraction::text::joined;

use crate::cli::shared::{ActionFormat, Failure, Output};

/// The fitted action in a format other than text.
pub(super) fn action(fit: &Fit, format: ActionFormat, out: &mut Output) -> Result<(), Failure> {
    match format {
        ActionFormat::Csv => csv(fit, out)?,
        ActionFormat::Npz => binary(fit, Container::Npz, out)?,
        ActionFormat::Safetensors => binary(fit, Container::Safetensors, out)?,
        ActionFormat::Json | ActionFormat::Text => {
            file::json::write_with_errors(&fit.action(), &fit.errors(), out)?;
        }
    }
    Ok(())
}

fn csv(fit: &Fit, out: &mut Output) -> Result<(), Failure> {
    writeln!(out, "rank,index,value,error")?;
    for coupling in fit.couplings() {
        let index = joined(coupling.index, " ");
        writeln!(out, "{},{index},{},{}", coupling.index.len(), coupling.value, coupling.error)?;
    }
    Ok(())
}

fn binary(fit: &Fit, container: Container, out: &mut Output) -> Result<(), Failure> {
    let action = fit.action().to_dense().map_err(Failure::new)?;
    Ok(out.write_in_any_order(|mut place| file::binary::write(&action, None, container, &mut place))?)
}
