//! `feynman`: formats, counts, refusals.

use std::fs;

use crate::command::{code, command, run, stderr, stdout};

const SUNSET: [&str; 9] =
    ["feynman", "--points", "2", "--loops", "0..2", "--ranks", "4", "--one-particle-irreducible", "--quiet"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    SUNSET.into_iter().chain(more.iter().copied()).collect()
}

#[test]
fn text_is_one_sum() {
    let text = stdout(&run(&SUNSET));
    assert_eq!(
        text,
        "# 2 points, 0 to 2 loops, rank 4, one-particle irreducible\n\
         # -Gamma_2^(1)\n  1/2 * V4(1,2,a,a)\n\
         # -Gamma_2^(2)\n+ 1/4 * V4(1,2,a,b).V4(a,b,c,c)\n+ 1/6 * V4(1,a,b,c).V4(2,a,b,c)\n"
    );
    assert_eq!(diagraction::feynman::read(&text).unwrap().len(), 3);
    let unicode = stdout(&run(&with(&["--charset", "unicode"])));
    assert!(unicode.contains("# -Γ₂⁽²⁾\n+ 1/4 · V₄(1,2,a,b)·V₄(a,b,c,c)"), "{unicode}");
    assert_eq!(diagraction::feynman::read(&unicode).unwrap(), diagraction::feynman::read(&text).unwrap());
}

/// The ending of the file decides, and files are what standard output is.
#[test]
fn formats() {
    let folder = tempfile::tempdir().unwrap();
    for (format, ending, words) in [
        ("text", "txt", "V4(1,2,a,a)"),
        ("tree", "", "o"),
        ("latex", "tex", "-\\Gamma_{2}^{(1)}="),
        ("dot", "gv", "subgraph cluster_3"),
        ("svg", "svg", "<title>1/6 · V₄(1,a,b,c)·V₄(2,a,b,c)</title>"),
        ("json", "json", "\"format\": \"diagraction-feynman\""),
    ] {
        let output = run(&with(&["--format", format]));
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let text = stdout(&output);
        assert!(text.contains(words), "{format}: {text}");
        if !ending.is_empty() {
            let path = folder.path().join(format!("diagrams.{ending}"));
            assert_eq!(code(&run(&with(&["-o", path.to_str().unwrap()]))), 0);
            assert_eq!(fs::read_to_string(path).unwrap(), text, "{format}");
        }
    }
}

#[test]
fn json_has_the_documented_shape() {
    let json: serde_json::Value = serde_json::from_str(&stdout(&run(&with(&["--format", "json"])))).unwrap();
    assert_eq!((&json["points"], &json["ranks"]), (&2.into(), &serde_json::json!([4])));
    assert_eq!((&json["labelled"], &json["dressed"]), (&true.into(), &false.into()));
    let last = serde_json::json!({"loops": 2, "vertices": 2, "lines": 5, "factor": "1/6",
        "diagram": "V4(1,a,b,c).V4(2,a,b,c)"});
    assert_eq!((json["terms"].as_array().unwrap().len(), &json["terms"][2]), (3, &last));
    let empty = run(&["feynman", "--points", "1", "--loops", "0", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&stdout(&empty)).unwrap();
    assert_eq!((code(&empty), &json["terms"], &json["ranks"]), (0, &serde_json::json!([]), &().into()));
}

#[test]
fn counts() {
    let arguments = ["feynman", "--points", "4", "--loops", "0..2", "--ranks", "3,4", "--count"];
    let text = stdout(&run(&arguments));
    assert_eq!(
        text,
        "# 4 points, 0 to 2 loops, ranks 3 and 4\n2,317 diagrams\n\n\
         loops  diagrams  sum of factors\n    0         4  4\n    1        99  57\n    2     2,214  5057/6\n"
    );
    let json = stdout(&run(&[&arguments[..], &["--format", "json"]].concat()));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["format"], "diagraction-feynman-count");
    assert_eq!(json["by_loops"][2], serde_json::json!({"loops": 2, "diagrams": "2214", "sum": "5057/6"}));
    assert_eq!(code(&run(&[&arguments[..], &["--format", "svg"]].concat())), 2);
}

