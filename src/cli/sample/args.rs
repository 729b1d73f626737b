//! The options of `sample`.

use std::path::PathBuf;

use crate::sample::{Mass, Settings};
use crate::spins::Moves;
use clap::Args;

use crate::cli::ensemble::{Width, width};
use crate::cli::shared::{Choice, Component, Failure, ReportFormat, choice, memory, parse_count};

/// An action is sampled by the no-U-turn sampler, in several chains that are then held against each other. A network is
/// sampled exactly, by its inverse, and has no chains; nor have networks with random parameters, of which one is drawn for each row, and autoregressive networks of spins. Actions of spins are sampled by sweeps or clusters. The report goes to standard output. An interrupt (Ctrl-C) keeps what
/// was drawn.
#[derive(Debug, Args)]
pub(crate) struct SampleArgs {
    /// Action (.json, .npz, .safetensors), theory as text (.action), trained network, or networks with random parameters (.ensemble)
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) component: Component,
    /// Number of draws over all chains together, tuning not counted
    #[arg(short = 'n', long, value_name = "N", value_parser = parse_count)]
    pub(super) draws: usize,
    /// Points at which the outputs of an .ensemble are drawn: .npy, .npz or .csv, a point a row
    #[arg(long, value_name = "FILE")]
    pub(super) points: Option<PathBuf>,
    /// Another width than that of an .ensemble
    #[arg(long, value_name = "N", requires = "points", value_parser = width)]
    pub(super) width: Option<Width>,
    /// Number of chains [default: 4]
    #[arg(long, value_name = "C", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) chains: Option<u16>,
    /// Steps of each chain in which step size and mass matrix are fitted; they are thrown away [default: 1000]
    #[arg(long, value_name = "STEPS")]
    pub(super) tune: Option<u32>,
    /// Mean acceptance that the step size is fitted to [default: 0.95]
    #[arg(long, value_name = "A", value_parser = parse_acceptance)]
    pub(super) accept: Option<f64>,
    /// Mass matrix [default: diagonal]
    #[arg(long, value_parser = choice(&MASSES))]
    pub(super) mass: Option<Mass>,
    /// Largest depth of a tree: a trajectory has less than 2^DEPTH steps [default: 10]
    #[arg(long, value_name = "DEPTH", value_parser = clap::value_parser!(u8).range(1..=20))]
    pub(super) max_depth: Option<u8>,
    /// Each chain starts at a normal draw of this standard deviation around the origin, or around the point that the action
    /// is expanded around [default: 1]
    #[arg(long, value_name = "SIGMA", value_parser = parse_spread)]
    pub(super) spread: Option<f64>,
    /// Draw independently, by the transfer matrix: of an action that couples neighbours on a line or a ring alone. Values lie on a fine grid
    #[arg(long, conflicts_with_all = ["points", "moves"])]
    pub(super) transfer_matrix: bool,
    /// How chains of spins move [default: clusters where beta S has fields and pairs alone without frustration; else heat-bath]
    #[arg(long, value_parser = choice(&MOVES))]
    pub(super) moves: Option<Moves>,
    /// Spins at this inverse temperature: p(s) = exp(B S(s))/Z
    #[arg(long, value_name = "B", default_value_t = 1.0, allow_hyphen_values = true, value_parser = parse_beta)]
    pub(super) beta: f64,
    /// Seed; the same seed gives the same draws
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    /// Exit code 1 unless the chains agree. The draws are written all the same
    #[arg(long)]
    pub(super) strict: bool,
    /// Check the draws against the action: E[x dS/dx] = -1 and E[dS/dx] = 0 for every coordinate. Exit code 1 when these do
    /// not hold
    #[arg(long)]
    pub(super) verify: bool,
    /// Write each chain on its own: FILE.npz with chain.0, chain.1, ..
    #[arg(long)]
    pub(super) keep_chains: bool,
    /// Format of the report
    #[arg(long, value_parser = choice(&FORMATS), default_value = "text")]
    pub(super) format: ReportFormat,
    /// Write the draws to FILE.npy, shape (N, d), chain after chain; with --keep-chains to FILE.npz
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
    /// Memory that may be taken, such as 800M or 4G [default: most of what is free]
    #[arg(long, value_name = "SIZE", value_parser = memory::parse_bytes, allow_hyphen_values = true)]
    pub(super) memory_limit: Option<u64>,
    /// No messages, only results and errors
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// How draws are made that are none of trajectories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Sweeps,
    Exact,
}

