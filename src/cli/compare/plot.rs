//! One action drawn.

use crate::files;
use crate::plot::{self, Figure, Panel};
use crate::source::Loaded;

use super::args::{Kind, PlotArgs};
use crate::cli::shared::args::expect_sites;
use crate::cli::shared::manner::{self, Stream};
use crate::cli::shared::{Failure, Output, PlotFormat, drawing, load_action, memory, output};

/// The highest rank whose distribution is drawn unless one is asked for.
pub(super) const USUAL_RANK: usize = 4;

/// Fields and couplings are of rank two at most.
const COUPLINGS_RANK: usize = 2;

pub(crate) fn run(args: &PlotArgs) -> Result<(), Failure> {
    let path = args.common.output.as_deref();
    let format = drawing::format(args.format, path)?;
    check(args)?;
    if path.is_none() && format != PlotFormat::Csv && manner::width(Stream::Results).is_some() {
        return Failure::usage("a drawing is a file; add -o FILE.svg, .pdf or .png");
    }
    let rank = match args.kind {
        Some(Kind::Distribution) => args.rank.map_or(USUAL_RANK, |window| window.max),
        _ => COUPLINGS_RANK,
    };
    let out = Output::open(path)?;
    let limit = memory::limit(args.common.memory_limit);
    let subject = load_action(&args.action, None, rank, limit, args.common.quiet)?;
    expect_sites(args.lattice.as_ref(), (&args.action, subject.held().dimension()))?;
    let name = files::name(&args.action);
    let (what, panels) = panels(args, &subject)?;
    let figure = Figure {
        title: format!("{what} of {name}"),
        description: format!("{what} of the action in {name}: {}.", subject),
        panels,
        ..Figure::default()
    };
    drawing::write(&figure, format, out)
}

fn check(args: &PlotArgs) -> Result<(), Failure> {
    if args.rank.is_some() && args.kind != Some(Kind::Distribution) {
        return Failure::usage("--rank goes with --kind distribution");
    }
    match args.common.output.as_deref().filter(|path| output::is_same(path, &args.action)) {
        Some(path) => Failure::usage(format!("-o names the action itself, {}", path.display())),
        None => Ok(()),
    }
}

fn panels(args: &PlotArgs, subject: &Loaded) -> Result<(&'static str, Vec<Panel>), Failure> {
    let lattice = args.lattice.as_ref().or(subject.lattice());
    let usual = if lattice.is_some() { Kind::Lattice } else { Kind::Heatmap };
    Ok(match (args.kind.unwrap_or(usual), lattice) {
        (Kind::Heatmap, _) => ("A⁽²⁾", vec![plot::heat_map(subject.held())?]),
        (Kind::Lattice, Some(lattice)) => {
            ("Fields and couplings", vec![plot::couplings(subject.held(), lattice)?])
        }
        (Kind::Lattice, None) => {
            let message = format!("{} does not say which lattice it belongs to", args.action.display());
            return Err(Failure::with_hint(message, "give it, for example --lattice square:4x4"));
        }
        (Kind::Distribution, lattice) => {
            let ranks = match args.rank {
                Some(window) => window.min.max(1)..=window.max,
                None => 1..=subject.held().max_rank().min(USUAL_RANK),
            };
            let panel = |rank| plot::distributions(subject.held(), lattice, rank);
            ("Entries", ranks.map(panel).collect::<Result<_, _>>()?)
        }
    })
}
