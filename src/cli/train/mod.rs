//! `train`: a network out of samples, in a run that can be taken up again.

mod args;
mod autoregressive;
mod clock;
mod config;
mod errors;
mod follower;
mod new_run;
mod old_run;
mod report;
mod samples;
mod steps;

use crate::run;
use crate::train::TrainError;

use crate::cli::shared::Failure;

pub(super) use args::TrainArgs;

pub(crate) fn run(args: &TrainArgs) -> Result<(), Failure> {
    match &args.resume {
        Some(path) if run::is_of_spins(path)? => autoregressive::resume(args, path),
        Some(_) if args.autoregressive || !args.hidden.is_empty() => Failure::usage(
            "the run is of a network of real variables; leave --autoregressive and --hidden out",
        ),
        Some(path) => old_run::run(args, path),
        None if args.autoregressive => autoregressive::begin(args),
        None if !args.hidden.is_empty() => Failure::usage("--hidden is of --autoregressive networks"),
        None => new_run::run(args),
    }
}

impl From<TrainError> for Failure {
    fn from(error: TrainError) -> Failure {
        let hint = match &error {
            TrainError::Option { .. } => return Failure::Usage(error.to_string()),
            TrainError::Range { .. } => "--precision f64 takes such numbers; or scale the data",
            TrainError::Components => {
                return Failure::Usage(format!("{error}: --start whitened goes with --components"));
            }
            TrainError::Cumulants => {
                return Failure::Usage(format!("{error}; --start whitened goes with --low-rank and --noise"));
            }
            TrainError::Rounded => "--whiten or --precision f64 keeps what is lost",
            TrainError::Flat { coordinate, samples } if samples <= &(coordinate + 1) => {
                "it takes more samples than dimensions"
            }
            TrainError::Whitening { .. } | TrainError::Flat { .. } => {
                "leave out coordinates that are constant or follow from others, or add noise to them"
            }
            TrainError::Memory { .. } => {
                "a smaller --batch needs less, and so do --start whitened and --low-rank; --memory-limit raises the bound"
            }
            TrainError::Start { .. } => "--whiten or --precision f64 may help, and less --noise",
            TrainError::NoSamples { which: "training" } => "keep fewer of them back with --holdout",
            _ => return Failure::new(error),
        };
        Failure::with_hint(&error, hint)
    }
}
