//! Draws of spins: of an action or a machine by chains, of autoregressive networks one spin after the other.

use std::time::Instant;

use crate::action::SparseAction;
use crate::sample::Report;
use crate::spins::{Density, Moves, Network, Target, chains};

use super::args::{SampleArgs, Way};
use super::report::{Exact, Outcome, end};
use super::{chain, output, report};
use crate::cli::shared::{Bar, Failure, Output, Watch};

/// S of so many draws is what is kept beside them, and the draws once more while they are looked at.
const COPIES: usize = 3;

pub(super) fn run(args: &SampleArgs, density: &Density) -> Result<(), Failure> {
    if args.transfer_matrix {
        return Failure::usage(
            "--transfer-matrix is of real variables; of few spins `scan` sums up all states",
        );
    }
    if args.verify {
        return Failure::usage("--verify is of real variables: its identities have derivatives");
    }
    let is_exact = matches!(density, Density::Network(network) if network.is_normalised());
    args.expect_way(if is_exact { Way::Exact } else { Way::Sweeps })?;
    let n = density.spins();
    output::check_memory(args, (args.draws as u64).saturating_mul((8 * COPIES * (n + 1)) as u64))?;
    match density {
        Density::Network(network) if network.is_normalised() => autoregressive(args, network),
        _ => by_chains(args, density),
    }
}

/// The moves that are asked for, or the usual ones.
pub(in crate::cli) fn moves(
    asked: Option<Moves>,
    action: &SparseAction<f64>,
    beta: f64,
) -> Result<Moves, Failure> {
    if asked == Some(Moves::Clusters) && action.max_rank() > 2 {
        return Failure::usage(
            "--moves clusters is of fields and pairs; this action has terms of more spins",
        );
    }
    Ok(asked.unwrap_or_else(|| Moves::usual(action, beta)))
}

fn by_chains(args: &SampleArgs, density: &Density) -> Result<(), Failure> {
    let (target, moves) = match density {
        Density::Network(_) if args.moves.is_some() || args.beta != 1.0 => {
            return Failure::usage("--moves and --beta are of actions of spins");
        }
        Density::Network(network) => (Target::Machine(network), "hidden units and spins in turn"),
        Density::Action(action) => {
            let moves = moves(args.moves, action, args.beta)?;
            let name = match moves {
                Moves::HeatBath => "heat bath, a sweep for each draw",
                Moves::Clusters => "clusters (Wolff), as many for each draw as change about all spins",
            };
            (Target::Action(action, args.beta, moves), name)
        }
    };
    let file = Output::whole(&args.output)?;
    let watch = Watch::new();
    let bar = Bar::counting(args.quiet, "sampling");
    let drawn = chains(target, &args.settings(), &bar)?;
    drop(bar);
    output::write(args, file, &drawn)?;
    drop(watch);
    let report = Report::new(&drawn, None)?;
    let verdict = report.verdict();
    let agree = verdict.agree;
    report::write(&Outcome {
        args,
        drawn: &drawn,
        report: &report,
        verdict,
        identities: None,
        moves: Some(moves),
    })?;
    end(args, drawn.stopped, agree, true)
}

fn autoregressive(args: &SampleArgs, network: &Network) -> Result<(), Failure> {
    if args.moves.is_some() || args.beta != 1.0 {
        return Failure::usage(
            "--moves and --beta are of actions of spins; `scan` reweights a network to other temperatures",
        );
    }
    let mut file = Output::whole(&args.output)?;
    let begun = Instant::now();
    let draws = network.draw(args.draws, args.seed).unwrap_or_default();
    chain::write(args, &mut file, draws)?;
    file.finish()?;
    let seconds = begun.elapsed().as_secs_f64();
    let exact = Exact {
        args,
        dimension: network.spins(),
        drawn: args.draws,
        seconds,
        how: "one spin after the other",
    };
    report::write_exact(&exact, None)?;
    end(args, false, true, true)
}
