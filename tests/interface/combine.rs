//! `combine`: sums of actions with weights.

use std::fs;

use serde_json::Value;

use crate::command::{code, run, stderr, succeed};

/// A path of three slices at an inverse temperature: S = K/β + β V.
fn theory(folder: &tempfile::TempDir, beta: u32) -> String {
    let path = folder.path().join(format!("at{beta}.action")).display().to_string();
    let text = format!(
        "lattice chain 3 open\nS = -1/{beta} * sum(<i,j>) (x[i] - x[j])^2 - {beta} * sum(i) (x[i]^2 - 49/25)^2"
    );
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn an_action_is_predicted_at_another_temperature() {
    let folder = tempfile::tempdir().unwrap();
    let [first, second, third] = [20, 40, 30].map(|beta| theory(&folder, beta));
    let sum = format!("{first} + {second}");
    let found = folder.path().join("sum.json").display().to_string();
    assert!(succeed(&["combine", &sum, "--beta", "20,40,30"]).contains("7/18 of"));
    succeed(&["combine", &sum, "--beta", "20,40,30", "-o", &found]);
    let expected = folder.path().join("third.json").display().to_string();
    succeed(&["theory", &third, "-o", &expected]);
    // The same rationals, all of them, and the lattice.
    assert_eq!(fs::read_to_string(&found).unwrap(), fs::read_to_string(&expected).unwrap());
    let weights = format!("7/18*{first} + 5/9*{second}");
    assert_eq!(succeed(&["combine", &weights, "--format", "json"]), fs::read_to_string(&found).unwrap());
    assert!(succeed(&["combine", &format!("{first} - {first}")]).contains("S = 0"));
}

/// Errors of independent parts add up in squares.
#[test]
fn errors_of_sums_are_roots_of_squares() {
    let folder = tempfile::tempdir().unwrap();
    let part = |name: &str, value: f64, error: f64| {
        let path = folder.path().join(name).display().to_string();
        let rank =
            |value: f64| serde_json::json!([{"rank": 2, "entries": [{"index": [0, 1], "value": value}]}]);
        let document = serde_json::json!({
            "format": "diagraction-action", "version": 1, "dimension": 2, "max_rank": null, "max_chi": null, "exact": false,
            "coefficients": rank(value), "errors": rank(error),
        });
        fs::write(&path, document.to_string()).unwrap();
        path
    };
    let [a, b] = [part("a.json", 1.0, 0.3), part("b b.json", 2.0, 0.2)];
    let sum = format!("2*{a} - 4 * \"{b}\"");
    let found: Value = serde_json::from_str(&succeed(&["combine", &sum, "--format", "json"])).unwrap();
    let entry =
        |key: &str| found[key].as_array().unwrap().last().unwrap()["entries"][0]["value"].as_f64().unwrap();
    assert!((entry("coefficients") + 6.0).abs() < 1e-15 && (entry("errors") - 1.0).abs() < 1e-15);
}

#[test]
fn what_does_not_add_up_is_refused() {
    let (gaussian, ising) = ("examples/theories/gaussian.action", "examples/theories/ising.action");
    let lattice = "examples/theories/lattice16.action";
    for (arguments, message) in [
        (vec!["combine", "2*"], "a part is expected"),
        (vec!["combine", "1/0*a.json"], "give a sum of files"),
        (vec!["combine", gaussian, "+", "nothere.json"], "nothere.json"),
        (vec!["combine", lattice, "+", ising], "another of real variables"),
        (vec!["combine", lattice, "+", gaussian], "different dimensions"),
        (vec!["combine", lattice, "--beta", "20,40,30"], "--beta gives the weights of two files"),
        (vec!["combine", lattice, "+", lattice, "--beta", "20,20,30"], "differ in size"),
        (vec!["combine", lattice, "--beta", "20,40"], "give three numbers"),
        (vec!["combine", lattice, "-o", "x.npz"], "names no format of a sum"),
    ] {
        let output = run(&arguments);
        assert!(
            code(&output) != 0 && stderr(&output).contains(message),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}
