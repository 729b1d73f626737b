//! Why a command failed, with its hint and its exit code.

use std::fmt::Display;
use std::io;

use crate::Refused;
use crate::action::ActionError;
use crate::check::CheckError;
use crate::evaluate::EvaluateError;
use crate::report::ReportError;
use crate::rewrite::count::Size;
use crate::rewrite::{ExpandError, Suggestion};
use crate::run::RunError;
use crate::sample::SampleError;
use thiserror::Error;

use super::print;

/// The exit code of a command that did what it was to do.
pub(crate) const DONE: u8 = 0;

/// The exit code of one that failed.
const FAILED: u8 = 1;

/// The exit code where the arguments are wrong.
const MISUSED: u8 = 2;

/// The exit code of a process that was interrupted.
pub(crate) const INTERRUPTED: u8 = 130;

/// Why a command did not succeed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The reader of the output went away. Not an error.
    ClosedPipe,
    /// A check did not hold; the verdict is already printed.
    Disagreement,
    /// An interrupt ended the work early; what was done until then is kept, and said.
    Interrupted,
    /// The work failed.
    Work { message: String, hint: Option<String> },
    /// The arguments are wrong whatever files hold.
    Usage(String),
    /// The arguments cannot be read, or ask for help.
    Arguments(clap::Error),
}

/// The error of an output, with its name.
#[derive(Debug, Error)]
#[error("{name} cannot be written: {error}")]
pub(crate) struct Unwritten {
    pub(super) name: String,
    pub(super) error: io::Error,
}

impl Failure {
    pub(crate) fn new(message: impl Display) -> Failure {
        Failure::Work { message: message.to_string(), hint: None }
    }

    pub(crate) fn with_hint(message: impl Display, hint: impl Display) -> Failure {
        Failure::Work { message: message.to_string(), hint: Some(hint.to_string()) }
    }

    /// The end of a command whose arguments are wrong.
    pub(crate) fn usage<T>(message: impl Display) -> Result<T, Failure> {
        Err(Failure::Usage(message.to_string()))
    }

    /// Prints the failure and gives its exit code.
    pub(crate) fn report(self) -> u8 {
        match self {
            Failure::ClosedPipe => DONE,
            Failure::Disagreement => FAILED,
            Failure::Interrupted => INTERRUPTED,
            Failure::Work { message, hint } => {
                print::message(&format!("error: {message}"));
                if let Some(hint) = hint {
                    print::message(&format!("  hint: {hint}"));
                }
                FAILED
            }
            Failure::Usage(message) => {
                print::message(&format!("error: {message}\n\nFor more information, try '--help'."));
                MISUSED
            }
            Failure::Arguments(error) => {
                let printed = print::arguments(&error);
                if !error.use_stderr()
                    && let Err(error) = printed
                {
                    return Failure::from(error).report();
                }
                u8::try_from(error.exit_code()).unwrap_or(MISUSED)
            }
        }
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Failure {
        match error {
            ReportError::Evaluate(error) => error.into(),
            ReportError::Diagrams(error) => untold(error),
            ReportError::Check(error) => error.into(),
            ReportError::Action(error) => error.into(),
            ReportError::Statistics(error) => error.into(),
            ReportError::Draws { .. } => {
                Failure::with_hint(error, "fewer rows of data need less; --memory-limit raises the bound")
            }
            ReportError::Plot { .. } => Failure::with_hint(error, "--memory-limit raises the bound"),
            error => Failure::new(error),
        }
    }
}

impl From<CheckError> for Failure {
    fn from(error: CheckError) -> Failure {
        match error {
            CheckError::Evaluate(error) => error.into(),
            error => Failure::new(error),
        }
    }
}

/// What to do about a damaged file of a run.
pub(crate) const RESTORE: &str = "restore it from a copy, or begin another run";

impl From<RunError> for Failure {
    fn from(error: RunError) -> Failure {
        let hint = match &error {
            RunError::Foreign { .. } => {
                "a copy of the folder without links, as by cp -rL, can be gone on with"
            }
            RunError::Trained { .. } => "wait for it to end, or stop it",
            RunError::NoRun { .. } => "train DATA --depth L --run DIR begins one",
            RunError::Damaged { .. } => RESTORE,
            RunError::Taken { .. } => "train --resume goes on with it; or give another folder",
            _ => return Failure::new(error),
        };
        Failure::with_hint(error, hint)
    }
}

/// What is read has errors of its own, with the name of the file.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        let is_named = error.get_ref().is_some_and(|inner| inner.is::<Unwritten>());
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ if is_named => Failure::new(error),
            _ => Failure::new(format!("standard output cannot be written: {error}")),
        }
    }
}

