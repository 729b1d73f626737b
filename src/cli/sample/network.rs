//! Draws of a network, written as they come.

use std::sync::atomic::Ordering;
use std::time::Instant;

use crate::Progress;
use crate::arrays::{self, Container, NpyWriter};
use crate::data::chain_key;
use crate::network::{Mixture, Network};
use crate::sample::identity::OfNetwork;
use ndarray::{Array2, CowArray, s};

use super::args::{SampleArgs, Way};
use super::output::PIECE;
use super::report::{Exact, end};
use super::{chain, output, report};
use crate::cli::shared::{Bar, Failure, Output, Watch};

/// How they are drawn.
const INVERSE: &str = "by the inverse of the network";

/// Independent draws of a mixture.
pub(super) fn of_mixture(args: &SampleArgs, mixture: &Mixture) -> Result<(), Failure> {
    args.expect_way(Way::Exact)?;
    if args.verify {
        return Failure::usage("--verify is of one action; --component K takes that of a component");
    }
    let d = mixture.dimension();
    let draws = (args.draws as u64).saturating_mul(16 * d as u64);
    output::check_memory(args, mixture.bytes().saturating_add(draws))?;
    let mut file = Output::whole(&args.output)?;
    let begun = Instant::now();
    let draws = mixture.sample(args.draws, args.seed).map_err(Failure::new)?;
    chain::write(args, &mut file, draws)?;
    file.finish()?;
    let how = format!("of {} components by their weights", mixture.len());
    let seconds = begun.elapsed().as_secs_f64();
    let exact = Exact { args, dimension: d, drawn: args.draws, seconds, how: &how };
    report::write_exact(&exact, None)?;
    end(args, false, true, true)
}

/// Independent draws, written as they come.
pub(super) fn run(args: &SampleArgs, network: &Network<f64>) -> Result<(), Failure> {
    args.expect_way(Way::Exact)?;
    let d = network.dimension();
    let kept = if args.keep_chains { args.draws as u64 } else { 0 };
    let kept = kept.saturating_mul(8).saturating_mul(d as u64);
    output::check_memory(args, network.pieces_bytes(PIECE.min(args.draws)).saturating_add(kept))?;
    let mut file = Output::whole(&args.output)?;
    let begun = Instant::now();
    let watch = Watch::new();
    let bar = Bar::counting(args.quiet, "drawing");
    bar.start("drawing", args.draws as u64);
    let mut identities = args.verify.then(|| OfNetwork::new(network));
    let mut kept = Array2::zeros((if args.keep_chains { args.draws } else { 0 }, d));
    let mut rows = (!args.keep_chains).then(|| NpyWriter::new(&mut file, d)).transpose()?;
    let mut drawn = 0;
    for piece in network.sample_pieces(args.draws, PIECE, args.seed) {
        let piece = piece.map_err(Failure::new)?;
        if let Some(identities) = &mut identities {
            identities.add(piece.view()).map_err(Failure::new)?;
        }
        match &mut rows {
            Some(rows) => rows.write(piece.view())?,
            None => kept.slice_mut(s![drawn..drawn + piece.nrows(), ..]).assign(&piece),
        }
        drawn += piece.nrows();
        bar.advance(piece.nrows() as u64);
        if watch.stop().load(Ordering::Relaxed) {
            break;
        }
    }
    drop(bar);
    match rows {
        Some(rows) => drop(rows.finish()?),
        None => {
            let chain = (chain_key(0), CowArray::from(kept.slice(s![..drawn, ..]).into_dyn()));
            arrays::write(Container::Npz, [chain], &[], &mut file)?;
        }
    }
    file.finish()?;
    let is_stopped = drawn < args.draws;
    drop(watch);
    let identities = identities.and_then(|identities| identities.identities());
    let exact = Exact { args, dimension: d, drawn, seconds: begun.elapsed().as_secs_f64(), how: INVERSE };
    report::write_exact(&exact, identities.as_ref())?;
    end(args, is_stopped, true, !args.verify || identities.is_some_and(|found| found.hold()))
}
