//! A fitted action as JSON, CSV or arrays.

use std::io::Write;

use diagraction::action::file;
use diagraction::arrays::Container;
use diagraction::fit::Fit;

use super::args::FitFormat;
use crate::cli::shared::{Failure, Output};

/// The fitted action in a format other than text.
pub(super) fn action(fit: &Fit, format: FitFormat, out: &mut Output) -> Result<(), Failure> {
    match format {
        FitFormat::Csv => csv(fit, out)?,
        FitFormat::Npz => binary(fit, Container::Npz, out)?,
        FitFormat::Safetensors => binary(fit, Container::Safetensors, out)?,
        FitFormat::Json | FitFormat::Text => {
            file::json::write_with_errors(&fit.action(), &fit.errors(), out)?;
        }
    }
    Ok(())
}

fn csv(fit: &Fit, out: &mut Output) -> Result<(), Failure> {
    writeln!(out, "rank,index,value,error")?;
    for coupling in fit.couplings() {
        let index: Vec<String> = coupling.index.iter().map(usize::to_string).collect();
        writeln!(out, "{},{},{},{}", index.len(), index.join(" "), coupling.value, coupling.error)?;
    }
    Ok(())
}

fn binary(fit: &Fit, container: Container, out: &mut Output) -> Result<(), Failure> {
    let action = fit.action().to_dense().map_err(Failure::new)?;
    Ok(out.write_in_any_order(|mut place| file::binary::write(&action, None, container, &mut place))?)
}
