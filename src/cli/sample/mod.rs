//! `sample`: draws of an action by chains, draws of a network by its inverse.

mod action;
mod args;
mod chain;
mod ensemble;
mod network;
mod output;
mod report;
mod spins;
mod verify;

use crate::source::{Kind, Sampled, needed_spin_density, spin_density};

use crate::cli::shared::source::{load_action, load_sampled};
use crate::cli::shared::{Failure, memory};

pub(super) use args::{MOVES, SampleArgs};
pub(super) use spins::moves;

/// The highest rank of the action of a network, which is drawn of more simply.
const RANK: usize = 4;

pub(crate) fn run(args: &SampleArgs) -> Result<(), Failure> {
    output::check(args)?;
    memory::expect_file(&args.file, memory::limit(args.memory_limit))?;
    match (&args.points, Kind::of(&args.file)) {
        (Some(points), Kind::Ensemble) => return ensemble::run(args, points),
        (None, Kind::Ensemble) => {
            return Failure::usage("networks are drawn at points: add --points FILE, a point a row");
        }
        (Some(_), kind) => {
            return Failure::usage(format!(
                "--points is for an .ensemble file, and {} holds {kind}",
                args.file.display()
            ));
        }
        (None, _) => {}
    }
    if args.moves.is_some() || args.beta != 1.0 {
        return spins::run(args, &needed_spin_density(&args.file)?);
    }
    if let Some(density) = spin_density(&args.file)? {
        return spins::run(args, &density);
    }
    if args.transfer_matrix {
        if Kind::of(&args.file) == Kind::Model {
            return Failure::usage(
                "--transfer-matrix is of actions; a network is drawn by its inverse, exactly",
            );
        }
        let limit = memory::limit(args.memory_limit);
        let action =
            load_action(&args.file, args.component.component, RANK, limit, args.quiet)?.into_sparse(limit)?;
        return chain::run(args, &action);
    }
    match load_sampled(&args.file, args.component.component)? {
        Sampled::Action(kernel, _) => action::run(args, &kernel),
        Sampled::Network(network) => network::run(args, &network),
        Sampled::Mixture(mixture) => network::of_mixture(args, &mixture),
    }
}
