//! The subcommands, and what stands above them.

use clap::{Parser, Subcommand};

use super::check::CheckArgs;
use super::compare::{CompareArgs, PlotArgs};
use super::completions::{CompletionsArgs, ManArgs};
use super::contributions::ContributionsArgs;
use super::evaluate::EvaluateArgs;
use super::expand::ExpandArgs;
use super::fit::FitArgs;
use super::modes::ModesArgs;
use super::report::ReportArgs;
use super::reproduce::ReproduceArgs;
use super::sample::SampleArgs;
use super::stats::StatsArgs;
use super::theory::TheoryArgs;
use super::train::TrainArgs;
use super::watch::WatchArgs;

/// Reads the polynomial action out of a trained invertible network, by diagrams.
///
/// S(x) = sum_k A^(k) x^k, where A^(k) follows from the weights by the diagrammatic rules of
/// arXiv:2304.00599.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  diagraction evaluate model.safetensors         the action of a trained network
  diagraction check model.safetensors            every method against every other
  diagraction expand --depth 2 --rank 3          the diagrams of A^(3) at depth 2
  diagraction expand --depth 34 --max-chi 2 --count";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print the diagrams of an action, layer by layer or at the end
    Expand(ExpandArgs),
    /// Compute the coefficients A^(k) of a trained network
    Evaluate(EvaluateArgs),
    /// Check every method against every other and against the network itself
    Check(CheckArgs),
    /// Show which diagrams and which layers make the coefficients
    Contributions(ContributionsArgs),
    /// Write a known action: a theory as text, a lattice, a random action, a random network
    Theory(TheoryArgs),
    /// Find the maxima of an action, and the barriers between them
    Modes(ModesArgs),
    /// Draw samples of an action or of a network
    Sample(SampleArgs),
    /// Train a network on samples, by maximum likelihood
    Train(TrainArgs),
    /// Show a training run while it goes on: losses, cumulants, norms of A^(k)
    Watch(WatchArgs),
    /// Fit an action to samples, without a network
    Fit(FitArgs),
    /// Estimate the cumulants of samples, and compare samples
    Stats(StatsArgs),
    /// Compare two actions, rank by rank and by groups of entries
    Compare(CompareArgs),
    /// Draw an action: a heat map, couplings on a lattice, distributions
    Plot(PlotArgs),
    /// Make the figures of the paper again: samples, trainings, plots, and what of its claims holds
    Reproduce(ReproduceArgs),
    /// Write one page about a trained network, to be mailed to a colleague
    Report(ReportArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the manual page, or write one for each command
    Man(ManArgs),
}
