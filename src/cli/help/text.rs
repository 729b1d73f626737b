//! The command with descriptions, headings, examples and its version.

use clap::{Arg, Args, Command, CommandFactory};

use super::examples::examples;
use crate::cli::args::Arguments;
use crate::cli::{
    check, coarse, combine, compare, contributions, correlators, couplings, ensemble, evaluate, expand,
    feynman, fit, flow, invert, modes, report, reproduce, reweight, sample, scan, score, show, stats,
    symmetry, theory, train, watch,
};

/// What all commands have, under one heading.
const COMMON: &str = "Output and limits";

const IDS_OF_COMMON: [&str; 14] = [
    "output",
    "format",
    "json",
    "plot",
    "plot_data",
    "top",
    "strict",
    "tolerance",
    "memory_limit",
    "time_limit",
    "limit",
    "threads",
    "quiet",
    "seed",
];

/// The headings of commands that have many options, with the options below them; others are below "Options".
const HEADINGS: [(&str, &str, &[&str]); 15] = [
    ("evaluate", "Parts of the action", &["diagram", "pairs", "entry", "at", "around"]),
    ("evaluate", "Couplings", &["chi_cutoff", "spectrum", "samples", "max_chi"]),
    ("correlators", "Methods", &["route", "draws", "seed", "dressed", "around", "incomplete", "exact"]),
    ("expand", "Cumulants", &["correlator", "loops"]),
    ("expand", "What is printed", &["at", "steps", "by_layer", "count", "charset"]),
    ("feynman", "What is printed", &["unlabelled", "count", "charset"]),
    ("sample", "Chains", &["chains", "tune", "accept", "mass", "max_depth", "spread", "keep_chains"]),
    ("sample", "What is drawn", &["draws", "points", "width", "transfer_matrix", "moves", "beta", "seed"]),
    ("ensemble", "What is drawn", &["networks", "seed", "drawn", "widths", "density", "outputs"]),
    ("fit", "Data", &["key", "chains", "block", "blocks", "errors"]),
    ("stats", "Data", &["key", "chains", "block", "blocks"]),
    (
        "train",
        "Gradients",
        &[
            "batch",
            "learning_rate",
            "optimizer",
            "momentum",
            "schedule",
            "weight_decay",
            "clip",
            "precision",
            "patience",
        ],
    ),
    ("train", "Spins", &["autoregressive", "hidden"]),
    ("train", "Start", &["start", "whiten", "select", "noise", "low_rank", "components", "seed"]),
    ("train", "Data", &["validation", "holdout", "key", "chains"]),
];

/// The command with everything that its help shows.
pub(in crate::cli) fn command() -> Command {
    let mut command = Arguments::command().version(version()).after_help(shown(&examples("")));
    for (name, described) in descriptions() {
        command = command.mut_subcommand(name, |inner| with_help(inner, name, Some(described)));
    }
    for name in ["completions", "man"] {
        command = command.mut_subcommand(name, |inner| with_help(inner, name, None));
    }
    let theories = ["lattice", "random", "teacher"];
    command.mut_subcommand("theory", |mut theory| {
        for name in theories {
            theory = theory.mut_subcommand(name, |inner| with_help(inner, &format!("theory {name}"), None));
        }
        theory
    })
}