#[test]
fn every_kind_can_be_asked_for() {
    for (more, diagrams) in [
        (&[][..], 32),
        (&["--one-particle-irreducible"], 11),
        (&["--self-energy"], 23),
        (&["--no-tadpoles"], 15),
        (&["--dressed"], 11),
        (&["--unlabelled"], 27),
    ] {
        let arguments = ["feynman", "--points", "2", "--loops", "1..2", "--ranks", "3,4"];
        let text = stdout(&run(&[&arguments[..], more].concat()));
        assert_eq!(diagraction::feynman::read(&text).unwrap().len(), diagrams, "{more:?}");
    }
}

#[test]
fn too_many_are_refused_at_once() {
    let many =
        |more: &[&str]| run(&[&["feynman", "--points", "4", "--ranks", "3,4", "--loops"][..], more].concat());
    let output = many(&["2..6"]);
    let message = stderr(&output);
    assert_eq!((code(&output), stdout(&output).as_str()), (1, ""));
    assert!(
        message.contains("more than the limit of 10,000,000") && message.contains("--limit"),
        "{message}"
    );
    assert!(message.contains("up to --loops 5"), "{message}");
    for format in ["svg", "latex", "dot"] {
        assert_eq!(code(&many(&["4", "--format", format])), 1, "{format}");
    }
    // The sum of the factors is 57, the number of diagrams 99.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("diagrams.txt");
    let output = many(&["1", "--limit", "60", "-o", path.to_str().unwrap()]);
    assert!(code(&output) == 1 && !path.exists(), "{}", stderr(&output));
    assert_eq!(code(&many(&["1", "--limit", "99"])), 0);
}

#[test]
fn bad_input_is_one_line() {
    for (points, loops, more) in [
        ("-1", "1", &[][..]),
        ("x", "1", &[]),
        ("33", "0", &[]),
        ("18446744073709551615", "1", &[]),
        ("99999999999999999999", "1", &[]),
        ("2", "18446744073709551615", &[]),
        ("2", "3..1", &[]),
        ("2", "1..", &[]),
        ("2", "17", &[]),
        ("2", "1", &["--ranks", "2"]),
        ("2", "1", &["--ranks", "0"]),
        ("2", "1", &["--ranks", ""]),
        ("2", "1", &["--ranks", "3,,4"]),
        ("3", "1", &["--self-energy"]),
        ("2", "1", &["--self-energy", "--no-tadpoles"]),
        ("2", "1", &["--limit", "-1"]),
        ("2", "1", &["-o", "diagrams.unknown"]),
    ] {
        let output = run(&[&["feynman", "--points", points, "--loops", loops][..], more].concat());
        assert_eq!(code(&output), 2, "{points} {loops} {more:?}: {}", stderr(&output));
        assert_eq!(stdout(&output), "");
        let errors = stderr(&output).matches("error:").count();
        assert_eq!(errors, 1, "{}", stderr(&output));
    }
    // Ranks that no diagram has, and ranks given twice, are no errors.
    for ranks in ["18446744073709551615", "99", "4,4,3"] {
        let output = run(&["feynman", "--points", "2", "--loops", "1", "--ranks", ranks]);
        assert_eq!(code(&output), 0, "{ranks}: {}", stderr(&output));
    }
}

/// The same bytes for any number of threads, and no error where the reader goes away.
#[test]
fn threads_and_pipes() {
    let by = |threads: &str| {
        let mut command = command(&["feynman", "--points", "3", "--loops", "0..2", "--ranks", "3,4"]);
        command.env("RAYON_NUM_THREADS", threads).output().unwrap()
    };
    let alone = by("1");
    assert_eq!(stdout(&alone).lines().count(), 236);
    assert_eq!((by("2"), by("5")), (alone.clone(), alone));
    let mut command = command(&["feynman", "--points", "4", "--loops", "0..3", "--ranks", "3,4"]);
    let mut child =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), stderr(&output).as_str()), (0, ""));
}
