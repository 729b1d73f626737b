//! The command `expand`.

mod args;
mod by_layer;
mod correlator;
mod counts;
mod header;

use std::io::Write;

use crate::notation::Charset;
use crate::render::{self, Format};
use crate::rewrite::{Cutoffs, Expand, Expansion};

use self::header::header;
use crate::cli::shared::{Failure, Output, Window, memory, output};

pub(super) use args::ExpandArgs;

pub(crate) fn run(args: &ExpandArgs) -> Result<(), Failure> {
    let path = args.common.output.as_deref();
    let format = args.diagrams.format(path, "an expansion", args.count)?;
    if let Some(order) = args.correlator {
        return correlator::run(args, order, format);
    }
    let charset = args.diagrams.charset;
    let request = request(args, format);
    if args.count {
        return counts::run(args, &request, format);
    }
    if args.by_layer {
        return by_layer::run(args, &request, format, charset);
    }
    if args.steps && !matches!(format, Format::Text | Format::Tree) {
        return Failure::usage("--steps prints text or tree; draw one stage with --at");
    }
    let mut out = Output::open(path)?;
    // The last one, or all on the way to it.
    let stages = if args.steps { request.stages().collect() } else { vec![request.stage()] };
    let expansions = stages
        .into_iter()
        .map(|stage| request.clone().at(stage).generate())
        .collect::<Result<Vec<_>, _>>()?;
    if expansions.iter().all(|expansion| expansion.terms().next().is_none()) {
        output::tell(args.common.quiet, "no diagram has this rank under these cutoffs");
    }
    for expansion in &expansions {
        write(expansion, format, charset, &mut out)?;
    }
    out.finish()
}

/// Writes all terms of an expansion.
fn write(
    expansion: &Expansion,
    format: Format,
    charset: Charset,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut backend = format.backend(charset);
    render::render(backend.as_mut(), &header(expansion.request()), out, |sheet| {
        for constant in expansion.constants() {
            sheet.constant(constant)?;
        }
        expansion.terms().try_for_each(|term| sheet.term(expansion.arena(), &term))?;
        Ok(())
    })
}

fn request(args: &ExpandArgs, format: Format) -> Expand {
    let ranks = args.rank.unwrap_or(Window { min: 0, max: usize::MAX });
    let cutoffs = Cutoffs {
        min_rank: ranks.min,
        max_rank: args.rank.map(|ranks| ranks.max),
        max_chi: args.max_chi,
        max_circles: args.max_circles,
    };
    let limit = args.diagrams.most(format, crate::rewrite::DEFAULT_LIMIT);
    let expand = Expand::new(args.depth)
        .at(args.at)
        .arities(args.arity.clone())
        .cutoffs(cutoffs)
        .limit(limit)
        .memory(memory::limit(args.common.memory_limit));
    let expand = if args.linear { expand.linear() } else { expand };
    if args.dressed { expand.dressed() } else { expand }
}
