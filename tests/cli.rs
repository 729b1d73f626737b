//! The command line as its users meet it: exit codes, messages, files.
#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::io::Read;
use std::process::{Command, Output, Stdio};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diagraction"));
    command.args(arguments).env("LC_ALL", "C");
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

const MODEL: &str = "examples/models/lattice16.safetensors";

#[test]
fn exit_codes() {
    assert_eq!(code(&run(&["expand", "--depth", "1"])), 0);
    assert_eq!(code(&run(&["--help"])), 0);
    assert_eq!(code(&run(&["evaluate", "no-such-model.npz"])), 1);
    assert_eq!(code(&run(&["expand", "--depth", "4"])), 1);
    for arguments in [
        &["expand"][..],
        &["expand", "--depth", "x"],
        &["expand", "--depth", "1", "--rank", "3..2"],
        &["expand", "--depth", "1", "--at", "C1"],
        &["expand", "--depth", "1", "--steps", "--format", "svg"],
        &["evaluate", MODEL, "--format", "npz"],
        &["evaluate", MODEL, "-o", "action.unknown"],
        &["no-such-command"],
    ] {
        assert_eq!(code(&run(arguments)), 2, "{arguments:?}");
    }
}

#[test]
fn refusals_say_what_and_what_would_help() {
    let output = run(&["expand", "--depth", "4"]);
    let message = stderr(&output);
    assert!(message.contains("4,537,853,011 diagrams"), "{message}");
    assert!(message.contains("--max-chi") && message.contains("--limit"), "{message}");
    assert_eq!(stdout(&output), "");
    let message = stderr(&run(&["expand", "--depth", "400"]));
    assert!(message.contains("about 10^(1.510e120) diagrams"), "{message}");
    let message = stderr(&run(&["evaluate", MODEL, "--max-rank", "16"]));
    assert!(message.contains("memory") && message.contains("--max-rank"), "{message}");
    let message = stderr(&run(&["evaluate", MODEL, "--diagram", "Z(b4, W4.W2.x)"]));
    assert!(message.contains("column 10") && message.contains("below W4"), "{message}");
    let message = stderr(&run(&["evaluate", MODEL, "--diagram", "Z(b2, b2)"]));
    assert!(message.contains("depth 1") && message.contains("depth 3"), "{message}");
}

#[test]
fn limits_are_raised_on_request() {
    assert_eq!(code(&run(&["expand", "--depth", "2", "--limit", "405"])), 1);
    assert_eq!(code(&run(&["expand", "--depth", "2", "--limit", "406"])), 0);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let arguments = ["expand", "--depth", "3"];
    let mut child = command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), stderr(&output).as_str()), (0, ""));
}

#[test]
fn files_are_whole_and_their_ending_names_the_format() {
    let folder = tempfile::tempdir().unwrap();
    for (ending, start) in
        [("json", "{\"format\": \"diagraction-action\""), ("csv", "rank,index,value"), ("txt", "model")]
    {
        let path = folder.path().join(format!("action.{ending}"));
        let output = run(&["evaluate", MODEL, "-o", path.to_str().unwrap()]);
        assert_eq!((code(&output), stdout(&output).as_str(), stderr(&output).as_str()), (0, "", ""));
        assert!(std::fs::read_to_string(&path).unwrap().starts_with(start));
    }
    for ending in ["json", "svg", "tex", "dot", "txt"] {
        let path = folder.path().join(format!("expansion.{ending}"));
        assert_eq!(code(&run(&["expand", "--depth", "1", "-o", path.to_str().unwrap()])), 0);
        assert!(std::fs::metadata(&path).unwrap().len() > 100);
    }
    // A failure leaves nothing behind.
    let path = folder.path().join("refused.json");
    assert_eq!(code(&run(&["expand", "--depth", "4", "-o", path.to_str().unwrap()])), 1);
    assert!(!path.exists());
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{names:?}");
    let missing = folder.path().join("no-such-folder").join("action.json");
    let output = run(&["evaluate", MODEL, "-o", missing.to_str().unwrap()]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("no-such-folder"), "{}", stderr(&output));
}

