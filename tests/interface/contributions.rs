//! `contributions`.

use serde_json::Value;

use crate::command::{MODEL, code, command, run, stderr, succeed};

fn shares(found: &Value, list: &str) -> f64 {
    found[list].as_array().unwrap().iter().map(|one| one["share"].as_f64().unwrap()).sum()
}

#[test]
fn shares_of_a_trained_model_add_up_to_one() {
    let text = succeed(&["contributions", MODEL, "--entries", "3", "--format", "json"]);
    let document: Value = serde_json::from_str(&text).unwrap();
    let (ranks, entries) = (document["ranks"].as_array().unwrap(), document["entries"].as_array().unwrap());
    assert_eq!((ranks.len(), entries.len()), (4, 12));
    for found in ranks.iter().chain(entries) {
        for list in ["diagrams", "by_layer", "by_pair"] {
            let sum = shares(found, list);
            assert!((sum - 1.0).abs() < 1e-12, "{list} of rank {}: {sum}", found["rank"]);
        }
    }
}

/// Values of diagrams at an entry are those that `evaluate --diagram` gives, and their sum that of `evaluate`.
#[test]
fn values_at_an_entry_are_those_of_the_diagrams() {
    let text = succeed(&["contributions", MODEL, "--entry", "7,5,5", "--format", "json"]);
    let document: Value = serde_json::from_str(&text).unwrap();
    let entry = &document["entries"][0];
    assert_eq!(entry["index"], serde_json::json!([5, 5, 7]));
    for one in entry["diagrams"].as_array().unwrap() {
        let diagram = one["diagram"].as_str().unwrap();
        let text = succeed(&["evaluate", MODEL, "--diagram", diagram, "--format", "csv"]);
        let line = text.lines().find_map(|line| line.strip_prefix("3,5 5 7,")).unwrap();
        let (found, size) = (line.parse::<f64>().unwrap(), one["size"].as_f64().unwrap());
        assert!(
            (found - size).abs() <= 1e-12 * entry["sum_of_norms"].as_f64().unwrap(),
            "{diagram}: {found}, {size}"
        );
    }
    let whole = succeed(&["evaluate", MODEL, "--entry", "5,5,7", "--format", "csv"]);
    let whole: f64 = whole.lines().nth(1).unwrap().rsplit(',').next().unwrap().parse().unwrap();
    assert!((whole - entry["total"].as_f64().unwrap()).abs() < 1e-12);
}

#[test]
fn contributions_do_not_depend_on_threads() {
    let with = |threads: &str| {
        let output =
            command(&["contributions", MODEL, "--format", "csv"]).env("RAYON_NUM_THREADS", threads).output();
        output.unwrap().stdout
    };
    assert_eq!(with("1"), with("3"));
}

#[test]
fn mistakes_are_named() {
    let refused = |arguments: &[&str], status: i32, words: &str| {
        let output = run(&[&["contributions", MODEL], arguments].concat());
        assert_eq!(code(&output), status, "{arguments:?}");
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    };
    refused(&["--entry", "0,16"], 1, "the index 16 is not there");
    refused(&["--entry", "0,1,2,3,4"], 2, "up to rank 4");
    refused(&["--bare"], 2, "--max-chi");
    refused(
        &["--rank", "4", "--memory-limit", "100k"],
        1,
        "keeping 14 diagrams of rank 4 in 16 dimensions apart",
    );
    refused(&["-o", "x.pdf"], 2, "names no format of shares");
}

/// The third cumulant by layers and by couplings, each list with shares that add up to one.
#[test]
fn the_third_cumulant_is_taken_apart() {
    let text = succeed(&["contributions", MODEL, "--cumulant", "3", "--format", "json"]);
    let document: Value = serde_json::from_str(&text).unwrap();
    for list in ["layers", "couplings"] {
        assert!((shares(&document, list) - 1.0).abs() < 1e-12, "{list}");
    }
    let csv = succeed(&["contributions", MODEL, "--cumulant", "3", "--format", "csv"]);
    assert_eq!(csv.lines().count(), document["couplings"].as_array().unwrap().len() + 1);
    assert_eq!(code(&run(&["contributions", MODEL, "--cumulant", "4"])), 2);
}
