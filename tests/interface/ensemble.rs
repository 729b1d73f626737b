//! `ensemble` and `sample` of networks with random parameters.

use std::fs;

use serde_json::Value;

use crate::command::{code, run, stderr, succeed};

const COSINE: &str = "examples/ensembles/cosine.ensemble";
const LINE: &str = "examples/ensembles/line.csv";

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&succeed(&[arguments, &["--format", "json"]].concat())).expect("JSON")
}

/// The document has the correlators of the closed forms, and its action is that of the file of --action.
#[test]
fn documents_and_files_hold_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let [action, picture] = ["action.npz", "picture.csv"].map(path);
    let found = json(&["ensemble", COSINE, "--points", LINE, "--action", &action, "--plot", &picture]);
    assert!((found["correlators"][1]["entries"][0]["value"].as_f64().unwrap() - 0.0375).abs() < 1e-16);
    assert_eq!((&found["closed"], &found["width"]), (&2.into(), &10.into()));
    let document = path("document.json");
    fs::write(&document, found["action"].to_string()).expect("a file");
    let same = succeed(&["compare", &action, &document, "--strict", "--format", "csv"]);
    assert!(same.lines().count() > 3, "{same}");
    assert!(fs::read_to_string(picture).expect("a plot").contains("curve,"));
    // What the document says of it is so.
    assert!(found["normalisable"].as_str().is_some_and(|verdict| verdict.starts_with("NOT")));
    let refused = run(&["sample", &document, "-n", "100", "-o", &path("draws.npy")]);
    assert!(stderr(&refused).contains("cannot be normalised"));
}

/// Draws do not depend on the threads, and have errors that keep them within closed forms.
#[test]
fn what_is_drawn_is_the_same_on_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let drawn = |threads: &str| {
        let line = [
            "ensemble",
            COSINE,
            "--points",
            LINE,
            "--drawn",
            "--networks",
            "5000",
            "--widths",
            "5,20",
            "--density",
            "1",
        ];
        succeed(&[&line[..], &["--symmetries", "--format", "json", "--threads", threads]].concat())
    };
    assert_eq!(drawn("1"), drawn("2"));
    let outputs = |threads: &str, name: &str| {
        succeed(&[
            "sample",
            "examples/ensembles/phi4.ensemble",
            "--points",
            "examples/ensembles/slices.csv",
            "-n",
            "9000",
            "-o",
            &path(name),
            "--threads",
            threads,
        ]);
        fs::read(path(name)).expect("draws")
    };
    assert_eq!(outputs("1", "a.npy"), outputs("2", "b.npy"));
    let found: Value = serde_json::from_str(&drawn("2")).expect("JSON");
    let entry = &found["correlators"][0]["entries"][0];
    let (value, error) = (entry["value"].as_f64().unwrap(), entry["error"].as_f64().unwrap());
    assert!((value - 0.5).abs() < 4.0 * error && error < 0.005);
    assert!(found["symmetries"].as_array().unwrap().iter().all(|one| one["holds"] == true));
}

#[test]
fn wrong_words_are_told_with_their_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("wrong.ensemble");
    let good = fs::read_to_string(COSINE).expect("an example");
    for (from, to, message) in [
        ("activation cos", "activation cosh", "column 12: no activation is called 'cosh'"),
        ("normal(0, 1/N)", "normal(1, 1/N)", "W1 is normal(0, variance)"),
        ("uniform(-pi, pi)", "uniform(pi, -pi)", "the ends are in falling order"),
        ("uniform(-pi, pi)", "ball(3)", "only W0 has a density in a ball"),
        ("b  ~", "c  ~", "no parameter is called 'c'"),
        ("b  ~", "W1 ~", "'W1' is given twice"),
        ("width 10", "width 0", "1 to 1073741824 hidden units"),
        ("width 10", "", "unknown name 'N'"),
        ("inputs 1", "", "unknown name 'd'"),
        ("W0 ~ normal(0, 1/d)", "", "no density of W0"),
        ("normal(0, 1/d)", "normal(0, -1)", "a variance below 0"),
        ("normal(0, 1/d)", "propagator(0)", "numbers above 0"),
        ("normal(0, 1/d)", "normal(0, 1e900)", "beyond the range of floats"),
        ("normal(0, 1/d)", "cauchy(0, 1)", "no density is called 'cauchy'"),
        ("inputs 1", "inputs 1 !", "but found '!'"),
        ("inputs 1", "S_int = -x[4]^2 inputs 1", "index 4 is out of range; indices are 0 to 3"),
    ] {
        fs::write(&path, good.replacen(from, to, 1)).expect("a file");
        let output = run(&["ensemble", &path.display().to_string(), "--points", LINE]);
        assert!(code(&output) == 1 && stderr(&output).contains(message), "{to}: {}", stderr(&output));
    }
    let infinite = good.replace("width 10", "width infinite").replace("1/N", "1/N^2");
    fs::write(&path, infinite).expect("a file");
    let output = run(&["ensemble", &path.display().to_string(), "--points", LINE]);
    assert!(stderr(&output).contains("no limit of infinite width"), "{}", stderr(&output));
}

#[test]
fn what_does_not_fit_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let draws = folder.path().join("draws.npy").display().to_string();
    let space = "examples/ensembles/space.csv";
    for (arguments, message) in [
        (vec!["ensemble", COSINE, "--points", space], "a point is a row"),
        (vec!["ensemble", COSINE, "--points", LINE, "--density", "4"], "has points 0 to 3"),
        (vec!["ensemble", COSINE, "--points", LINE, "--widths", "5"], "two widths"),
        (vec!["ensemble", COSINE, "--points", LINE, "--drawn", "--networks", "63"], "give 64 or more"),
        (
            vec!["ensemble", COSINE, "--points", LINE, "--drawn", "--memory-limit", "100K"],
            "sums over networks",
        ),
        (
            vec!["ensemble", COSINE, "--points", LINE, "--width", "infinite", "--density", "0"],
            "infinite width cannot be drawn",
        ),
        (
            vec![
                "ensemble",
                "examples/ensembles/phi4.ensemble",
                "--points",
                "examples/ensembles/slices.csv",
                "--density",
                "0",
            ],
            "with S_int has no density",
        ),
        (vec!["ensemble", COSINE, "--points", "examples/ensembles/dense.csv"], "about 1.000 apart"),
        (vec!["sample", COSINE, "-n", "10", "-o", &draws], "add --points FILE"),
        (
            vec!["sample", "examples/theories/gaussian.action", "--points", LINE, "-n", "10", "-o", &draws],
            "a theory as text",
        ),
        (
            vec!["sample", COSINE, "--points", LINE, "-n", "10", "--verify", "-o", &draws],
            "--verify needs an action",
        ),
        (vec!["evaluate", COSINE], "holds an ensemble of networks"),
        (vec!["show", COSINE], "`ensemble` with --action"),
    ] {
        let output = run(&arguments);
        assert!(
            code(&output) != 0 && stderr(&output).contains(message),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}
