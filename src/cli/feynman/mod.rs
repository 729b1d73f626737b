//! The command `feynman`.

mod args;
mod counts;
mod refusal;

use std::ops::ControlFlow;

use crate::feynman::{DEFAULT_LIMIT, Generate, Sheet};
use crate::render::Format;

use crate::cli::shared::{Failure, Output, is_drawn, output};

pub(super) use args::FeynmanArgs;
pub(super) use counts::{by_loops, table};

pub(crate) fn run(args: &FeynmanArgs) -> Result<(), Failure> {
    let path = args.output.as_deref();
    let format = args.diagrams.format(path, "diagrams", args.count)?;
    let request = request(args, format);
    if args.count {
        return counts::run(args, &request, format);
    }
    let refused = |error| refusal::refused(args, format, &error);
    let checked = if is_drawn(format) { request.check_exactly() } else { request.check() };
    checked.map_err(refused)?;
    let out = Output::open(path)?;
    let mut sheet = Sheet::begin(format, args.diagrams.charset, &request, out)?;
    let (mut written, mut is_empty) = (Ok(()), true);
    let visited = request.each(|term| {
        is_empty = false;
        written = sheet.term(&term);
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    visited.map_err(refused)?;
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
