//! The command line: its subcommands, most with a folder of their own, and one for what they share.

mod args;
mod check;
mod coarse;
mod combine;
mod compare;
mod completions;
mod contributions;
mod correlators;
mod couplings;
mod ensemble;
mod evaluate;
mod expand;
mod feynman;
mod fit;
mod flow;
mod help;
mod invert;
mod modes;
mod report;
mod reproduce;
mod reweight;
mod sample;
mod scan;
mod score;
mod shared;
mod show;
mod stats;
mod symmetry;
mod theory;
mod train;
mod watch;
mod words;

use std::ffi::OsString;
use std::io::Write;
use std::sync::Arc;

use args::{Arguments, Command};
use clap::{ArgMatches, FromArgMatches};
use shared::failure::{self, Failure};
pub use shared::inside::Ended;
pub use shared::interrupt::interrupt;
pub use shared::stop::Stop;
use shared::{inside, manner, memory};

/// Runs a command line, whose first word is the name of the program, and tells how it ended: 0 done, 1 failed, 2 the arguments
/// are wrong, 130 interrupted.
///
/// It writes to the streams of the process, but neither ends the process nor handles its signals: see [`interrupt()`].
///
/// ```
/// assert_eq!(diagraction::cli::run(["diagraction", "expand", "--depth", "one"].map(Into::into)), 2);
/// ```
#[must_use]
pub fn run(words: impl IntoIterator<Item = OsString>) -> u8 {
    let words: Vec<OsString> = words.into_iter().collect();
    words::on_threads(&words, || parsed(&words))
}

fn parsed(words: &[OsString]) -> u8 {
    let read = || {
        let mut command = help::command();
        command.build();
        let words = words::with_whole_numbers(&command, words);
        let mut matches = command.clone().try_get_matches_from(&words).map_err(|error| {
            let inner = words
                .iter()
                .filter_map(|word| word.to_str())
                .fold(&command, |command, word| command.find_subcommand(word).unwrap_or(command));
            help::mended(error, inner)
        })?;
        let (quiet, is_text, name) = manner_of(&matches);
        manner::begin(quiet, is_text, noun(&name));
        Arguments::from_arg_matches_mut(&mut matches)
    };
    let arguments = match read() {
        Ok(arguments) => arguments,
        Err(error) => return Failure::Arguments(error).report(),
    };
    let result = match arguments.command {
        Command::Expand(args) => expand::run(&args),
        Command::Feynman(args) => feynman::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Flow(args) => flow::run(&args),
        Command::Contributions(args) => contributions::run(&args),
        Command::Correlators(args) => correlators::run(&args),
        Command::Theory(args) => theory::run(&args),
        Command::Modes(args) => modes::run(&args),
        Command::Sample(args) => sample::run(&args),
        Command::Reweight(args) => reweight::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Watch(args) => watch::run(&args),
        Command::Fit(args) => fit::run(&args),
        Command::Invert(args) => invert::run(&args),
        Command::Ensemble(args) => ensemble::run(&args),
        Command::Couplings(args) => couplings::run(&args),
        Command::Scan(args) => scan::run(&args),
        Command::Symmetry(args) => symmetry::run(&args),
        Command::Coarse(args) => coarse::run(&args),
        Command::Combine(args) => combine::run(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Plot(args) => compare::plot(&args),
        Command::Show(args) => show::run(&args),
        Command::Score(args) => score::run(&args),
        Command::Reproduce(args) => reproduce::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Completions(args) => help::completions(&args),
        Command::Man(args) => help::man(&args),
    };
    match result {
        Ok(()) => failure::DONE,
        Err(failure) => failure.report(),
    }
}

/// Whether a command is to be quiet, whether it prints text to be read, and its name.
fn manner_of(matches: &ArgMatches) -> (bool, bool, String) {
    let Some((name, inner)) = matches.subcommand() else { return (false, true, String::new()) };
    let flag = |name: &str| inner.try_get_one::<bool>(name).ok().flatten().copied().unwrap_or(false);
    let format = inner.try_get_raw("format").ok().flatten().and_then(|mut words| words.next());
    let is_text = format.is_none_or(|word| word == "text" || word == "tree") && !flag("json");
    let (quiet, is_text_within, _) = manner_of(inner);
    let is_script = matches!(name, "completions" | "man");
    (quiet || flag("quiet"), is_text && is_text_within && !is_script, name.to_owned())
}

/// What a command calls its results.
fn noun(command: &str) -> &'static str {
    match command {
        "expand" | "feynman" => "diagrams",
        "combine" | "evaluate" | "fit" | "invert" | "theory" => "action",
        "flow" => "coefficients by layer",
        "check" => "tests",
        "contributions" => "contributions",
        "correlators" | "stats" | "reweight" => "cumulants",
        "ensemble" => "correlators and action",
        "couplings" => "couplings",
        "coarse" => "block variables",
        "symmetry" => "symmetries",
        "scan" => "thermodynamics",
        "modes" => "maxima",
        "sample" => "draws",
        "train" => "network",
        "compare" => "comparison",
        "plot" => "drawing",
        "report" => "page",
        "score" => "ln p",
        "show" => "formula",
        _ => "results",
    }
}

/// The memory in bytes that a command may take: so many, or most of what is free.
pub fn memory_limit(asked: Option<u64>) -> u64 {
    memory::limit(asked)
}

/// Arrays of a MiB and more go back to the system when they are freed. Otherwise the allocator of glibc keeps those of up to
/// 32 MiB, and a process takes up to half as much again as it uses. To be called before there is a second thread; elsewhere it does
/// nothing.
#[allow(unsafe_code, reason = "a setting of the allocator")]
pub fn return_freed_memory() {
    // SAFETY: every size is a valid value of these settings.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 1 << 20);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 1 << 22);
    }
}

/// Like [`run`], for a program that goes on afterwards: results go to `results`, messages are kept, and after a [`Stop::interrupt`] the
/// work ends by itself, or where it next tells how far it is.
///
/// ```
/// use std::io;
/// use std::sync::Arc;
///
/// let words = ["diagraction", "expand", "--depth", "one"];
/// let ended = diagraction::cli::run_inside(words.map(Into::into), io::sink(), Arc::default());
/// assert_eq!(ended.code, 2);
/// assert!(ended.messages.starts_with("error: invalid value 'one'"));
/// ```
pub fn run_inside(
    words: impl IntoIterator<Item = OsString>,
    results: impl Write + Send + 'static,
    stop: Arc<Stop>,
) -> Ended {
    let words: Vec<OsString> = words.into_iter().collect();
    words::on_threads(&words, || inside::run(results, stop, || parsed(&words), failure::INTERRUPTED))
}
