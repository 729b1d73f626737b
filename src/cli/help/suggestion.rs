//! Which option was meant by one that does not exist.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};
use strsim::levenshtein;

/// What people call options in other programs, and what they are called here; of several the first that the command has.
const SYNONYMS: [(&str, &[&str]); 27] = [
    ("batchsize", &["batch"]),
    ("bs", &["batch"]),
    ("count", &["draws", "top", "count"]),
    ("dim", &["dimension"]),
    ("file", &["output"]),
    ("iterations", &["epochs", "draws"]),
    ("jobs", &["threads"]),
    ("layers", &["depth"]),
    ("lattice-size", &["side", "lattice"]),
    ("max-degree", &["rank"]),
    ("max-order", &["order", "rank"]),
    ("max-rank", &["rank", "order"]),
    ("memory", &["memory-limit"]),
    ("n-draws", &["draws"]),
    ("num-samples", &["draws"]),
    ("num-draws", &["draws"]),
    ("num-epochs", &["epochs"]),
    ("order", &["rank", "max-rank"]),
    ("out", &["output"]),
    ("rank", &["order"]),
    ("ranks", &["rank", "order"]),
    ("samples", &["draws"]),
    ("size", &["dimension", "side"]),
    ("steps", &["epochs", "tune"]),
    ("timeout", &["time-limit"]),
    ("val", &["validation"]),
    ("workers", &["threads"]),
];

/// A suggestion that is closer than this is meant; others are left out.
const CLOSE: usize = 2;

/// The error with a suggestion that helps, or with none.
pub(in crate::cli) fn mended(mut error: Error, command: &Command) -> Error {
    if error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else { return error };
    let given = given.trim_start_matches('-').split('=').next().unwrap_or_default().to_ascii_lowercase();
    let has = |name: &str| command.get_opts().any(|arg| arg.get_long() == Some(name));
    let synonyms = SYNONYMS.iter().filter(|(name, _)| *name == given).flat_map(|(_, meant)| meant.iter());
    let meant = synonyms.copied().find(|name| has(name));
    let suggested = match error.get(ContextKind::SuggestedArg) {
        Some(ContextValue::String(name)) => Some(name.trim_start_matches('-').to_owned()),
        _ => None,
    };
    let close = suggested.filter(|name| {
        let (name, given) = (name.as_str(), given.as_str());
        name.starts_with(given) || given.starts_with(name) || levenshtein(name, given) <= CLOSE
    });
    let name = meant.map(str::to_owned).or(close);
    error.remove(ContextKind::SuggestedArg);
    // That a word may be a value after `--` helps nobody here, and the usage is that of the guess.
    error.remove(ContextKind::Suggested);
    error.remove(ContextKind::Usage);
    if let Some(name) = name {
        error.insert(ContextKind::SuggestedArg, ContextValue::String(format!("--{name}")));
    }
    error
}

#[cfg(test)]
mod tests {
    use super::super::text::command;
    use super::mended;

    #[test]
    fn what_is_meant_is_named() {
        let told = |line: &str| {
            let mut command = command();
            command.build();
            let name = line.split(' ').next().expect("a command");
            let inner = command.find_subcommand(name).expect("a command").clone();
            let words = std::iter::once("diagraction").chain(line.split(' '));
            let error = command.try_get_matches_from(words).expect_err("an unknown option");
            mended(error, &inner).to_string()
        };
        for (line, option) in [
            ("train d.npy --steps 3", "'--epochs'"),
            ("sample m -n 3 -o x --count 3", "'--draws'"),
            ("stats d.npy --max-rank 3", "'--order'"),
            ("expand --depth 1 --order 3", "'--rank'"),
            ("train d.npy --depht 3", "'--depth'"),
            ("sample m --workers 3", "'--threads'"),
        ] {
            assert!(told(line).contains(option), "{line}: {}", told(line));
        }
        let far = told("train d.npy --zzz 3");
        assert!(!far.contains("tip"), "{far}");
    }
}
