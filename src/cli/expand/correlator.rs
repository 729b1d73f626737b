//! `expand --correlator`: joined trees of the inverse network, written or counted.

use std::io::Write;
use std::ops::ControlFlow;

use crate::joined::{DEFAULT_LIMIT, Generate, JoinError, Sheet};
use crate::render::Format;
use crate::text::joined;
use serde_json::json;

use super::args::ExpandArgs;
use crate::cli::feynman::{by_loops, table};
use crate::cli::shared::{Failure, Output, is_drawn, memory, output};

pub(super) fn run(args: &ExpandArgs, order: usize, format: Format) -> Result<(), Failure> {
    let request = request(args, order, format);
    let path = args.common.output.as_deref();
    let refused = |error| refused(args, format, error);
    if args.count {
        let count = request.count().map_err(refused)?;
        let mut out = Output::open(path)?;
        match format {
            Format::Json => {
                let value = json!({
                    "format": "diagraction-joined-trees-count", "version": 1, "order": order, "depth": args.depth,
                    "diagrams": count.diagrams().to_string(), "by_loops": by_loops(&count),
                });
                writeln!(out, "{value}")?;
            }
            _ => table(&request.summary(), &count, &mut out)?,
        }
        return out.finish();
    }
    let checked = if is_drawn(format) { request.check_exactly() } else { request.check() };
    checked.map_err(refused)?;
    let mut sheet = Sheet::begin(format, args.diagrams.charset, &request, Output::open(path)?)?;
    let (mut written, mut is_empty) = (Ok(()), true);
    let visited = request.each(|arena, term| {
        is_empty = false;
        written = sheet.term(arena, &term);
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    visited.map_err(refused)?;
    written?;
    if is_empty {
        output::tell(args.common.quiet, "there are no such diagrams");
    }
    sheet.end()?.finish()
}

fn request(args: &ExpandArgs, order: usize, format: Format) -> Generate {
    let loops = args.loops.map_or(0..=0, |loops| loops.min..=loops.max);
    Generate {
        limit: args.diagrams.most(format, DEFAULT_LIMIT),
        memory: memory::limit(args.common.memory_limit),
        ..Generate::new(order, args.depth, loops)
    }
}

fn refused(args: &ExpandArgs, format: Format, error: JoinError) -> Failure {
    match &error {
        JoinError::TooMany { diagrams, is_exact, suggestion, .. } => {
            let few = suggestion.map(|loops| {
                let are = if *is_exact { "are" } else { "may be" };
                format!("up to --loops {loops} there {are} few enough")
            });
            let is_less = is_drawn(format) && *diagrams <= DEFAULT_LIMIT.into();
            let more = args.diagrams.limit.is_none().then(|| match is_less {
                true => "--limit raises the bound; text, json and --count go further".to_owned(),
                false => "--limit raises the bound".to_owned(),
            });
            let fewer = few
                .or_else(|| Some("there are fewer with lower --correlator, --depth or --loops".to_owned()));
            Failure::with_hint(&error, joined([fewer, more].into_iter().flatten(), "; "))
        }
        JoinError::TooLarge { most: Some(loops), .. } => {
            Failure::Usage(format!("{error}: give --loops {loops} or fewer"))
        }
        JoinError::Trees(crate::rewrite::ExpandError::Memory { .. }) => {
            Failure::with_hint(&error, "lower --loops or --depth, or raise --memory-limit")
        }
        _ => Failure::Usage(error.to_string()),
    }
}
