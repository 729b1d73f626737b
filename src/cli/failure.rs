use std::fmt::Display;
use std::io;
use std::process::ExitCode;

use super::output::Unwritten;
use super::print;
use diagraction::Refused;
use diagraction::action::ActionError;
use diagraction::evaluate::EvaluateError;
use diagraction::rewrite::ExpandError;
use diagraction::rewrite::count::Size;
use diagraction::sample::SampleError;

/// The exit code of a process that was interrupted.
pub(super) const INTERRUPTED: u8 = 130;

/// Why a command did not succeed.
#[derive(Debug)]
pub(super) enum Failure {
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

impl Failure {
    pub(super) fn new(message: impl Display) -> Failure {
        Failure::Work { message: message.to_string(), hint: None }
    }

    pub(super) fn with_hint(message: impl Display, hint: impl Display) -> Failure {
        Failure::Work { message: message.to_string(), hint: Some(hint.to_string()) }
    }

    /// Prints the failure and gives its exit code.
    pub(super) fn report(self) -> ExitCode {
        match self {
            Failure::ClosedPipe => ExitCode::SUCCESS,
            Failure::Disagreement => ExitCode::from(1),
            Failure::Interrupted => ExitCode::from(INTERRUPTED),
            Failure::Work { message, hint } => {
                print::message(&format!("error: {message}"));
                if let Some(hint) = hint {
                    print::message(&format!("  hint: {hint}"));
                }
                ExitCode::from(1)
            }
            Failure::Usage(message) => {
                print::message(&format!("error: {message}\n\nFor more information, try '--help'."));
                ExitCode::from(2)
            }
            Failure::Arguments(error) => {
                print::arguments(&error);
                u8::try_from(error.exit_code()).map_or(ExitCode::from(2), ExitCode::from)
            }
        }
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
        Failure::new(error)
    }
}

impl From<ExpandError> for Failure {
    fn from(error: ExpandError) -> Failure {
        let hint = match &error {
            ExpandError::TooMany { suggestions, limit, .. } => {
                let loose: Vec<String> = suggestions.iter().map(ToString::to_string).collect();
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

impl From<EvaluateError> for Failure {
    fn from(error: EvaluateError) -> Failure {
        match error {
            EvaluateError::Expand(error) => error.into(),
            EvaluateError::Memory { .. } => Failure::with_hint(
                &error,
                "a lower --max-rank or --max-chi needs less; --memory-limit raises the bound",
            ),
            EvaluateError::Depth { .. } => {
                Failure::with_hint(&error, "both legs of Z start with layer L + 1 of the model")
            }
            EvaluateError::RankBeyond { .. } => Failure::Usage(format!(
                "{error}; give --max-rank 4, or take --method dressed, diagrams or direct"
            )),
            EvaluateError::AllOrders => {
                Failure::Usage(format!("{error}; leave --max-chi out, or take another --method"))
            }
            EvaluateError::DenseCoupling { .. } => Failure::with_hint(
                &error,
                "--chi-cutoff 0 writes its couplings as sums of products; other methods take it as it is",
            ),
            EvaluateError::Underflow { .. } => {
                Failure::with_hint(&error, "--exact computes it; a lower --max-rank may be in range")
            }
            EvaluateError::NotQuadratic { .. } => {
                Failure::with_hint(&error, "take --method dressed, diagrams or direct")
            }
            error => Failure::new(error),
        }
    }
}
