//! The fields that a line of a theory declares.

use std::path::Path;

use super::super::error::Complaint;
use super::super::field::{Field, load_field};
use super::evaluate::Evaluator;
use super::syntax::{Expression, Source};
use crate::{Rational, Scalar};

type Result<T> = std::result::Result<T, Complaint>;

/// The numbers of a field, one for each site.
pub(super) fn values(
    evaluator: &mut Evaluator<'_>,
    source: Source,
    sites: usize,
    folder: Option<&Path>,
) -> Result<Vec<Rational>> {
    match source {
        Source::Random { at, distribution, parameters, seed } => {
            let mut number = |expression: &Expression| -> Result<f64> {
                Ok(evaluator.constant(expression, "the parameter of a distribution")?.to_f64())
            };
            let (first, second) = (number(&parameters[0])?, number(&parameters[1])?);
            let field = match distribution.text.as_str() {
                "normal" => Field::Normal { mean: first, deviation: second, seed: seed.value },
                _ => Field::Uniform { from: first, to: second, seed: seed.value },
            };
            field.values(sites).map_err(|error| Complaint::new(at, error.to_string()))
        }
        Source::List { at, values } => {
            check_length(at, values.len(), sites)?;
            values.iter().map(|value| evaluator.constant(value, "an entry of a field")).collect()
        }
        Source::File { at, path } => {
            let folder = folder.ok_or_else(|| Complaint::new(at, "fields from files are not read here"))?;
            let values =
                load_field(folder.join(path)).map_err(|error| Complaint::new(at, error.to_string()))?;
            check_length(at, values.len(), sites)?;
            Ok(values)
        }
    }
}

fn check_length(at: usize, found: usize, sites: usize) -> Result<()> {
    match found == sites {
        true => Ok(()),
        false => Err(Complaint::new(at, format!("a field of {found} numbers, and there are {sites} sites"))),
    }
}