/// What `expand` prints, `evaluate` reads: the sum of all diagrams is the action.
#[test]
fn the_printed_expansion_evaluates_to_the_action() {
    let model = "tests/cases/d2_L1.model.json";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("expansion.txt");
    assert_eq!(
        code(&run(&["expand", "--depth", "1", "--charset", "unicode", "-o", path.to_str().unwrap()])),
        0
    );
    let diagrams = format!("@{}", path.display());
    let json = |arguments: &[&str]| -> serde_json::Value {
        let output = run(arguments);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let from_text = json(&["evaluate", model, "--diagram", &diagrams, "--format", "json"]);
    let action = json(&["evaluate", model, "--format", "json", "--method", "diagrams"]);
    for (ours, theirs) in entries(&from_text).iter().zip(entries(&action)) {
        assert_eq!(ours.0, theirs.0);
        assert!((ours.1 - theirs.1).abs() <= 1e-12 * theirs.1.abs(), "{ours:?} {theirs:?}");
    }
}

fn entries(action: &serde_json::Value) -> Vec<(String, f64)> {
    let ranks = action["coefficients"].as_array().unwrap().iter();
    let all = ranks.flat_map(|rank| rank["entries"].as_array().unwrap());
    all.map(|entry| (entry["index"].to_string(), entry["value"].as_f64().unwrap())).collect()
}

#[test]
fn exact_actions_are_the_stored_ones() {
    for (case, options) in [
        ("d1_L0", &[][..]),
        ("d2_L1", &[]),
        ("d2_L2", &[]),
        ("d3_L1", &[]),
        ("d3_L2_rank4", &["--max-rank", "4"]),
        ("d4_L2_chi2", &["--max-chi", "2"]),
    ] {
        let stored = std::fs::read(format!("tests/cases/{case}.action.json")).unwrap();
        let stored: serde_json::Value = serde_json::from_slice(&stored).unwrap();
        let model = format!("tests/cases/{case}.model.json");
        for method in ["diagrams", "direct"] {
            let fixed = ["evaluate", &model, "--exact", "--method", method, "--format", "json"];
            let output = run(&[&fixed[..], options].concat());
            let action: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(action, stored, "{case} by {method}");
        }
    }
}

#[test]
fn check_holds_on_every_case_and_on_the_trained_model() {
    for arguments in [
        &["check", "tests/cases/d2_L2.model.json"][..],
        &["check", "tests/cases/d1_L0.model.json"],
        &["check", "tests/cases/d3_L2_rank4.model.json", "--max-rank", "4"],
        &["check", "tests/cases/d4_L2_chi2.model.json", "--max-chi", "2"],
        &["check", "tests/cases/d4_L2_chi2.model.json", "--max-chi", "2", "--max-rank", "3"],
        &["check", MODEL, "--max-rank", "3"],
        &["check", MODEL, "--max-rank", "2", "--max-chi", "1"],
        &["check", MODEL, "--max-rank", "4", "--max-chi", "0"],
    ] {
        let output = run(arguments);
        assert_eq!(code(&output), 0, "{arguments:?}\n{}{}", stdout(&output), stderr(&output));
        assert!(stdout(&output).contains("tests hold"));
    }
}

#[test]
fn completions_and_manual_pages() {
    assert!(stdout(&run(&["completions", "bash"])).contains("diagraction"));
    assert!(stdout(&run(&["man"])).contains(".TH diagraction 1"));
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(&run(&["man", "-o", folder.path().to_str().unwrap()])), 0);
    assert!(folder.path().join("diagraction-expand.1").exists());
}

#[test]
fn the_same_command_gives_the_same_bytes() {
    let arguments = ["evaluate", MODEL, "--format", "json"];
    assert_eq!(run(&arguments).stdout, run(&arguments).stdout);
    assert_eq!(
        run(&["check", MODEL, "--max-rank", "2"]).stdout,
        run(&["check", MODEL, "--max-rank", "2"]).stdout
    );
}
