//! The import arrows between the rooms of the house, as ARCHITECTURE.md states them.
#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms that every room may name. They name none.
const BASE: &[(&str, &[&str])] = &[("text", &[])];

/// For each room, the rooms that it may name besides. What is not listed is forbidden.
const ARROWS: &[(&str, &[&str])] = &[
    ("diagram", &[]),
    ("rewrite", &["diagram"]),
    ("notation", &["diagram"]),
    ("render", &["diagram", "notation"]),
    ("arrays", &[]),
    ("data", &["arrays"]),
    ("network", &["arrays"]),
    ("action", &["arrays"]),
    ("theory", &["arrays", "network", "action"]),
    ("modes", &["action"]),
    ("plot", &["action"]),
    ("polynomial", &["network", "action"]),
    ("evaluate", &["diagram", "rewrite", "notation", "network", "action", "polynomial"]),
    ("contributions", &["diagram", "rewrite", "notation", "network", "action", "evaluate"]),
    ("fit", &["action", "data", "statistics"]),
    ("check", &["network", "action", "evaluate"]),
    ("sample", &["data", "network", "action", "modes"]),
    ("statistics", &["data", "action"]),
    ("report", &["render", "action", "contributions", "check", "statistics", "plot"]),
    ("train", &["action", "data", "evaluate", "network", "statistics"]),
];

/// The rooms of the command. They name the library as every program does, so the compiler holds that they use what is public.
const COMMAND: &[(&str, &[&str])] = &[("cli", &["reproduce"]), ("reproduce", &[])];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn code_lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    // An import over several lines counts as one.
    code.join("\n").split_inclusive(';').map(|part| part.replace('\n', " ")).collect()
}

fn names(line: &str, room: &str) -> bool {
    let direct = format!("crate::{room}");
    let follows = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    line.match_indices(&direct).any(|(place, _)| follows(&line[place + direct.len()..]))
        || (line.contains("crate::{")
            && line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == room))
}

#[test]
fn rooms_name_only_the_rooms_they_may() {
    let mut checked = 0;
    for (room, allowed) in ARROWS.iter().chain(COMMAND).chain(BASE) {
        let mut sources = Vec::new();
        files(&Path::new("src").join(room), &mut sources);
        assert!(!sources.is_empty(), "no room {room}");
        for source in sources {
            for line in code_lines(&source) {
                for (other, _) in ARROWS.iter().chain(COMMAND) {
                    if other != room && names(&line, other) {
                        assert!(
                            allowed.contains(other),
                            "{}: {room} names {other}: {line}",
                            source.display()
                        );
                    }
                }
                checked += 1;
            }
        }
    }
    assert!(checked > 1000, "the sources were read");
}

#[test]
fn every_room_is_listed() {
    for entry in fs::read_dir("src").unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_str().unwrap();
            assert!(
                ARROWS.iter().chain(COMMAND).chain(BASE).any(|(room, _)| *room == name),
                "room {name} has no arrows"
            );
        }
    }
}

/// One file writes to standard output and standard error, where what comes from files can do nothing to a terminal. Others
/// ask whether there is a terminal, draw a bar on it, or, to watch a run, draw screens of lines that are as harmless.
#[test]
fn one_place_prints() {
    let mut sources = Vec::new();
    files(Path::new("src"), &mut sources);
    for source in sources.iter().filter(|source| *source != Path::new("src/cli/print.rs")) {
        let is_screen = *source == Path::new("src/cli/watch/terminal.rs");
        for line in code_lines(source) {
            let asks = ["stderr().is_terminal()", "ProgressDrawTarget::stderr()"];
            let rest = asks.iter().fold(line.clone(), |rest, ask| rest.replace(ask, ""));
            let rest = if is_screen { rest.replace("Term::stdout()", "") } else { rest };
            let prints = ["println!", "eprintln!", "print!(", "eprint!(", "stdout()", "stderr()", "/dev/tty"];
            assert!(!prints.iter().any(|print| rest.contains(print)), "{}: {line}", source.display());
        }
    }
}

/// One place decides exit codes.
#[test]
fn exit_codes_are_decided_in_one_place() {
    let mut sources = Vec::new();
    files(Path::new("src"), &mut sources);
    let named: Vec<String> = sources
        .iter()
        .filter(|source| {
            code_lines(source)
                .iter()
                .any(|line| line.contains("ExitCode::from") || line.contains("INTERRUPTED: u8"))
        })
        .map(|source| source.display().to_string())
        .collect();
    assert_eq!(named, ["src/cli/failure.rs"]);
}
