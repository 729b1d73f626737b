//! `reweight`: formats that agree, files that others read, doubts and refusals.

use std::fs;
use std::path::Path;

use diagraction::correlators::file::load;
use serde_json::Value;

use crate::command::{code, run, stderr, stdout};

const THEORY: &str = "examples/theories/lattice16.action";
const MODEL: &str = "examples/models/lattice16.safetensors";

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A normal distribution whose precision is a square.
fn normal(folder: &Path, weight: &str) -> String {
    file(
        folder,
        "normal.json",
        &format!("{{\"linear\": [{{\"weight\": [[{weight}]], \"bias\": [0]}}], \"chi\": []}}"),
    )
}

#[test]
fn formats_agree_and_others_read_them() {
    let folder = tempfile::tempdir().unwrap();
    let at = |ending: &str| folder.path().join(format!("found.{ending}")).to_str().unwrap().to_owned();
    for ending in ["json", "npz", "safetensors", "csv", "txt"] {
        let output = run(&[
            "reweight",
            THEORY,
            "--proposal",
            MODEL,
            "-n",
            "2000",
            "--seed",
            "4",
            "--order",
            "2",
            "-o",
            &at(ending),
        ]);
        assert_eq!((code(&output), stdout(&output)), (0, String::new()), "{}", stderr(&output));
    }
    let json = load(at("json").as_ref(), u64::MAX).unwrap();
    assert_eq!(json.orders.keys().copied().collect::<Vec<_>>(), [1, 2]);
    assert_eq!(load(at("npz").as_ref(), u64::MAX).unwrap(), json);
    assert_eq!(load(at("safetensors").as_ref(), u64::MAX).unwrap(), json);
    let csv = fs::read_to_string(at("csv")).unwrap();
    let line = csv.lines().find(|line| line.starts_with("2,3 5,")).unwrap();
    assert_eq!(line.split(',').nth(2).unwrap().parse::<f64>().unwrap(), *json.orders[&2].get(&[3, 5]));
    let document: Value = serde_json::from_slice(&fs::read(at("json")).unwrap()).unwrap();
    let (value, error) =
        (document["ln_z"]["value"].as_f64().unwrap(), document["ln_z"]["error"].as_f64().unwrap());
    assert!((value - 3.6277).abs() < 4.0 * error && error < 0.01, "{value} {error}");
    assert_eq!(
        (&document["draws"], &document["seed"], &document["doubts"]),
        (&2000.into(), &4.into(), &Value::Array(vec![]))
    );
    let text = fs::read_to_string(at("txt")).unwrap();
    assert!(
        text.contains("ln Z") && text.lines().filter(|line| line.contains(" +- ")).count() == 12,
        "{text}"
    );
    let shown =
        run(&["reweight", THEORY, "--proposal", MODEL, "-n", "2000", "--seed", "4", "--top", "1", "-q"]);
    assert_eq!(stdout(&shown).lines().filter(|line| line.contains(" +- ")).count(), 4);
    let other = run(&["reweight", THEORY, "--proposal", MODEL, "-n", "2000", "--seed", "5"]);
    assert_ne!(stdout(&other), text);
    let compared = run(&["compare", &at("json"), &at("npz")]);
    assert!(stdout(&compared).contains("cumulants, d = 16"), "{}", stderr(&compared));
    let data = folder.path().join("x.npy");
    assert_eq!(code(&run(&["sample", MODEL, "-n", "2000", "-o", data.to_str().unwrap(), "-q"])), 0);
    let against = run(&["stats", data.to_str().unwrap(), "--order", "2", "--against", &at("json")]);
    assert!(stdout(&against).contains("given without errors"), "{}", stderr(&against));
}

/// A network with a width of .3 for a theory with a width of 1.
#[test]
fn doubts_are_said_and_strict_fails() {
    let folder = tempfile::tempdir().unwrap();
    let theory = file(folder.path(), "well.action", "dimension 1  S = -1/2 * x[0]^2");
    let narrow = normal(folder.path(), "3.3");
    let found =
        |more: &[&str]| run(&[&["reweight", &theory, "--proposal", &narrow, "-n", "20000"], more].concat());
    let (plain, strict, json) = (found(&[]), found(&["--strict"]), found(&["--strict", "--format", "json"]));
    assert!(
        code(&plain) == 0 && stdout(&plain).contains("note              the weights have a heavy tail"),
        "{}",
        stdout(&plain)
    );
    assert_eq!((code(&strict), stdout(&strict)), (1, stdout(&plain)));
    assert!(code(&json) == 1 && stderr(&json).contains("heavy tail"), "{}", stderr(&json));
    let wide = normal(folder.path(), "0.9");
    assert_eq!(code(&run(&["reweight", &theory, "--proposal", &wide, "-n", "20000", "--strict"])), 0);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let endless = file(folder.path(), "endless.action", "dimension 16  S = x[0]^4");
    let cases: [(&[&str], i32, &str); 9] = [
        (&[THEORY, "--proposal", MODEL, "-n", "0"], 2, "number of draws"),
        (&[THEORY, "--proposal", MODEL, "-n", "999"], 2, "take 1000 or more"),
        (&[THEORY, "--proposal", MODEL, "-n", "9", "--order", "5"], 2, "5"),
        (&[THEORY, "--proposal", MODEL, "-n", "9", "--format", "npz"], 2, "add -o FILE"),
        (&[THEORY, "--proposal", MODEL, "-n", "99999", "--memory-limit", "1M"], 1, "smaller -n"),
        (&[MODEL, "--proposal", MODEL, "-n", "1000"], 1, "holds a trained network, and an action is needed"),
        (&[THEORY, "--proposal", THEORY, "-n", "1000"], 1, "a trained network is needed"),
        (&["examples/theories/gaussian.action", "--proposal", MODEL, "-n", "1000"], 1, "d = 2"),
        (&[&endless, "--proposal", MODEL, "-n", "1000"], 1, "cannot be normalised"),
    ];
    for (arguments, expected, words) in cases {
        let output = run(&[&["reweight"], arguments].concat());
        assert!(
            code(&output) == expected && stderr(&output).contains(words),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

/// A^(0) of a normalised theory beside that of a network, and ln Z of the theory in the report.
#[test]
fn others_know_the_normalisation() {
    let compared =
        run(&["compare", MODEL, THEORY, "--max-rank", "1", "--ln-z", "3.6277", "--format", "json"]);
    let document: Value = serde_json::from_str(&stdout(&compared)).unwrap();
    assert_eq!(document["ln_z"], 3.6277);
    let negative = run(&["compare", MODEL, THEORY, "--max-rank", "1", "--ln-z", "-1"]);
    assert!(stdout(&negative).contains("and 0 - ln Z = 1"), "{}", stderr(&negative));
    assert_eq!(code(&run(&["compare", MODEL, THEORY, "--ln-z", "nan"])), 2);
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let made = run(&["report", MODEL, "--max-rank", "1", "--theory", THEORY, "-o", page.to_str().unwrap()]);
    assert_eq!(code(&made), 0, "{}", stderr(&made));
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("ln Z of the theory is 3.62") || page.contains("ln Z of the theory is 3.63"));
}