/// The version, and in a release build the commit that it was built from.
pub(super) fn version() -> String {
    match option_env!("DIAGRACTION_COMMIT") {
        Some(commit) => format!("{} ({commit})", env!("CARGO_PKG_VERSION")),
        None => env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn with_help(command: Command, name: &str, described: Option<Command>) -> Command {
    // The words of a subcommand alone say little.
    let long = described.and_then(|described| described.get_long_about().or(described.get_about()).cloned());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let command = match long {
        Some(long) => command.long_about(format!("{about}.\n\n{long}")),
        None => command,
    };
    let short = shown(&examples(name));
    let longer = command.get_after_long_help().map(|help| format!("{help}\n\n{short}"));
    let command = match longer {
        Some(longer) => command.after_long_help(longer),
        None => command,
    };
    let ranks = RANKS.iter().find(|(command, _)| *command == name).map(|(_, help)| *help);
    command.after_help(short).mut_args(|arg| {
        let arg = with_heading(arg, name);
        // A value that begins with a minus is refused by what reads it.
        let arg = if arg.get_action().takes_values() && !arg.is_positional() {
            arg.allow_negative_numbers(true)
        } else {
            arg
        };
        match ranks.filter(|_| arg.get_id() == "rank") {
            Some(help) => arg.help(help),
            None => arg,
        }
    })
}

/// What `--rank` chooses, and what it is without.
const RANKS: [(&str, &str); 7] = [
    ("invert", "Ranks 0..K of the action, K up to 8 [default: 0..4]"),
    ("show", "Rank K, or ranks A..B (both included) [default: 0..4 of a model, else all]"),
    (
        "evaluate",
        "Rank K, or ranks A..B (both included), to show; files have all up to the highest [default: all of a small action, else 0..4, or fewer where they would take minutes]",
    ),
    (
        "check",
        "Rank K, or ranks A..B (both included), to show; the action is made up to the highest [default: as of evaluate]",
    ),
    ("compare", "Rank K, or ranks A..B (both included) [default: 1..4]"),
    (
        "flow",
        "Rank K, or ranks A..B (both included), to show; files have all up to the highest, 2 at least [default: 1..4]",
    ),
    ("report", "Ranks 0..K of the page, K up to 4 [default: 0..4]"),
];

fn with_heading(arg: Arg, command: &str) -> Arg {
    let id = arg.get_id().as_str();
    let own = HEADINGS.iter().find(|(name, _, ids)| *name == command && ids.contains(&id));
    match own.map(|(_, heading, _)| *heading).or(IDS_OF_COMMON.contains(&id).then_some(COMMON)) {
        Some(heading) if arg.get_help_heading().is_none() && !arg.is_positional() => {
            arg.help_heading(heading)
        }
        _ => arg,
    }
}

/// Words stand beside lines that are no longer than this.
const LONGEST_LINE: usize = 40;

/// Examples as the end of a help text.
fn shown(examples: &[(&str, &str)]) -> String {
    let is_short = |line: &&str| line.len() <= LONGEST_LINE;
    let width = examples.iter().map(|(line, _)| *line).filter(is_short).map(str::len).max().unwrap_or(0);
    let lines = examples.iter().map(|(line, what)| match what.len() {
        0 => format!("\n  diagraction {line}"),
        // What does not fit beside stands below.
        _ if !is_short(line) => {
            format!("\n  diagraction {line}\n      {what}")
        }
        _ => format!("\n  diagraction {line:<width$}  {what}"),
    });
    format!("Examples:{}", lines.collect::<String>())
}

/// The commands with what their arguments say of them.
fn descriptions() -> [(&'static str, Command); 28] {
    fn of<T: Args>() -> Command {
        T::augment_args(Command::new("described"))
    }
    [
        ("expand", of::<expand::ExpandArgs>()),
        ("feynman", of::<feynman::FeynmanArgs>()),
        ("evaluate", of::<evaluate::EvaluateArgs>()),
        ("flow", of::<flow::FlowArgs>()),
        ("check", of::<check::CheckArgs>()),
        ("contributions", of::<contributions::ContributionsArgs>()),
        ("correlators", of::<correlators::CorrelatorsArgs>()),
        ("theory", of::<theory::TheoryArgs>()),
        ("modes", of::<modes::ModesArgs>()),
        ("sample", of::<sample::SampleArgs>()),
        ("reweight", of::<reweight::ReweightArgs>()),
        ("train", of::<train::TrainArgs>()),
        ("watch", of::<watch::WatchArgs>()),
        ("fit", of::<fit::FitArgs>()),
        ("invert", of::<invert::InvertArgs>()),
        ("ensemble", of::<ensemble::EnsembleArgs>()),
        ("couplings", of::<couplings::CouplingsArgs>()),
        ("scan", of::<scan::ScanArgs>()),
        ("stats", of::<stats::StatsArgs>()),
        ("score", of::<score::ScoreArgs>()),
        ("show", of::<show::ShowArgs>()),
        ("symmetry", of::<symmetry::SymmetryArgs>()),
        ("coarse", of::<coarse::CoarseArgs>()),
        ("combine", of::<combine::CombineArgs>()),
        ("compare", of::<compare::CompareArgs>()),
        ("plot", of::<compare::PlotArgs>()),
        ("reproduce", of::<reproduce::ReproduceArgs>()),
        ("report", of::<report::ReportArgs>()),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::ffi::OsString;

    use clap::Command;

    use super::super::examples::examples;
    use super::command;
    use crate::cli::words::with_whole_numbers;

    /// Each command with its name, those within others included.
    fn all(command: &Command, name: &str) -> Vec<(String, Command)> {
        let inner = command.get_subcommands().filter(|inner| inner.get_name() != "help");
        let inner = inner.flat_map(|inner| all(inner, format!("{name} {}", inner.get_name()).trim()));
        std::iter::once((name.to_owned(), command.clone())).chain(inner).collect()
    }

    #[test]
    fn every_command_has_examples_that_are_accepted() {
        for (name, _) in all(&command(), "") {
            assert!(!examples(&name).is_empty(), "{name}");
            for (line, _) in examples(&name) {
                let line =
                    line.split(" | ").next().unwrap_or_default().split(" > ").next().unwrap_or_default();
                let words = std::iter::once("diagraction").chain(line.split_whitespace());
                let words: Vec<OsString> = words.map(|word| word.trim_matches('\'').into()).collect();
                let words = with_whole_numbers(&command(), &words);
                if let Err(error) = command().try_get_matches_from(words) {
                    panic!("{line}: {error}");
                }
            }
        }
    }

    #[test]
    fn no_heading_has_more_than_ten_options() {
        let mut crowded = Vec::new();
        for (name, mut command) in all(&command(), "") {
            command.build();
            let mut headings: BTreeMap<Option<String>, usize> = BTreeMap::new();
            for arg in command.get_arguments().filter(|arg| !arg.is_hide_set() && !arg.is_positional()) {
                *headings.entry(arg.get_help_heading().map(str::to_owned)).or_default() += 1;
            }
            if headings.values().any(|count| *count > 10) {
                crowded.push((name, headings));
            }
        }
        assert!(crowded.is_empty(), "{crowded:?}");
    }

    #[test]
    fn defaults_are_told_in_one_form() {
        for (name, command) in all(&command(), "") {
            for arg in command.get_arguments() {
                let help =
                    arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
                for other in ["by default", "unless given", "without it", "Default:", "(default"] {
                    assert!(!help.contains(other), "{name} {}: {help}", arg.get_id());
                }
            }
        }
    }
}