/// Chains run at the same time, or on the threads that `--threads` asks for: there the command is in a pool.
fn workers(chains: usize) -> usize {
    rayon::current_thread_index().map_or(chains, |_| rayon::current_num_threads())
}

impl SampleArgs {
    pub(super) fn settings(&self) -> Settings {
        let usual = Settings::default();
        let chains = self.chains.map_or(usual.chains, usize::from);
        Settings {
            draws: self.draws,
            chains,
            tune: self.tune.map_or(usual.tune, |tune| tune as usize),
            accept: self.accept.unwrap_or(usual.accept),
            mass: self.mass.unwrap_or(usual.mass),
            max_depth: self.max_depth.map_or(usual.max_depth, u64::from),
            spread: self.spread.unwrap_or(usual.spread),
            seed: self.seed,
            threads: workers(chains),
        }
    }

    /// Refuses options of what the draws are not made of.
    pub(super) fn expect_way(&self, way: Way) -> Result<(), Failure> {
        let of_chains = [("--chains", self.chains.is_some()), ("--tune", self.tune.is_some())];
        let of_trajectories = [
            ("--accept", self.accept.is_some()),
            ("--mass", self.mass.is_some()),
            ("--max-depth", self.max_depth.is_some()),
            ("--spread", self.spread.is_some()),
        ];
        let (chains, how) = match way {
            Way::Sweeps => (&of_chains[..0], "drawn by sweeps or clusters"),
            Way::Exact => (&of_chains[..], "drawn exactly, without chains"),
        };
        let all = chains.iter().map(|option| (option, "chains"));
        let all = all.chain(of_trajectories.iter().map(|option| (option, "chains of real variables")));
        match all.into_iter().find(|((_, is_given), _)| *is_given) {
            None => Ok(()),
            Some(((name, _), what)) => Failure::usage(format!(
                "{name} is of {what}, and {} is {how}; leave it out",
                self.file.display()
            )),
        }
    }
}

const MASSES: [Choice<Mass>; 2] = [
    ("diagonal", "The scale of each coordinate", Mass::Diagonal),
    ("dense", "Scales and all directions that the tuning draws span; for strong correlations", Mass::Dense),
];

pub(in crate::cli) const MOVES: [Choice<Moves>; 2] = [
    ("heat-bath", "Each spin in turn, given all others", Moves::HeatBath),
    (
        "clusters",
        "Clusters of spins that agree with their couplings (Wolff), of fields and pairs",
        Moves::Clusters,
    ),
];

const FORMATS: [Choice<ReportFormat>; 2] =
    [("text", "For reading", ReportFormat::Text), ("json", "For other programs", ReportFormat::Json)];

/// Larger inverse temperatures are a mistake.
const LARGEST_BETA: f64 = 1e6;

fn parse_beta(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|beta: &f64| beta.abs() <= LARGEST_BETA);
    number.ok_or_else(|| "it is a number between -1e6 and 1e6".to_string())
}

fn parse_acceptance(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if number > 0.0 && number < 1.0 => Ok(number),
        _ => Err("it lies between 0 and 1, such as 0.95".to_string()),
    }
}

fn parse_spread(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if (0.0..1e30).contains(&number) => Ok(number),
        _ => Err("it is a number from 0 on".to_string()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: SampleArgs,
    }

    /// The draws do not depend on the threads, so that nothing else tells whether the option is heard.
    #[test]
    fn threads_are_those_that_are_asked_for() {
        let threads = |options: &[&str]| {
            let line = [&["sample", "x.json", "-n", "100", "-o", "x.npy"], options].concat();
            Line::try_parse_from(line).expect("a command").args.settings().threads
        };
        assert_eq!([threads(&[]), threads(&["--chains", "7"])], [4, 7]);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
        assert_eq!(pool.install(|| threads(&["--chains", "7"])), 2);
    }
}
