//! What would help where a fit is refused.

use diagraction::fit::FitError;

use crate::cli::shared::Failure;

impl From<FitError> for Failure {
    fn from(error: FitError) -> Failure {
        let hint = match &error {
            FitError::Memory { .. } => {
                "a lower --max-rank needs less, and so does --support with the monomials that may be there; \
                 --memory-limit raises the bound"
            }
            FitError::TooFew { .. } => "a lower --max-rank or a --support asks for fewer",
            FitError::Constant { .. } => "leave it out of the data",
            FitError::Singular { .. } => {
                "coordinates that follow from others, or that take a few values only, have no smooth density; leave them out, \
                 or leave the monomial out by --support"
            }
            FitError::Blocks { .. } => "give a smaller --block, or more samples",
            FitError::Ridge(_) => return Failure::Usage(error.to_string()),
            _ => return Failure::new(error),
        };
        Failure::with_hint(&error, hint)
    }
}
