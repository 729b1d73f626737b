//! The command line.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};

use diagraction::action::file;
use diagraction::{Cell, Lattice};

use super::score_matching_error::Theory;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_diagraction")).args(arguments).env("LC_ALL", "C").output().unwrap()
}

fn succeeded(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn refused(arguments: &[&str], code: i32) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Samples of an interacting chain of three sites, as csv.
fn data(folder: &Path) -> String {
    let chain = Lattice::new(Cell::Chain, vec![3], true).unwrap();
    let mut text = String::from("a,b,c\n");
    for row in Theory::new(chain, 0.5, 0.1).sample(3000, 1).outer_iter() {
        writeln!(text, "{},{},{}", row[0], row[1], row[2]).unwrap();
    }
    let path = folder.join("data.csv");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_string()
}

#[test]
fn fits_are_written_and_serve_as_supports() {
    let folder = tempfile::tempdir().unwrap();
    let data = data(folder.path());
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let (action, again) = (path("action.json"), path("again.json"));
    let lattice = ["--support", "neighbours", "--lattice", "chain:3"];
    let report =
        succeeded(&[&["fit", &data, "--method", "score-matching", "-o", &action], &lattice[..]].concat());
    assert!(report.contains("N = 3000, d = 3") && report.contains("15 coefficients"), "{report}");
    assert!(report.contains("A^(0)   is not determined"), "{report}");

    let sparse = file::load_sparse(&action).unwrap().into_f64().unwrap();
    assert_eq!((sparse.number_of_entries(), sparse.max_rank()), (15, 4));
    let stored: serde_json::Value = serde_json::from_slice(&std::fs::read(&action).unwrap()).unwrap();
    for (rank, coefficients) in stored["coefficients"].as_array().unwrap().iter().enumerate() {
        let errors = &stored["errors"][rank];
        assert_eq!((&errors["rank"], &coefficients["rank"]), (&rank.into(), &rank.into()));
        let (errors, entries) =
            (errors["entries"].as_array().unwrap(), coefficients["entries"].as_array().unwrap());
        assert_eq!(errors.len(), entries.len());
        for (error, entry) in errors.iter().zip(entries) {
            assert_eq!(error["index"], entry["index"]);
            assert!(error["value"].as_f64().unwrap() > 0.0);
        }
    }

    // The same support from the action, from its csv, and from lines of indices, gives the same bytes.
    succeeded(&["fit", &data, "--support", &action, "-o", &again, "-q"]);
    let bytes = |path: &str| std::fs::read(path).unwrap();
    assert_eq!(bytes(&again), bytes(&action));
    let csv = path("action.csv");
    succeeded(&[&["fit", &data, "-o", &csv], &lattice[..]].concat());
    let text = std::fs::read_to_string(&csv).unwrap();
    assert!(text.starts_with("rank,index,value,error\n1,0,"), "{text}");
    assert_eq!(text.lines().count(), 16);
    succeeded(&["fit", &data, "--support", &csv, "-o", &again, "-q"]);
    assert_eq!(bytes(&again), bytes(&action));
    let upper = path("ACTION.JSON");
    std::fs::copy(&action, &upper).unwrap();
    succeeded(&["fit", &data, "--support", &upper, "-o", &again, "-q"]);
    assert_eq!(bytes(&again), bytes(&action));
    let theory = path("chain.ACTION");
    let sum = "S = -1/2 * (x[0]^2 + x[1]^2 + x[2]^2) + x[0] * x[1] - (x[0]^4 + x[1]^4 + x[2]^4)";
    std::fs::write(&theory, format!("dimension 3\n{sum}\n")).unwrap();
    assert!(succeeded(&["fit", &data, "--support", &theory]).contains("7 coefficients"));
    let dense = path("action.npz");
    succeeded(&["fit", &data, "--max-rank", "3", "-o", &dense]);
    let dense = file::load(&dense).unwrap().into_f64().unwrap();
    assert_eq!((dense.max_rank(), dense.tensor(3).unwrap().entries().len()), (3, 10));
}

#[test]
fn refusals_say_what_and_what_would_help() {
    let folder = tempfile::tempdir().unwrap();
    let data = data(folder.path());
    for arguments in [
        &["fit"][..],
        &["fit", &data, "--max-rank", "0"],
        &["fit", &data, "--max-rank", "7"],
        &["fit", &data, "--support", "neighbours"],
        &["fit", &data, "--lattice", "chain:3"],
        &["fit", &data, "--support", "neighbours", "--lattice", "ring:3"],
        &["fit", &data, "--block", "0"],
        &["fit", &data, "--ridge", "-1"],
        &["fit", &data, "-o", &data],
        &["fit", &data, "-o", "action.xyz"],
        &["fit", &data, "--format", "npz"],
    ] {
        assert!(!refused(arguments, 2).is_empty());
    }
    let message = refused(&["fit", &data, "--support", "neighbours", "--lattice", "square:2x2"], 1);
    assert!(message.contains("4 sites") && message.contains("d = 3"), "{message}");
    let message = refused(&["fit", &data, "--max-rank", "4", "--memory-limit", "1K"], 1);
    assert!(message.contains("memory") && message.contains("--support"), "{message}");
    let message = refused(&["fit", &data, "--block", "1000"], 1);
    assert!(message.contains("3 blocks of 1000"), "{message}");
    let support = folder.path().join("support.txt");
    std::fs::write(&support, "0\n1 5\n").unwrap();
    let message = refused(&["fit", &data, "--support", support.to_str().unwrap()], 1);
    assert!(message.contains("[1, 5]"), "{message}");
    let network = folder.path().join("network.json");
    std::fs::write(&network, r#"{"linear": []}"#).unwrap();
    let message = refused(&["fit", &data, "--support", network.to_str().unwrap()], 1);
    assert!(message.contains("a network"), "{message}");
    let message = refused(&["fit", "no-such-data.npy"], 1);
    assert!(message.contains("no-such-data.npy"), "{message}");
}
