//! The subcommands, and what stands above them.

use clap::{Parser, Subcommand};

use super::words::MOST_THREADS;

use super::{
    check, coarse, combine, compare, completions, contributions, correlators, couplings, ensemble, evaluate,
    expand, feynman, fit, flow, invert, modes, report, reproduce, reweight, sample, scan, score, show, stats,
    symmetry, theory, train, watch,
};

/// Reads the polynomial action out of a trained invertible network, by diagrams.
///
/// S(x) = sum_k A^(k) x^k, where A^(k) follows from the weights by the diagrammatic rules of
/// arXiv:2304.00599.
#[derive(Debug, Parser)]
#[command(max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Threads that work at the same time; results do not depend on them [default: one for each processor]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MOST_THREADS)), help_heading = "Output and limits")]
    pub(super) threads: Option<u16>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print the diagrams of an action, layer by layer or at the end
    Expand(expand::ExpandArgs),
    /// Print the Feynman diagrams of a polynomial action
    Feynman(feynman::FeynmanArgs),
    /// Compute the coefficients A^(k) of a trained network
    Evaluate(evaluate::EvaluateArgs),
    /// Follow the sizes of the coefficients through the layers, from the latent space to the data
    Flow(flow::FlowArgs),
    /// Check every method against every other and the network, or a theory against its identities
    Check(check::CheckArgs),
    /// Show which diagrams and which layers make the coefficients
    Contributions(contributions::ContributionsArgs),
    /// Compute the cumulants of an action or a network, loop by loop
    Correlators(correlators::CorrelatorsArgs),
    /// Write a known action: a theory as text, a lattice, a random action, a random network
    Theory(theory::TheoryArgs),
    /// Find the maxima of an action, and the barriers between them
    Modes(modes::ModesArgs),
    /// Draw samples of an action or of a network
    Sample(sample::SampleArgs),
    /// Compute ln Z and cumulants of a known theory by draws of a trained network
    Reweight(reweight::ReweightArgs),
    /// Train a network on samples, by maximum likelihood
    Train(train::TrainArgs),
    /// Show a training run while it goes on: losses, cumulants, norms of A^(k)
    Watch(watch::WatchArgs),
    /// Fit an action to samples, without a network
    Fit(fit::FitArgs),
    /// Compute an action from cumulants, by its diagrams read backwards
    Invert(invert::InvertArgs),
    /// Compute correlators and action of networks with random parameters
    Ensemble(ensemble::EnsembleArgs),
    /// Read the couplings out of a network of spins
    Couplings(couplings::CouplingsArgs),
    /// Compute the thermodynamics of an action of spins over temperatures
    Scan(scan::ScanArgs),
    /// Measure what a density keeps of the symmetries of its lattice
    Symmetry(symmetry::SymmetryArgs),
    /// Make block variables of samples on a lattice
    Coarse(coarse::CoarseArgs),
    /// Estimate the cumulants of samples, and compare samples
    Stats(stats::StatsArgs),
    /// Compute how likely samples are under a network or an action: ln p, row by row and on average
    Score(score::ScoreArgs),
    /// Print an action as a formula: text, LaTeX, SymPy, Python
    Show(show::ShowArgs),
    /// Sum up actions with weights, also to predict one at another temperature
    Combine(combine::CombineArgs),
    /// Compare two actions, rank by rank and by groups of entries
    Compare(compare::CompareArgs),
    /// Draw an action: a heat map, couplings on a lattice, distributions
    Plot(compare::PlotArgs),
    /// Make the figures of the paper again: samples, trainings, plots, and what of its claims holds
    Reproduce(reproduce::ReproduceArgs),
    /// Write one page about a trained network, to be mailed to a colleague
    Report(report::ReportArgs),
    /// Print a completion script for a shell
    Completions(completions::CompletionsArgs),
    /// Print the manual page, or write one for each command
    Man(completions::ManArgs),
}
