use std::sync::atomic::Ordering;
use std::time::Instant;

use ndarray::{CowArray, concatenate};

use super::report::{self, Exact};
use super::{SampleArgs, end, output};
use crate::Progress;
use crate::arrays::{self, Container, NpyWriter};
use crate::cli::failure::Failure;
use crate::cli::interrupt::Watch;
use crate::cli::output::Output;
use crate::cli::progress::Bar;
use crate::network::Network;
use crate::sample::identity::OfNetwork;

/// Draws that are made at a time by one thread.
const PIECE: usize = 4096;

/// Independent draws, written as they come.
pub(super) fn run(args: &SampleArgs, network: &Network<f64>) -> Result<(), Failure> {
    let held =
        if args.keep_chains { 2 * args.draws } else { args.draws.min(PIECE * rayon::current_num_threads()) };
    output::check_memory(args, (held as u64).saturating_mul(16).saturating_mul(network.dimension() as u64))?;
    let mut file = Output::whole(&args.output)?;
    let begun = Instant::now();
    let watch = Watch::new();
    let bar = Bar::counting(args.quiet, "drawing");
    bar.start("drawing", args.draws as u64);
    let mut identities = args.verify.then(|| OfNetwork::new(network));
    let mut kept = Vec::new();
    let mut rows = (!args.keep_chains).then(|| NpyWriter::new(&mut file, network.dimension())).transpose()?;
    let mut drawn = 0;
    for piece in network.sample_pieces(args.draws, PIECE, args.seed) {
        let piece = piece.map_err(Failure::new)?;
        if let Some(identities) = &mut identities {
            identities.add(piece.view()).map_err(Failure::new)?;
        }
        drawn += piece.nrows();
        bar.advance(piece.nrows() as u64);
        match &mut rows {
            Some(rows) => rows.write(piece.view())?,
            None => kept.push(piece),
        }
        if watch.stop().load(Ordering::Relaxed) {
            break;
        }
    }
    drop(bar);
    match rows {
        Some(rows) => drop(rows.finish()?),
        None => {
            let views: Vec<_> = kept.iter().map(|piece| piece.view()).collect();
            let all = concatenate(ndarray::Axis(0), &views).map_err(Failure::new)?;
            let chain = ("chain.0".to_string(), CowArray::from(all.into_dyn()));
            arrays::write(Container::Npz, [chain], &[], &mut file)?;
        }
    }
    file.finish()?;
    let is_stopped = drawn < args.draws;
    drop(watch);
    let identities = identities.and_then(|identities| identities.identities());
    let exact = Exact { args, dimension: network.dimension(), drawn, seconds: begun.elapsed().as_secs_f64() };
    report::write_exact(&exact, identities.as_ref())?;
    end(args, is_stopped, true, !args.verify || identities.is_some_and(|found| found.hold()))
}
