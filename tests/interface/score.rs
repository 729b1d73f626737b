//! `score`: ln p of rows under networks and actions.

use tempfile::TempDir;

use crate::command::{code, run, stderr, succeed};

/// A teacher of two variables with its whole action and draws of it.
fn teacher(folder: &TempDir) -> [String; 3] {
    let path = |name: &str| folder.path().join(name).display().to_string();
    let [model, action, data] = ["teacher.safetensors", "action.json", "draws.npy"].map(path);
    let line = ["theory", "teacher", "--dimension", "2", "--depth", "1", "--seed", "3", "-o", &model];
    succeed(&[&line[..], &["--action", &action]].concat());
    succeed(&["sample", &model, "-n", "3000", "-o", &data]);
    [model, action, data]
}

fn json(arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&succeed(arguments)).expect("a document")
}

fn rows(found: &serde_json::Value) -> Vec<f64> {
    found["values"].as_array().expect("rows").iter().map(|value| value.as_f64().expect("a number")).collect()
}

/// The forward pass and the polynomial share no code.
#[test]
fn a_network_and_its_whole_action_score_alike() {
    let folder = tempfile::tempdir().expect("a folder");
    let [model, action, data] = teacher(&folder);
    let network = json(&["score", &model, &data, "--format", "json"]);
    let polynomial = json(&["score", &action, &data, "--ln-z", "0", "--format", "json"]);
    assert_eq!((network["quantity"].as_str(), polynomial["quantity"].as_str()), (Some("ln_p"), Some("ln_p")));
    let (network, polynomial) = (rows(&network), rows(&polynomial));
    assert_eq!(network.len(), 3000);
    for (one, other) in network.iter().zip(&polynomial) {
        assert!((one - other).abs() < 1e-10 * one.abs().max(1.0), "{one} {other}");
    }
}

#[test]
fn what_the_rows_say_is_what_the_means_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let [model, action, data] = teacher(&folder);
    let found = json(&["score", &model, &data, "--against", &model, "--format", "json"]);
    let values = rows(&found);
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    assert!((found["mean"]["value"].as_f64().expect("a mean") - mean).abs() < 1e-12);
    // Independent rows: the error is that of independent numbers, as far as 128 blocks tell.
    let variance =
        values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0);
    let ratio = found["mean"]["error"].as_f64().expect("an error") / (variance / values.len() as f64).sqrt();
    assert!((0.8..1.25).contains(&ratio), "{ratio}");
    assert_eq!(found["against"]["gain"], serde_json::json!({"value": 0.0, "error": 0.0}));
    // The network that the rows are drawn of explains them better than any Gaussian.
    let gain = &found["gaussian"]["gain"];
    assert!(gain["value"].as_f64() > gain["error"].as_f64().map(|error| 3.0 * error), "{gain}");
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    assert_eq!(found["lowest"]["value"].as_f64(), Some(lowest));
    let csv = succeed(&["score", &model, &data, "--format", "csv"]);
    assert_eq!(csv.lines().count(), 3001);
    assert!(csv.starts_with("row,ln_p\n0,"));
    let unknown = succeed(&["score", &action, &data]);
    assert!(unknown.contains("not known: --proposal MODEL") && !unknown.contains("ln p"), "{unknown}");
}

/// The teacher is normalised, so its draws give ln Z = 0 of its action, without an error.
#[test]
fn draws_of_a_network_normalise_an_action() {
    let folder = tempfile::tempdir().expect("a folder");
    let [model, action, data] = teacher(&folder);
    let found = json(&["score", &action, &data, "--proposal", &model, "-n", "2000", "--format", "json"]);
    assert!(found["ln_z"]["value"].as_f64().expect("ln Z").abs() < 1e-9, "{}", found["ln_z"]);
    let path = folder.path().join("rows.npy");
    succeed(&["score", &model, &data, "-o", path.to_str().expect("a path")]);
    let values: ndarray::Array1<f64> = ndarray_npy::read_npy(path).expect("rows");
    assert_eq!(values.len(), 3000);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let [model, action, data] = teacher(&folder);
    for (line, words, expected) in [
        (vec![&*model, &*data, "--ln-z", "1"], "a network is normalised", 2),
        (vec![&*model, &*data, "--proposal", &*model], "a network is normalised", 2),
        (vec![&*action, &*data, "--ln-z", "nan"], "--ln-z is a finite number", 2),
        (vec![&*action, &*data, "--against", &*model], "ln Z is not known", 1),
        (vec![&*action, &*data, "--against", &*action], "ln Z is not known", 1),
        (vec![&*model, &*model], "safetensors", 2),
        (vec![&*data, &*data], "holds samples", 1),
        (vec![&*model, &*data, "--format", "npy"], "add -o FILE", 2),
        (vec!["examples/models/lattice16.safetensors", &*data], "give files of one dimension", 1),
        (vec![&*model, &*data, "-o", &*data], "the output names a file that is read", 2),
    ] {
        let output = run(&[&["score"], &*line].concat());
        let message = stderr(&output);
        let is_expected = code(&output) == expected && message.contains(words);
        assert!(is_expected, "{line:?}\n{message}");
    }
}
