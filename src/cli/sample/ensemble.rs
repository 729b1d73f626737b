//! Draws of networks with random parameters: their outputs at a set of points.

use std::path::Path;
use std::time::Instant;

use crate::ensemble::{Draws, Ensemble, outputs};

use super::args::{SampleArgs, Way};
use super::report::{Exact, end};
use super::{chain, report};
use crate::cli::ensemble::load_points;
use crate::cli::shared::{Bar, Failure, Output, memory};

pub(super) fn run(args: &SampleArgs, points: &Path) -> Result<(), Failure> {
    args.expect_way(Way::Exact)?;
    if args.verify {
        return Failure::usage("--verify needs an action; networks are drawn without one");
    }
    let limit = memory::limit(args.memory_limit);
    let points = load_points(points, limit)?;
    let ensemble = Ensemble::load(&args.file, args.width.map(|width| width.0), points.nrows())?;
    let mut file = Output::whole(&args.output)?;
    let settings = Draws { networks: args.draws, seed: args.seed, memory: limit };
    let begun = Instant::now();
    let bar = Bar::counting(args.quiet, "drawing");
    let draws = outputs(&ensemble, &points, &settings, &bar)?;
    drop(bar);
    chain::write(args, &mut file, draws)?;
    file.finish()?;
    let seconds = begun.elapsed().as_secs_f64();
    let exact =
        Exact { args, dimension: points.nrows(), drawn: args.draws, seconds, how: "a network for each" };
    report::write_exact(&exact, None)?;
    end(args, false, true, true)
}
