//! The words of a command line before they are parsed.

use std::any::TypeId;
use std::ffi::OsString;

use clap::{Arg, Command};

/// More threads than any machine has processors.
pub(super) const MOST_THREADS: u16 = 1024;

/// Runs a command on as many threads as `--threads` in its words asks for, and on those of all processors without.
pub(super) fn on_threads<R: Send>(words: &[OsString], run: impl FnOnce() -> R + Send) -> R {
    /// As large as that of the first thread of a process.
    const STACK: usize = 8 << 20;
    let asked = threads(words).filter(|threads| (1..=MOST_THREADS.into()).contains(threads));
    let pool =
        asked.map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build());
    match pool {
        Some(Ok(pool)) => pool.install(run),
        // What is no number is refused where all words are parsed.
        Some(Err(_)) | None => run(),
    }
}

fn threads(words: &[OsString]) -> Option<usize> {
    let place =
        words.iter().position(|word| word.to_str().is_some_and(|word| word.starts_with("--threads")))?;
    let value = match words[place].to_str()?.strip_prefix("--threads")? {
        "" => words.get(place + 1)?.to_str()?,
        value => value.strip_prefix('=')?,
    };
    whole(value).unwrap_or_else(|| value.to_owned()).parse().ok()
}

/// The same words, in which the values of options that count are written out where they are whole numbers such as 1e6 or 1_000_000.
pub(super) fn with_whole_numbers(command: &Command, words: &[OsString]) -> Vec<OsString> {
    let mut command = command;
    let mut counts = false;
    let mut out = Vec::with_capacity(words.len());
    for word in words {
        let Some(text) = word.to_str() else {
            counts = false;
            out.push(word.clone());
            continue;
        };
        if let Some(inner) = command.find_subcommand(text) {
            command = inner;
        }
        let written = match (counts, text.split_once('=')) {
            (true, _) => whole(text),
            (false, Some((option, value))) if is_count(command, option) => {
                whole(value).map(|value| format!("{option}={value}"))
            }
            // -n1e6
            (false, None) => text
                .split_at_checked(2)
                .filter(|(option, _)| is_count(command, option))
                .and_then(|(option, value)| whole(value).map(|value| format!("{option}{value}"))),
            _ => None,
        };
        counts = is_count(command, text);
        out.push(written.map_or_else(|| word.clone(), OsString::from));
    }
    out
}

/// Whether a word is an option whose value is a whole number.
fn is_count(command: &Command, word: &str) -> bool {
    let is_called = |arg: &&Arg| match (word.strip_prefix("--"), word.strip_prefix('-')) {
        (Some(long), _) => {
            arg.get_long() == Some(long) || arg.get_all_aliases().is_some_and(|names| names.contains(&long))
        }
        (None, Some(short)) => arg.get_short().is_some_and(|letter| short == letter.to_string()),
        (None, None) => false,
    };
    let is_integer = |arg: &Arg| {
        let found = arg.get_value_parser().type_id();
        [
            TypeId::of::<u8>(),
            TypeId::of::<u16>(),
            TypeId::of::<u32>(),
            TypeId::of::<u64>(),
            TypeId::of::<usize>(),
            TypeId::of::<i64>(),
        ]
        .iter()
        .any(|integer| found == *integer)
    };
    command.get_arguments().find(is_called).is_some_and(is_integer)
}

/// A whole number in digits.
fn whole(text: &str) -> Option<String> {
    /// Floats hold all integers up to here.
    const LARGEST: f64 = 9e15;
    let is_number = text.contains(['e', 'E', '_']) && text.starts_with(|first: char| first.is_ascii_digit());
    let value: f64 = text.replace('_', "").parse().ok().filter(|_| is_number)?;
    (value.fract() == 0.0 && value <= LARGEST).then(|| format!("{value:.0}"))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::{threads, whole, with_whole_numbers};

    fn words(text: &str) -> Vec<OsString> {
        text.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn counts_may_be_written_in_powers_of_ten() {
        let found = ["1e6", "1_000", "2.5e3", "1.5", "0.1e0", "1e-3", "x", "1e99", "7"].map(whole);
        let expected = [Some("1000000"), Some("1000"), Some("2500"), None, None, None, None, None, None];
        assert_eq!(found.each_ref().map(Option::as_deref), expected);
    }

    #[test]
    fn other_values_stay_as_they_are() {
        let command = clap::Command::new("tool").subcommand(
            clap::Command::new("draw")
                .arg(clap::arg!(-n --draws <N> "a count").value_parser(clap::value_parser!(usize)))
                .arg(clap::arg!(--field <F> "a number").value_parser(clap::value_parser!(f64)))
                .arg(clap::arg!(<FILE> "a file")),
        );
        let given = words("tool draw -n 1e4 --draws=2e3 -n1e3 --field 1e4 1e4");
        assert_eq!(
            with_whole_numbers(&command, &given),
            words("tool draw -n 10000 --draws=2000 -n1000 --field 1e4 1e4")
        );
    }

    #[test]
    fn threads_are_found_before_the_rest_is_read() {
        assert_eq!(threads(&words("d sample --threads 3 x")), Some(3));
        assert_eq!(threads(&words("d --threads=2 sample")), Some(2));
        assert_eq!(threads(&words("d --threads 1e1")), Some(10));
        assert_eq!(threads(&words("d --threads")), None);
    }
}
