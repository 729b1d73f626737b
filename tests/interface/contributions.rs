//! `contributions`, and the page of `report`.

use std::collections::HashSet;
use std::path::Path;

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

fn report(folder: &Path, name: &str, options: &[&str], threads: &str) -> String {
    let path = folder.join(name);
    let arguments = [&["report", MODEL], options, &["-o", path.to_str().unwrap()]].concat();
    let output = command(&arguments).env("RAYON_NUM_THREADS", threads).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    std::fs::read_to_string(path).unwrap()
}

/// What stands in quotes behind a name.
fn attributes<'a>(page: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    page.split(&format!(" {name}=\""))
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect::<Vec<_>>()
        .into_iter()
}

#[test]
fn a_report_stands_alone() {
    let folder = tempfile::tempdir().unwrap();
    let theory = folder.path().join("lattice.json");
    let (theory, data) = (theory.to_str().unwrap(), folder.path().join("draws.npy"));
    succeed(&["theory", "examples/theories/lattice16.action", "-o", theory]);
    succeed(&["sample", MODEL, "-n", "4000", "--seed", "7", "-o", data.to_str().unwrap()]);
    let options = ["--theory", theory, "--data", data.to_str().unwrap()];
    let page = report(folder.path(), "page.html", &options, "2");
    assert_eq!(page, report(folder.path(), "page.html", &options, "1"));
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
    // The same draws and the same judge as those of `stats`.
    let compared = run(&["stats", data.to_str().unwrap(), "--against", MODEL, "--format", "json"]);
    let compared: serde_json::Value = serde_json::from_slice(&compared.stdout).unwrap();
    assert!(page.contains(compared["verdict"].as_str().unwrap()), "{}", compared["verdict"]);
    for source in attributes(&page, "src").chain(attributes(&page, "href")) {
        assert!(source.starts_with("data:") || source.starts_with('#'), "{source}");
    }
    let ids: Vec<&str> = attributes(&page, "id").collect();
    let known: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len(), "an id is there twice");
    for target in attributes(&page, "href").filter_map(|href| href.strip_prefix('#')) {
        assert!(known.contains(target), "#{target} leads nowhere");
    }
    for id in ["summary", "rank-1", "rank-4", "pictures", "truth", "cumulants", "checks", "model"] {
        assert!(known.contains(id), "no section {id}");
    }
    assert!(
        page.contains("checks of the extraction hold") && !page.contains("NaN") && !page.contains("FAIL")
    );
}

#[test]
fn reports_are_pages_of_what_fits_together() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&["report", MODEL]);
    assert!(code(&output) == 2 && stderr(&output).contains("-o FILE.html"), "{}", stderr(&output));
    let path = folder.path().join("page.html");
    let (path, other) = (path.to_str().unwrap(), folder.path().join("other.json"));
    std::fs::write(&other, r#"{"format": "diagraction-action", "version": 1, "dimension": 2, "max_rank": 2, "max_chi": null, "exact": false, "coefficients": [{"rank": 2, "entries": [{"index": [0, 0], "value": -0.5}]}]}"#).unwrap();
    let output = run(&["report", MODEL, "--theory", other.to_str().unwrap(), "-o", path]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("16") && !Path::new(path).exists(), "{}", stderr(&output));
    // A network without activations has a page too.
    let linear = folder.path().join("linear.json");
    std::fs::write(&linear, r#"{"linear": [{"weight": [[2.0]], "bias": [0.5]}], "chi": []}"#).unwrap();
    let output = run(&["report", linear.to_str().unwrap(), "-o", path]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
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
