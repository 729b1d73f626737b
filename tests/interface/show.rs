//! `show`: actions as formulas.

use std::fs;

use crate::command::{MODEL, code, run, stderr, succeed};

const WELL: &str = "examples/theories/double_well.action";

#[test]
fn a_theory_is_shown_exactly() {
    assert_eq!(succeed(&["show", WELL]), "S = -64 + 8 x_0^2 - 1/2 x_1^2 - 1/4 x_0^4\n");
    assert_eq!(succeed(&["show", WELL, "--format", "unicode"]), "S = −64 + 8 x₀² − 1/2 x₁² − 1/4 x₀⁴\n");
    assert_eq!(
        succeed(&["show", WELL, "--names", "a,b", "--rank", "2"]),
        "S = 8 a^2 - 1/2 b^2\n\n2 terms of rank 2\n"
    );
    assert!(succeed(&["show", WELL, "--format", "latex"]).contains("\\frac{1}{4}\\,x_{0}^{4}"));
    assert!(succeed(&["show", WELL, "--format", "sympy"]).contains("    -Rational(1, 4)*x[0]**4,\n"));
    assert_eq!(
        succeed(&["show", WELL, "--entry", "0,0,0,0"]),
        "A^(4)[0,0,0,0]  -0.250000, term in S -0.250000\n"
    );
    assert_eq!(
        succeed(&["show", WELL, "--around", "mode"]),
        "S = -16 dx_0^2 - 0.5 dx_1^2 + 4 dx_0^3 - 0.25 dx_0^4\ndx = x - (-4, 0)\n"
    );
}

#[test]
fn what_is_left_out_is_said() {
    let text = succeed(&["show", MODEL, "--rank", "2", "--top", "2"]);
    assert!(text.contains("2 of 136 terms of rank 2; the largest that is left out is 2.4"), "{text}");
    assert!(text.starts_with("S = -2.428 x_2^2") && text.contains(" + ..\n"), "{text}");
    let source = succeed(&["show", MODEL, "--rank", "2", "--top", "2", "--format", "python"]);
    assert!(source.contains("# Not the whole of S: 134 smaller terms are left out"), "{source}");
    let whole = succeed(&["show", MODEL, "--rank", "1..2", "--format", "sympy"]);
    assert!(
        whole.starts_with("# Only ranks 1 to 2 of S; there may be others.\nfrom sympy")
            && whole.lines().filter(|line| line.ends_with(',')).count() == 152
    );
    let large = succeed(&["show", MODEL, "--rank", "1..4", "--threshold", "0.9", "--format", "csv"]);
    let terms = large.lines().skip(1).map(|line| line.split(',').nth(3).unwrap().parse::<f64>().unwrap());
    assert!(terms.clone().count() > 20 && terms.into_iter().all(|term| term.abs() >= 0.9));
}

#[test]
fn entries_of_a_file_have_their_errors() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let [data, json, npz] = ["draws.npy", "fit.json", "fit.npz"].map(path);
    succeed(&["sample", "examples/theories/gaussian.action", "-n", "4000", "-o", &data]);
    for file in [&json, &npz] {
        succeed(&["fit", &data, "--rank", "1..2", "-o", file, "-q"]);
    }
    let text = succeed(&["show", &json, "--rank", "2", "--top", "1"]);
    assert!(text.contains('(') && text.contains(')'), "{text}");
    assert_eq!(
        text,
        succeed(&["show", &npz, "--rank", "2", "--top", "1"]),
        "a binary file has the same errors"
    );
    assert!(succeed(&["show", &npz, "--entry", "0,0"]).contains(" +- "));
    // The file without its values is refused, and errors that are negative, too.
    let broken = fs::read_to_string(&json).expect("a file").replace(
        "\"errors\": [",
        "\"errors\": [{\"rank\": 1, \"entries\": [{\"index\": [0], \"value\": -1}]},",
    );
    fs::write(&json, broken).expect("a file");
    let output = run(&["show", &json]);
    assert!(code(&output) == 1 && stderr(&output).contains("no standard error"), "{}", stderr(&output));
}

#[test]
fn what_a_file_lacks_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let cut = folder.path().join("cut.npz").display().to_string();
    succeed(&["evaluate", MODEL, "--max-rank", "2", "-o", &cut]);
    let output = run(&["show", &cut, "--entry", "0,0,0"]);
    assert!(code(&output) == 1 && stderr(&output).contains("A^(3) is not there"), "{}", stderr(&output));
    assert!(
        succeed(&["show", &cut, "--format", "python"])
            .starts_with("# Only ranks 0 to 2 of S; there may be others.\n")
    );
    assert!(succeed(&["show", MODEL, "--rank", "0"]).contains("1 term of rank 0"));
    // A name that ends in a digit does not run into the numbers of symbols.
    assert!(
        succeed(&["show", WELL, "--names", "x1", "--format", "sympy"]).contains("x1 = symbols('x1_0:2')")
    );
}

/// 25! permutations are more than 64 bits count.
#[test]
fn terms_of_high_rank_are_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("high.json").display().to_string();
    let index: Vec<usize> = (0..25).collect();
    let action = serde_json::json!({
        "format": "diagraction-action", "version": 1, "dimension": 25, "max_rank": null, "max_chi": null, "exact": false,
        "coefficients": [{"rank": 25, "entries": [{"index": index, "value": 1e-20}]}],
    });
    fs::write(&path, action.to_string()).expect("a file");
    assert!(succeed(&["show", &path]).starts_with("S = 1.551e5 x_0 x_1 "));
    let entry = index.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    assert!(succeed(&["show", &path, "--entry", &entry]).contains("term in S 155112"));
    assert!(succeed(&["show", &path, "--format", "csv"]).contains(",155112"));
}

#[test]
fn names_that_mean_nothing_are_refused() {
    for (line, words) in [
        (["--names=lambda", "--format=sympy"], "means something else in Python"),
        (["--names", "2x"], "is no name"),
        (["--names", "a,a"], "is there twice"),
        (["--names", "a,b,c"], "--names has 3 names, and the action has d = 2"),
        (["--entry", "0,7"], "the index 7 is not there"),
        (["--around=mode", "--errors=x.json"], "leave --around out"),
        (["--threshold", "-1"], "not a number from 0 on"),
    ] {
        let output = run(&[&["show", WELL], &line[..]].concat());
        assert!(code(&output) != 0 && stderr(&output).contains(words), "{line:?} {}", stderr(&output));
    }
}
