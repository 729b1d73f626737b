//! `expand --correlator`: what it takes, and what it says where it refuses.

use crate::command::{code, run, stderr, stdout};

fn expand(arguments: &str) -> std::process::Output {
    run(&["expand"].into_iter().chain(arguments.split(' ')).collect::<Vec<_>>())
}

/// What is said to words with a space between them, where they are refused with this code.
fn refusal(arguments: &str, expected: i32) -> String {
    let output = expand(arguments);
    assert_eq!(code(&output), expected, "{arguments}");
    stderr(&output)
}

#[test]
fn loops_are_up_to_a_number_or_a_window() {
    let lines = |loops: &str| {
        let output = expand(&format!("--correlator 2 --depth 2 --loops {loops} --count"));
        stdout(&output).lines().skip(4).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines("1"), ["    0         1  1", "    1         8  20"]);
    assert_eq!(lines("1..2"), ["    1         8  20", "    2        14  108"]);
    assert_eq!(lines("3..9"), ["    3         6  96"]);
}

#[test]
fn options_of_the_action_are_refused() {
    for option in [
        "--rank 2",
        "--max-chi 1",
        "--max-circles 1",
        "--dressed",
        "--arity 3",
        "--at A1",
        "--steps",
        "--by-layer",
    ] {
        let message = refusal(&format!("--correlator 2 --depth 1 --loops 1 {option}"), 2);
        assert!(message.contains("cannot be used with"), "{message}");
    }
    for (arguments, words) in [
        ("--depth 1 --loops 1", "--correlator <N>"),
        ("--depth 1 --correlator 2", "--loops <L|A..B>"),
        ("--depth 1 --correlator 0 --loops 1", "give a whole number from 1 on"),
        ("--depth 1 --correlator 2 --loops 2..1", "2..1 is empty"),
        ("--depth 4294967295 --correlator 2 --count --loops 0", "is more than the 1000 layers"),
        ("--depth 1001 --correlator 2 --loops 0", "a depth of 1001 is more than the 1000 layers"),
        (
            "--depth 4 --correlator 1 --loops 8",
            "have 15 splits; at most 14 are supported: give --loops 7 or fewer",
        ),
    ] {
        let message = refusal(arguments, 2);
        assert!(message.contains(words), "{arguments}: {message}");
    }
}

#[test]
fn too_many_diagrams_are_refused_with_what_would_help() {
    let message = refusal("--correlator 2 --depth 3 --loops 2 --format svg --limit 100", 1);
    assert_eq!(
        message,
        "error: there are at least 108 diagrams, more than the limit of 100\n  hint: up to --loops 1 there may be few enough\n"
    );
    let message = refusal("--correlator 2 --depth 3 --loops 2 --format svg --limit 150", 1);
    assert!(message.starts_with("error: there are 186 diagrams, more than the limit of 150\n"), "{message}");
    let message = refusal("--correlator 3 --depth 1 --loops 1 --limit 1", 1);
    assert!(message.contains("there are fewer with lower --correlator, --depth or --loops"), "{message}");
    let message = refusal("--correlator 2 --depth 34 --loops 1 --memory-limit 1000", 1);
    assert!(message.contains("lower --loops or --depth, or raise --memory-limit"), "{message}");
}

#[test]
fn no_diagrams_is_not_an_error() {
    let output = expand("--correlator 3 --depth 0 --loops 2");
    assert_eq!((code(&output), stdout(&output).lines().count()), (0, 1));
}

#[test]
fn counts_as_json() {
    let output = expand("--correlator 2 --depth 1 --loops 1 --count --format json");
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(json["format"], "diagraction-joined-trees-count");
    assert_eq!(json["diagrams"], "2");
    assert_eq!(json["by_loops"][1]["sum"], "2");
}
