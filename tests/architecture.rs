//! The import arrows between the rooms of the house, as ARCHITECTURE.md states them.
#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of the command. They may name every room of the library, which names none of them.
const COMMAND: [&str; 2] = ["cli", "reproduce"];

fn is_command(room: &str) -> bool {
    COMMAND.contains(&room)
}

/// A room that every room may name.
const BASE: &str = "text";

/// The rooms in the tables of ARCHITECTURE.md, each with those that it may name.
fn rooms() -> Vec<(String, Vec<String>)> {
    let text = fs::read_to_string("ARCHITECTURE.md").unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let &[_, room, _, named, _] = cells.as_slice() else { return None };
        let room = room.strip_prefix("`src/")?.strip_suffix("/`")?;
        let named = named.split(", ").filter(|name| !name.is_empty()).map(str::to_string);
        Some((room.to_string(), named.collect()))
    };
    text.lines().filter_map(row).collect()
}

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
    let (mut checked, rooms) = (0, rooms());
    for (room, allowed) in &rooms {
        let mut sources = Vec::new();
        files(&Path::new("src").join(room), &mut sources);
        assert!(!sources.is_empty(), "no room {room}");
        for source in sources {
            for line in code_lines(&source) {
                for (other, _) in &rooms {
                    let is_free = other == room || other == BASE || is_command(room) && !is_command(other);
                    if !is_free && names(&line, other) {
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
    let rooms = rooms();
    for entry in fs::read_dir("src").unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_str().unwrap();
            assert!(rooms.iter().any(|(room, _)| *room == name), "room {name} is not in ARCHITECTURE.md");
        }
    }
}

/// The first line of a file says what it holds.
#[test]
fn every_file_says_what_it_holds() {
    let mut sources = Vec::new();
    files(Path::new("src"), &mut sources);
    for source in sources {
        let text = fs::read_to_string(&source).unwrap();
        let says =
            text.strip_prefix("//! ").is_some_and(|rest| rest.starts_with(|c: char| !c.is_whitespace()));
        assert!(says, "{} does not begin with what it holds", source.display());
    }
}

/// A file that no module names is compiled by nobody.
#[test]
fn every_file_is_a_module() {
    let mut sources = Vec::new();
    files(Path::new("src"), &mut sources);
    for source in sources {
        let named = if source.ends_with("mod.rs") { source.parent().unwrap() } else { &source };
        let name = named.file_stem().unwrap().to_str().unwrap();
        let folder = named.parent().unwrap();
        let beside = ["mod.rs", "lib.rs", "main.rs"].map(|file| folder.join(file));
        let declared = beside.into_iter().chain([folder.with_extension("rs")]).any(|parent| {
            let text = fs::read_to_string(parent).unwrap_or_default();
            text.lines().any(|line| line.ends_with(&format!("mod {name};")))
        });
        assert!(declared || ["lib", "main"].contains(&name), "{}", source.display());
    }
}

/// The library says what is wrong; which option of the command would help is for the command to say.
#[test]
fn no_message_of_the_library_names_an_option() {
    let mut sources = Vec::new();
    files(Path::new("src"), &mut sources);
    let is_command =
        |source: &Path| COMMAND.iter().any(|room| source.starts_with(Path::new("src").join(room)));
    for source in sources.iter().filter(|source| !is_command(source)) {
        let text = fs::read_to_string(source).unwrap();
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let names = line
                .match_indices("--")
                .any(|(place, _)| line[place + 2..].starts_with(|c: char| c.is_ascii_lowercase()));
            assert!(!names, "{}: {line}", source.display());
        }
    }
}

/// One file writes to standard output and standard error, where what comes from files can do nothing to a terminal. Others
/// ask whether there is a terminal, draw a bar on it, or, to watch a run, draw screens of lines that are as harmless.
#[test]
fn one_place_prints() {
    let mut sources = Vec::new();
    files(Path::new("src"), &mut sources);
    for source in sources.iter().filter(|source| *source != Path::new("src/cli/shared/print.rs")) {
        let is_screen = *source == Path::new("src/cli/watch/terminal.rs");
        for line in code_lines(source) {
            let asks = ["stderr().is_terminal()", "error.use_stderr()", "ProgressDrawTarget::stderr()"];
            let rest = asks.iter().fold(line.clone(), |rest, ask| rest.replace(ask, ""));
            let rest = if is_screen { rest.replace("Term::stdout()", "") } else { rest };
            // It asks for the width and the colours of both.
            let asks_both = *source == Path::new("src/cli/shared/manner.rs");
            let rest = if asks_both {
                rest.replace("Term::stdout()", "").replace("Term::stderr()", "")
            } else {
                rest
            };
            let prints = ["println!", "eprintln!", "print!(", "eprint!(", "stdout()", "stderr()", "/dev/tty"];
            assert!(!prints.iter().any(|print| rest.contains(print)), "{}: {line}", source.display());
        }
    }
}

/// One place decides exit codes, also the one with which an interrupt ends the process.
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
    assert_eq!(named, ["src/cli/shared/failure.rs"]);
}

/// The files of the command that a file names in its imports, each as the path of its module.
fn imports(source: &Path, modules: &[String]) -> Vec<String> {
    let own = module(source);
    let parent = own.rsplit_once("::").map_or("", |(parent, _)| parent).to_string();
    let text = fs::read_to_string(source).unwrap();
    let code = text.split("#[cfg(test)]").next().unwrap().to_string();
    let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    // A room needs the files that it is made of.
    let parts = code
        .iter()
        .filter_map(|line| line.trim_start_matches("pub(super) ").strip_prefix("mod ")?.strip_suffix(';'));
    let mut found: Vec<String> = parts.map(|name| format!("{own}::{name}")).collect();
    for part in code.join(" ").split("use ").skip(1) {
        let Some((tree, _)) = part.split_once(';') else { continue };
        let tree: String = tree.split_whitespace().collect();
        let tree = tree.replacen("super::", &format!("crate::{parent}::"), 1);
        let Some(path) = tree.strip_prefix("crate::") else { continue };
        let (stem, leaves) = path.split_once('{').unwrap_or((path, ""));
        let leaves = leaves.trim_end_matches(['}', ',']).split(',');
        for leaf in leaves {
            let whole = format!("{stem}{leaf}");
            let named = modules
                .iter()
                .filter(|module| whole == **module || whole.starts_with(&format!("{module}::")));
            found.extend(named.max_by_key(|module| module.len()).cloned().filter(|module| *module != own));
        }
    }
    found
}

fn module(source: &Path) -> String {
    let path = source.strip_prefix("src").unwrap().with_extension("");
    let parts: Vec<&str> = path.iter().map(|part| part.to_str().unwrap()).collect();
    parts.join("::").trim_end_matches("::mod").to_string()
}

/// Every file of the command can be read after those that it names.
#[test]
fn no_circle_of_files_in_the_command() {
    let mut sources = Vec::new();
    files(Path::new("src/cli"), &mut sources);
    let modules: Vec<String> = sources.iter().map(|source| module(source)).collect();
    let mut left: Vec<(String, Vec<String>)> =
        sources.iter().map(|source| (module(source), imports(source, &modules))).collect();
    assert!(left.iter().map(|(_, named)| named.len()).sum::<usize>() > 200, "the imports were read");
    while !left.is_empty() {
        let waiting: Vec<String> = left.iter().map(|(module, _)| module.clone()).collect();
        left.retain(|(_, named)| named.iter().any(|module| waiting.contains(module)));
        assert!(left.len() < waiting.len(), "a circle among {waiting:?}");
    }
}
