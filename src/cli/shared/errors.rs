//! The standard errors of the coefficients of an action: of its own file, or of one that lies beside a model, and files that have them.

use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::Failure;
use super::format::ActionFormat;
use super::output::Output;
use super::{memory, print};
use crate::action::{Action, Held, file};
use crate::arrays::Container;
use crate::files;
use crate::source::{Kind, Loaded};

/// Where errors are from.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Errors {
    /// Action with the standard errors of its coefficients, as `train --errors` and `fit` write it [default: MODEL.errors.npz, where it is
    /// there]
    #[arg(long, value_name = "FILE")]
    pub(crate) errors: Option<PathBuf>,
}

/// Values of two extractions of the same network differ by less than this share of the largest.
const SAME: f64 = 1e-6;

impl Errors {
    /// The errors of an action of this file: those of the option, of the file itself, or of what lies beside a model. What is beside
    /// it and of another model is told of and left out; what is asked for and does not fit is refused.
    pub(crate) fn of(
        &self,
        path: &Path,
        component: Option<usize>,
        action: Held<'_>,
        limit: u64,
    ) -> Result<Option<Loaded>, Failure> {
        let beside = (!matches!(Kind::of(path), Kind::Action | Kind::Theory))
            .then(|| [component, None].map(|component| files::errors_beside(path, component)))
            .and_then(|files| files.into_iter().find(|file| file.exists()));
        let from = self.errors.as_deref().or(beside.as_deref()).unwrap_or(path);
        memory::expect_file(from, limit)?;
        let Some(errors) = Loaded::errors(from)? else {
            return match self.errors.is_some() {
                false => {
                    if from != path {
                        let from = from.display();
                        print::note(&format!("note: {from} has no errors of entries; it is left out"));
                    }
                    Ok(None)
                }
                true => Err(Failure::with_hint(
                    format!("{} has no errors of its entries", from.display()),
                    "train --errors N makes them of a network, fit has them",
                )),
            };
        };
        if from == path {
            return Ok(Some(errors));
        }
        let other = Loaded::load(from, usize::MAX, limit, &mut |_| {})?;
        match is_of(action, other.held())? {
            true => Ok(Some(errors)),
            false => {
                let message = format!(
                    "{} has the errors of another action than that of {}",
                    from.display(),
                    path.display()
                );
                match self.errors.is_some() {
                    true => Err(Failure::new(message)),
                    false => {
                        print::note(&format!("note: {message}; they are left out"));
                        Ok(None)
                    }
                }
            }
        }
    }
}

/// Whether the coefficients of lowest rank that both hold are the same.
fn is_of(action: Held<'_>, other: Held<'_>) -> Result<bool, Failure> {
    if action.dimension() != other.dimension() || action.around() != other.around() {
        return Ok(false);
    }
    for rank in 0..=2.min(action.max_rank()).min(other.max_rank()) {
        let (mut largest, mut apart) = (0.0_f64, 0.0_f64);
        action.for_each(rank, |index, value| {
            largest = largest.max(value.abs());
            apart = apart.max((value - other.get(index)).abs());
        })?;
        if apart > SAME * largest {
            return Ok(false);
        }
    }
    Ok(true)
}

/// An action with the errors of its coefficients, where they are known, in a format for other programs.
pub(crate) fn write_action(
    out: &mut Output,
    format: ActionFormat,
    action: &Action<f64>,
    errors: Option<&Loaded>,
) -> Result<(), Failure> {
    let container = match (format, errors) {
        (ActionFormat::Csv, None) => return Ok(file::csv::write(action, out)?),
        (ActionFormat::Csv, Some(errors)) => {
            return Ok(file::csv::write_with_errors(action, errors.held(), out)?);
        }
        (ActionFormat::Text | ActionFormat::Json, None) => return Ok(file::json::write(action, out)?),
        (ActionFormat::Text | ActionFormat::Json, Some(errors)) => {
            let replicas = errors.replicas();
            return Ok(file::json::write_with_errors(action.into(), errors.held(), replicas, out)?);
        }
        (ActionFormat::Npz, _) => Container::Npz,
        (ActionFormat::Safetensors, _) => Container::Safetensors,
    };
    let entries = errors.map(Loaded::to_dense).transpose()?;
    out.write_in_any_order(|mut place| match (&entries, errors) {
        (Some(entries), Some(errors)) => {
            file::binary::write_with_errors(action, entries, errors.replicas(), container, &mut place)
        }
        _ => file::binary::write(action, None, container, &mut place),
    })?;
    Ok(())
}
