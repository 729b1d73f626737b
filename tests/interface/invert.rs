//! `invert`: actions out of cumulants.

use std::fs;

use crate::command::{code, run, stderr, succeed};

/// Cumulants of one variable as a file has them.
fn file(folder: &tempfile::TempDir, cumulants: &[(usize, f64)]) -> String {
    let path = folder.path().join("cumulants.json").display().to_string();
    let orders = cumulants.iter().map(|&(order, value)| {
        serde_json::json!({"order": order, "loops": [{"loops": 0, "entries": [{"index": vec![0; order], "value": value}]}]})
    });
    let document = serde_json::json!({
        "format": "diagraction-cumulants", "version": 1, "dimension": 1, "orders": orders.collect::<Vec<_>>(),
    });
    fs::write(&path, document.to_string()).expect("a file");
    path
}

fn entry(folder: &tempfile::TempDir, arguments: &[&str], rank: usize) -> f64 {
    let path = folder.path().join("action.json").display().to_string();
    succeed(&[arguments, &["-o", &path, "-q"]].concat());
    let action: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON");
    action["coefficients"][rank]["entries"][0]["value"].as_f64().unwrap_or(0.0)
}

/// The formulas of one dimension.
#[test]
fn one_variable_is_as_on_paper() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(&folder, &[(1, 0.0), (2, 2.0), (4, -0.1)]);
    let of = |loops: &str, rank| entry(&folder, &["invert", &path, "--loops", loops], rank);
    assert!((of("0", 2) + 0.25).abs() < 1e-15);
    assert!((of("0", 4) + 0.1 / 24.0 / 16.0).abs() < 1e-15);
    assert!((of("1", 2) - (-0.25 + 0.1 / 4.0 / 8.0)).abs() < 1e-15);
    let constant = -0.5 * (std::f64::consts::TAU * 2.0).ln();
    assert!((of("1", 0) - constant).abs() < 1e-14);
    assert!((of("2", 0) - (constant - 0.1 / 8.0 / 4.0)).abs() < 1e-14);
}

/// A Gaussian comes back exactly, its mean, too; samples have errors, and deviations are as large as these.
#[test]
fn samples_of_a_gaussian_give_it_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let shifted = file(&folder, &[(1, 3.0), (2, 0.5)]);
    assert!((entry(&folder, &["invert", &shifted], 1) - 6.0).abs() < 1e-12);
    assert!((entry(&folder, &["invert", &shifted], 2) + 1.0).abs() < 1e-12);
    assert!((entry(&folder, &["invert", &shifted, "--around", "mean"], 1)).abs() < 1e-12);
    let [data, action] = ["draws.npy", "inverted.npz"].map(path);
    succeed(&["sample", "examples/theories/gaussian.action", "-n", "20000", "-o", &data]);
    succeed(&["invert", &data, "-o", &action, "--threads", "1"]);
    let table = succeed(&["compare", &action, "examples/theories/gaussian.action", "--format", "csv"]);
    let pulls = table.lines().skip(1).map(|line| line.rsplit_once(',').unwrap().1.parse::<f64>().unwrap());
    assert!(pulls.clone().count() >= 6 && pulls.clone().all(|pull| pull < 2.5), "{table}");
    assert!(succeed(&["invert", &data]).contains('('));
}

#[test]
fn what_are_no_cumulants_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = file(&folder, &[(2, -1.0)]);
    for (line, words) in [
        (vec!["invert", &*wrong], "no covariance"),
        (vec!["invert", "examples/models/lattice16.safetensors"], "safetensors"),
        (vec!["invert", &*wrong, "--rank", "9"], "from 1 to 8"),
        (vec!["invert", &*wrong, "-o", &*wrong], "the output names the file that is read"),
    ] {
        let output = run(&line);
        assert!(code(&output) > 0 && stderr(&output).contains(words), "{line:?} {}", stderr(&output));
    }
    let short = file(&folder, &[(2, 1.0), (4, 0.1)]);
    assert!(stderr(&run(&["invert", &short])).contains("those above 4 count as zero"));
}