impl From<SampleError> for Failure {
    fn from(error: SampleError) -> Failure {
        match error {
            SampleError::Memory { .. } => Failure::with_hint(&error, "a smaller -n needs less"),
            SampleError::Settings(reason) => Failure::Usage(reason.to_string()),
            SampleError::FewDraws => Failure::Usage(format!("{error}; raise -n or lower --chains")),
            SampleError::ManyDraws => Failure::Usage(format!("{error}; lower -n")),
            SampleError::NothingDrawn => Failure::Interrupted,
            error => Failure::new(error),
        }
    }
}

impl<F: Display> From<Refused<F>> for Failure {
    fn from(error: Refused<F>) -> Failure {
        Failure::new(error)
    }
}

impl From<ActionError> for Failure {
    fn from(error: ActionError) -> Failure {
        match error {
            ActionError::Points => Failure::with_hint(error, "extract both with the same --around"),
            error => Failure::new(error),
        }
    }
}

impl From<ExpandError> for Failure {
    fn from(error: ExpandError) -> Failure {
        let hint = match &error {
            ExpandError::TooMany { suggestions, limit, .. } => {
                let loose: Vec<String> = suggestions.iter().map(loosened).collect();
                let raise = format!(
                    "--limit raises the bound of {}; --count prints the table of counts",
                    Size::from(*limit)
                );
                match loose.is_empty() {
                    true => raise,
                    false => format!("{}; {raise}", loose.join("; ")),
                }
            }
            ExpandError::Memory { .. } => {
                "tighten --max-chi, --max-circles or --rank, or raise --memory-limit".into()
            }
            ExpandError::LongEquation { .. } => "--max-circles shortens the equation".into(),
            _ => return Failure::Usage(error.to_string()),
        };
        Failure::with_hint(&error, hint)
    }
}

/// Cutoffs as options, with the number of diagrams that they leave.
fn loosened(Suggestion { cutoffs, size }: &Suggestion) -> String {
    let options = [
        cutoffs.max_rank.map(|max| format!("--rank {}..{max} ", cutoffs.min_rank)),
        cutoffs.max_chi.map(|max| format!("--max-chi {max} ")),
        cutoffs.max_circles.map(|max| format!("--max-circles {max} ")),
    ];
    let options: String = options.into_iter().flatten().collect();
    format!("{options}leaves {size}")
}

impl From<EvaluateError> for Failure {
    fn from(error: EvaluateError) -> Failure {
        match error {
            // How deep the network is, its file says.
            EvaluateError::Expand(error @ ExpandError::NoStage { .. }) => Failure::new(error),
            EvaluateError::Expand(error) => error.into(),
            EvaluateError::Memory { .. } => Failure::with_hint(
                &error,
                "a lower --rank or --max-chi needs less; --memory-limit raises the bound",
            ),
            EvaluateError::Depth { .. } => {
                Failure::with_hint(&error, "both legs of Z start with layer L + 1 of the model")
            }
            EvaluateError::RankBeyond { .. } => Failure::Usage(format!(
                "{error}; give --rank 0..4, or take --method dressed, diagrams or direct"
            )),
            EvaluateError::AllOrders => {
                Failure::Usage(format!("{error}; leave --max-chi out, or take another --method"))
            }
            EvaluateError::DenseCoupling { .. } => Failure::with_hint(
                &error,
                "--chi-cutoff 0 writes its couplings as sums of products; other methods take it as it is",
            ),
            EvaluateError::Underflow { .. } => {
                Failure::with_hint(&error, "--exact computes it; a lower --rank may be in range")
            }
            EvaluateError::NotQuadratic { .. } => {
                Failure::with_hint(&error, "take --method dressed, diagrams or direct")
            }
            error => Failure::new(error),
        }
    }
}

/// What would help where diagrams are not compared.
pub(crate) fn untold(error: EvaluateError) -> Failure {
    match error {
        EvaluateError::NotQuadratic { layer, arity } => Failure::new(format!(
            "layer {layer} has a coupling with {arity} lower indices; contributions are told apart for quadratic ones, with two, only"
        )),
        EvaluateError::Memory { .. } => {
            Failure::with_hint(&error, "a lower rank needs less; --memory-limit raises the bound")
        }
        error => error.into(),
    }
}
