//! The command `feynman`.

mod args;
mod counts;

use std::ops::ControlFlow;

use diagraction::feynman::{DEFAULT_LIMIT, Generate, GenerateError, Sheet};
use diagraction::render::Format;

use crate::cli::shared::{Failure, Output, output};

pub(super) use args::FeynmanArgs;

pub(crate) fn run(args: &FeynmanArgs) -> Result<(), Failure> {
    let path = args.output.as_deref();
    let format = args.diagrams.format(path, "diagrams", args.count)?;
    let request = request(args, format);
    if args.count {
        return counts::run(args, &request, format);
    }
    request.check()?;
    let out = Output::open(path)?;
    let mut sheet = Sheet::begin(format, args.diagrams.charset, &request, out)?;
    let (mut written, mut is_empty) = (Ok(()), true);
    request.each(|term| {
        is_empty = false;
        written = sheet.term(&term);
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    written?;
    if is_empty {
        output::tell(args.quiet, "there are no such diagrams");
    }
    sheet.end()?.finish()
}

fn request(args: &FeynmanArgs, format: Format) -> Generate {
    let limit = args.diagrams.most(format, DEFAULT_LIMIT);
    let mut request =
        Generate::new(args.points, args.loops.min..=args.loops.max).family(args.family()).limit(limit);
    if let Some(ranks) = &args.ranks {
        request = request.ranks(ranks.clone());
    }
    if args.dressed {
        request = request.dressed();
    }
    if args.unlabelled { request.unlabelled() } else { request }
}

impl From<GenerateError> for Failure {
    fn from(error: GenerateError) -> Failure {
        match &error {
            GenerateError::TooMany { suggestion, .. } => {
                let fewer = match suggestion {
                    Some(loops) => format!("up to --loops {loops} there may be few enough"),
                    None => "fewer --loops, --ranks or --unlabelled leave fewer".to_owned(),
                };
                Failure::with_hint(&error, format!("{fewer}; --limit raises the bound"))
            }
            GenerateError::TooLarge { most: Some(loops), .. } => {
                Failure::Usage(format!("{error}: give --loops {loops} or fewer"))
            }
            _ => Failure::Usage(error.to_string()),
        }
    }
}
