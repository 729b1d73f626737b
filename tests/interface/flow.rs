//! `evaluate --at` and `flow`.

use std::fs;

use serde_json::Value;

use crate::command::{MODEL, code, run, stderr, stdout, succeed};

#[test]
fn stages_that_are_not_there_are_refused() {
    let file = "tests/cases/d2_L1.model.json";
    for (arguments, expected, words) in [
        (
            &["evaluate", MODEL, "--at", "A5"][..],
            1,
            "depth 3 has no stage A5; its stages are A1, B1, .. A4, B4",
        ),
        (&["evaluate", MODEL, "--at", "B0"], 1, "no stage B0"),
        (&["evaluate", file, "--at", "A3", "--exact"], 1, "depth 1 has no stage A3"),
        (&["evaluate", MODEL, "--at", "C1"], 2, "'C1' is not a stage such as A1 or B2"),
        (&["evaluate", MODEL, "--at", "A"], 2, "not a stage"),
        (&["evaluate", MODEL, "--at", "A2", "--diagram", "Z(b4, b4)"], 2, "cannot be used with"),
        (&["evaluate", MODEL, "--at", "A2", "--chi-cutoff", "0.1"], 2, "cannot be used with"),
        (&["evaluate", MODEL, "--at", "A2", "--spectrum", "x.csv"], 2, "cannot be used with"),
        (&["evaluate", MODEL, "--at", "A4", "--entry", "0,0,0"], 1, "has ranks 0 to 2"),
        (&["flow", MODEL, "--max-rank", "1"], 2, "it is from 2 on"),
        (&["flow", MODEL, "--plot", "x.eps"], 2, "names no format of a plot"),
        (&["flow", MODEL, "-o", "x.svg"], 2, "names no format of a flow"),
        (&["flow", MODEL, "-o", MODEL, "--format", "csv"], 2, "is given twice"),
        (&["flow", "tests/cases/d2_L1.action.json"], 1, "holds an action"),
        (&["flow", MODEL, "--memory-limit", "100k"], 1, "memory"),
        (&["flow", MODEL, "--max-rank", "50"], 1, "hint: a lower --rank needs less; --memory-limit"),
    ] {
        let output = run(arguments);
        assert_eq!(code(&output), expected, "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(words), "{arguments:?}: {}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
}

/// The latent end is -1/2 in all formats, and what a stage is called stands in the text alone.
#[test]
fn stages_are_written_as_actions_are() {
    let text = succeed(&["evaluate", MODEL, "--at", "b4"]);
    assert!(
        text.contains("L = 3\nstage   B4, where S is a function of h_4\naction  all ranks, 0 to 2,"),
        "{text}"
    );
    let exact = succeed(&["evaluate", "tests/cases/d2_L1.model.json", "--at", "B2", "--exact"]);
    assert!(exact.contains("beside A^(0)  ln(1) - (2/2) ln(2 pi) = -1.83788"), "{exact}");
    let json =
        succeed(&["evaluate", "tests/cases/d2_L1.model.json", "--at", "B2", "--exact", "--format", "json"]);
    let action: Value = serde_json::from_str(&json).unwrap();
    let entries = [[0, 0], [1, 1]].map(|index| serde_json::json!({"index": index, "value": "-1/2"}));
    let quadratic = action["coefficients"].as_array().unwrap().iter().find(|rank| rank["rank"] == 2).unwrap();
    assert_eq!(quadratic["entries"], serde_json::json!(entries));
}

#[test]
fn tables_are_narrow_and_say_the_same_in_all_formats() {
    let text = succeed(&["flow", MODEL]);
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with(['A', 'B'])).count(), 8);
    let document: Value = serde_json::from_str(&succeed(&["flow", MODEL, "--format", "json"])).unwrap();
    assert_eq!(document["around"].as_array().map(Vec::len), Some(16));
    let csv = succeed(&["flow", MODEL, "--format", "csv"]);
    let mut lines = csv.lines().skip(1);
    for stage in document["stages"].as_array().unwrap() {
        for (place, norm) in stage["norms"].as_array().unwrap().iter().enumerate() {
            let cells: Vec<&str> = lines.next().unwrap().split(',').collect();
            assert_eq!(
                (cells[0], cells[1]),
                (stage["stage"].as_str().unwrap(), (place + 1).to_string().as_str())
            );
            assert_eq!(cells[2].parse::<f64>().ok(), norm.as_f64());
            let coupling = place.checked_sub(2).and_then(|place| stage["couplings"][place].as_f64());
            assert_eq!(cells[3].parse::<f64>().ok(), coupling);
        }
    }
    assert_eq!(lines.next(), None);
}

#[test]
fn flows_are_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let (svg, csv) = (folder.path().join("flow.svg"), folder.path().join("flow.csv"));
    succeed(&["flow", MODEL, "--plot", svg.to_str().unwrap()]);
    let drawn = fs::read_to_string(svg).unwrap();
    assert!(drawn.contains("Flow of couplings through lattice16") && drawn.contains("without units"));
    // A single curve has no legend, so its panel says which rank it is.
    let svg = folder.path().join("one.svg");
    succeed(&["flow", MODEL, "--rank", "2", "--plot", svg.to_str().unwrap()]);
    assert!(fs::read_to_string(svg).unwrap().contains(">in the units of each stage, k = 2<"));
    // A Gaussian has nothing in the second panel.
    succeed(&["flow", "tests/cases/d1_L0.model.json", "--plot", csv.to_str().unwrap()]);
    let numbers = fs::read_to_string(csv).unwrap();
    assert!(numbers.contains("1,curve,k = 2,1,0.5,") && !numbers.contains("\n2,"), "{numbers}");
}

/// Around zero this action is convex in one direction.
#[test]
fn couplings_that_do_not_exist_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model.json");
    let linear = |bias: &str| format!(r#"{{"weight": [[1, 0], [0, 1]], "bias": [0, {bias}]}}"#);
    let text = format!(r#"{{"linear": [{}, {}], "chi": [[[[1]]]]}}"#, linear("-2"), linear("0"));
    fs::write(&model, text).unwrap();
    let text = succeed(&["flow", model.to_str().unwrap(), "--around", "zero"]);
    let row = text.lines().find(|line| line.starts_with("A1")).unwrap();
    assert!(
        row.split_whitespace().rev().take(2).all(|cell| cell == "-")
            && text.contains("A^(2) is not negative definite"),
        "{text}"
    );
}
