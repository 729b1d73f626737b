//! How the command of this thread speaks: quietly or not, what it calls what it writes, and how wide and in which colours its
//! terminals are.

use std::cell::Cell;
use std::path::Path;

use console::{Style, Term};
use textwrap::{Options, WrapAlgorithm};

use super::inside;
use crate::files;

thread_local! {
    static IS_TEXT: Cell<bool> = const { Cell::new(true) };
    static QUIET: Cell<bool> = const { Cell::new(false) };
    static NOUN: Cell<&'static str> = const { Cell::new("results") };
}

/// Begins a command, which calls its results so. What is not text to read is left as it is on terminals, too.
pub(crate) fn begin(quiet: bool, is_text: bool, noun: &'static str) {
    IS_TEXT.set(is_text);
    QUIET.set(quiet);
    NOUN.set(noun);
}

/// Whether messages are unwanted.
pub(super) fn is_quiet() -> bool {
    QUIET.get()
}

/// What a file of this command holds.
pub(super) fn noun(path: &Path) -> &'static str {
    match files::ending(path).as_deref() {
        Some("svg" | "png" | "pdf") => "drawing",
        _ => NOUN.get(),
    }
}

/// A stream that people may read from a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Results,
    Messages,
}

/// The columns of the terminal that a stream goes to; none where it goes elsewhere.
pub(crate) fn width(stream: Stream) -> Option<usize> {
    if inside::is_inside() || stream == Stream::Results && !IS_TEXT.get() {
        return None;
    }
    let term = terminal(stream);
    // Some terminals do not tell their size, or tell none.
    let columns = || {
        term.size_checked().map(|(_, columns)| usize::from(columns)).filter(|columns| *columns >= NARROWEST)
    };
    term.is_term().then(columns).flatten()
}

fn terminal(stream: Stream) -> Term {
    match stream {
        Stream::Results => Term::stdout(),
        Stream::Messages => Term::stderr(),
    }
}

/// A narrower terminal breaks lines as it likes.
const NARROWEST: usize = 40;

/// Lines that fit: words that do not are moved to new lines below the last column of theirs, which begins behind two spaces.
pub(super) fn wrapped(line: &str, width: usize) -> String {
    // What is to be typed stays in one piece.
    if line.chars().count() <= width || line.contains("  diagraction ") {
        return line.to_owned();
    }
    let begins = |at: &usize| *at <= width / 2 && line.is_char_boundary(*at);
    let columns = line.match_indices("  ").map(|(at, spaces)| at + spaces.len()).filter(begins);
    let beyond = |at: usize| line[at..].len() - line[at..].trim_start().len();
    let indent = columns
        .map(|at| line[..at + beyond(at)].chars().count())
        .filter(|indent| *indent <= width / 2)
        .last();
    let indent = " ".repeat(indent.unwrap_or(2));
    let options = Options::new(width)
        .subsequent_indent(&indent)
        .break_words(false)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(line, options)
}

/// Verdicts that hold and do not, and how lines of messages begin.
const GOOD: [&str; 5] = ["holds", "equal", "agree:", "agree within errors", "the chains agree"];
const BAD: [&str; 9] = [
    "FAILS",
    "DOES NOT HOLD",
    "DO NOT AGREE",
    "TERMS GROW",
    "NOT normalisable",
    "CANNOT BE TOLD",
    "do not use these draws",
    "tests FAIL",
    "error:",
];
const CARE: [&str; 2] = ["note:", "hint:"];

/// A line in colours, where the stream has them: verdicts, errors and notes.
pub(super) fn painted(line: &str, stream: Stream) -> String {
    let term = terminal(stream);
    let may_be = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if inside::is_inside() || !may_be || !term.features().colors_supported() {
        return line.to_owned();
    }
    let paint = |text: &str, style: Style| style.force_styling(true).apply_to(text).to_string();
    let body = line.trim_end();
    let begins = |word: &&&str| body.trim_start().starts_with(**word);
    let is_there = |word: &&&str| match word.contains(' ') {
        true => body.contains(**word),
        false => begins(word) || body.ends_with(**word),
    };
    let (word, style) =
        match (BAD.iter().find(is_there), GOOD.iter().find(is_there), CARE.iter().find(begins)) {
            (Some(word), ..) => (word, Style::new().red().bold()),
            (_, Some(word), _) => (word, Style::new().green()),
            (.., Some(word)) => (word, Style::new().yellow()),
            _ => return line.to_owned(),
        };
    let at = if body.ends_with(word) { body.len() - word.len() } else { body.find(word).unwrap_or(0) };
    let (before, rest) = line.split_at(at);
    let (word, after) = rest.split_at(word.len());
    format!("{before}{}{after}", paint(word, style))
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn long_lines_go_on_below_their_last_column() {
        assert_eq!(wrapped("short", 10), "short");
        assert_eq!(wrapped("note    one two three four", 16), "note    one two\n        three\n        four");
        assert_eq!(wrapped("one two three four five", 12), "one two\n  three four\n  five");
        // What has no spaces is not broken: it may be a path.
        assert_eq!(
            wrapped("a/very/long/path/of/a/file.npy: no", 12),
            "a/very/long/path/of/a/file.npy:\n  no"
        );
    }
}
