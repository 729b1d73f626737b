//! What would help where a training is refused.

use diagraction::train::TrainError;

use crate::cli::shared::Failure;

impl From<TrainError> for Failure {
    fn from(error: TrainError) -> Failure {
        let hint = match &error {
            TrainError::Option { .. } => return Failure::Usage(error.to_string()),
            TrainError::Range { .. } => "--precision f64 takes such numbers; or scale the data",
            TrainError::Rounded => "--whiten or --precision f64 keeps what is lost",
            TrainError::Flat { coordinate, samples } if samples <= &(coordinate + 1) => {
                "it takes more samples than dimensions"
            }
            TrainError::Whitening { .. } | TrainError::Flat { .. } => {
                "leave out coordinates that are constant or follow from others, or add noise to them"
            }
            TrainError::Memory { .. } => {
                "a smaller --batch needs less, and so does --low-rank; --memory-limit raises the bound"
            }
            TrainError::Start { .. } => "--whiten or --precision f64 may help, and less --noise",
            TrainError::NoSamples { which: "training" } => "keep fewer of them back with --holdout",
            _ => return Failure::new(error),
        };
        Failure::with_hint(&error, hint)
    }
}
