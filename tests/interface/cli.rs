//! The command line as its users meet it: exit codes, messages, files.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::command::{MODEL, code, command, run, stderr, stdout};

#[test]
fn exit_codes() {
    assert_eq!(code(&run(&["expand", "--depth", "1"])), 0);
    assert_eq!(code(&run(&["--help"])), 0);
    assert_eq!(code(&run(&["evaluate", "no-such-model.npz"])), 1);
    assert_eq!(code(&run(&["expand", "--depth", "4"])), 1);
    for arguments in [
        &["expand"][..],
        &["expand", "--depth", "x"],
        &["expand", "--depth", "1", "--rank", "3..2"],
        &["expand", "--depth", "1", "--at", "C1"],
        &["expand", "--depth", "1", "--at", "B3"],
        &["expand", "--depth", "1001"],
        &["expand", "--depth", "1", "--arity", "1"],
        &["expand", "--depth", "1", "--dressed", "--by-layer"],
        &["expand", "--depth", "1", "--steps", "--format", "svg"],
        &["evaluate", MODEL, "--format", "npz"],
        &["evaluate", MODEL, "--exact", "-o", "action.npz"],
        &["check", MODEL, "--points", "0"],
        &["evaluate", MODEL, "-o", "action.unknown"],
        &["evaluate", MODEL, "--pairs", "-o", "action.json"],
        &["evaluate", MODEL, "--pairs", "--max-rank", "3"],
        &["evaluate", MODEL, "--pairs", "--method", "direct"],
        &["evaluate", MODEL, "--max-rank", "1", "-o", MODEL],
        &["evaluate", MODEL, "--chi-cutoff", "-1"],
        &["evaluate", MODEL, "--top", "1000000000"],
        &["evaluate", MODEL, "--around", "somewhere"],
        &["evaluate", MODEL, "--around", "mode", "--format", "csv"],
        &["no-such-command"],
    ] {
        assert_eq!(code(&run(arguments)), 2, "{arguments:?}");
    }
}

/// What an argument says by itself is 2, what it says about a file is 1.
#[test]
fn arguments_and_files_have_codes_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let notation = folder.path().join("wrong.txt");
    std::fs::write(&notation, "Z(b4").unwrap();
    let notation = format!("@{}", notation.display());
    let cubic = "tests/cases/d3_L2_rank4.model.json";
    for (arguments, expected) in [
        (&["evaluate", MODEL, "--diagram", "Z(b4"][..], 2),
        (&["evaluate", MODEL, "--diagram", &notation], 1),
        (&["evaluate", MODEL, "--diagram", "Z(b2, b2)"], 1),
        (&["evaluate", MODEL, "--diagram", "Z()", "--exact"], 2),
        (&["evaluate", MODEL, "--entry", "0,16"], 1),
        (&["evaluate", MODEL, "--entry", "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0"], 1),
        (&["evaluate", MODEL, "--entry", "0,0,0", "--max-rank", "2"], 2),
        (&["evaluate", "tests/cases/d1_L0.model.json", "--pairs"], 1),
        (&["evaluate", MODEL, "--pairs", "--max-rank", "3"], 2),
        (&["evaluate", MODEL, "--method", "factored", "--max-rank", "5"], 2),
        (&["evaluate", cubic, "--method", "low-rank"], 1),
        (&["contributions", MODEL, "--entry", "0,16"], 1),
        (&["modes", "tests/cases/d2_L1.action.json", "--starts", "100000000000"], 1),
        (&["modes", "tests/cases/d2_L1.action.json", "--spread", "0"], 2),
    ] {
        let output = run(arguments);
        assert_eq!(code(&output), expected, "{arguments:?}: {}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
}

/// Where a result cannot be kept or nothing fits together, that is said before the work: here the work would fail in its turn,
/// at the last of the samples.
#[test]
fn refusals_come_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_string()
    };
    let rows = |last: &str| (0..200).map(|i| format!("{},{}\n", i % 7, i % 5)).collect::<String>() + last;
    let (data, wide) = (file("a.csv", rows("1,NaN\n")), file("b.csv", "1,2,3\n3,4,1\n2,2,2\n0,1,0\n".into()));
    let lost = |name: &str| folder.path().join("missing").join(name).to_str().unwrap().to_string();
    let (json, svg, html, csv) = (lost("a.json"), lost("a.svg"), lost("a.html"), lost("a.csv"));
    let action = "tests/cases/d2_L1.action.json";
    for arguments in [
        &["fit", &data, "-o", &json][..],
        &["stats", &data, "-o", &json],
        &["stats", &data, "--plot", &svg],
        &["report", MODEL, "--data", &data, "-o", &html],
        &["compare", action, "no-such.json", "--plot", &svg],
        &["plot", "no-such.json", "-o", &svg],
        &["modes", action, "--between", "0,9", "--profile", &csv],
        &["theory", "random", "--multimodal", "--dimension", "2", "-o", &json],
    ] {
        let output = run(arguments);
        assert_eq!(code(&output), 1, "{arguments:?}");
        assert!(stderr(&output).contains("does not exist"), "{arguments:?}: {}", stderr(&output));
    }
    for against in [wide.as_str(), MODEL] {
        let output = run(&["stats", &data, "--against", against]);
        assert!(
            code(&output) == 1 && stderr(&output).contains(" has d = 2; give files of one dimension"),
            "{}",
            stderr(&output)
        );
    }
    let model = folder.path().join("teacher.json");
    let output =
        run(&["theory", "teacher", "--dimension", "2", "--action", &json, "-o", model.to_str().unwrap()]);
    assert!(code(&output) == 1 && !model.exists(), "{}", stderr(&output));
}

#[test]
fn refusals_say_what_and_what_would_help() {
    let output = run(&["expand", "--depth", "4"]);
    let message = stderr(&output);
    assert!(message.contains("4,537,853,011 diagrams"), "{message}");
    assert!(message.contains("--max-chi") && message.contains("--limit"), "{message}");
    assert_eq!(stdout(&output), "");
    let message = stderr(&run(&["expand", "--depth", "400"]));
    assert!(message.contains("about 10^(1.510e120) diagrams"), "{message}");
    let message = stderr(&run(&["evaluate", MODEL, "--max-rank", "16"]));
    assert!(message.contains("memory") && message.contains("--rank"), "{message}");
    let message = stderr(&run(&["evaluate", MODEL, "--diagram", "Z(b4, W4.W2.x)"]));
    assert!(message.contains("column 10") && message.contains("below W4"), "{message}");
    let message = stderr(&run(&["evaluate", MODEL, "--diagram", "Z(b2, b2)"]));
    assert!(message.contains("depth 1") && message.contains("depth 3"), "{message}");
}

#[test]
fn limits_are_raised_on_request() {
    assert_eq!(code(&run(&["expand", "--depth", "2", "--limit", "405"])), 1);
    assert_eq!(code(&run(&["expand", "--depth", "2", "--limit", "406"])), 0);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let arguments = ["expand", "--depth", "3"];
    let mut child = command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), stderr(&output).as_str()), (0, ""));
}

#[test]
fn files_are_whole_and_their_ending_names_the_format() {
    let folder = tempfile::tempdir().unwrap();
    for (ending, start) in
        [("json", "{\"format\": \"diagraction-action\""), ("csv", "rank,index,value"), ("txt", "model")]
    {
        let path = folder.path().join(format!("action.{ending}"));
        let output = run(&["evaluate", MODEL, "-o", path.to_str().unwrap()]);
        assert_eq!((code(&output), stdout(&output).as_str(), stderr(&output).as_str()), (0, "", ""));
        assert!(std::fs::read_to_string(&path).unwrap().starts_with(start));
    }
    for ending in ["json", "svg", "tex", "dot", "txt"] {
        let path = folder.path().join(format!("expansion.{ending}"));
        assert_eq!(code(&run(&["expand", "--depth", "1", "-o", path.to_str().unwrap()])), 0);
        assert!(std::fs::metadata(&path).unwrap().len() > 100);
    }
    // A failure leaves nothing behind.
    let path = folder.path().join("refused.json");
    assert_eq!(code(&run(&["expand", "--depth", "4", "-o", path.to_str().unwrap()])), 1);
    assert!(!path.exists());
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{names:?}");
    let missing = folder.path().join("no-such-folder").join("action.json");
    let output = run(&["evaluate", MODEL, "-o", missing.to_str().unwrap()]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("no-such-folder"), "{}", stderr(&output));
}

/// What `expand` prints, `evaluate` reads: the sum of all diagrams is the action.
#[test]
fn the_printed_expansion_evaluates_to_the_action() {
    let model = "tests/cases/d2_L1.model.json";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("expansion.txt");
    assert_eq!(
        code(&run(&["expand", "--depth", "1", "--charset", "unicode", "-o", path.to_str().unwrap()])),
        0
    );
    let diagrams = format!("@{}", path.display());
    let json = |arguments: &[&str]| -> serde_json::Value {
        let output = run(arguments);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let from_text = json(&["evaluate", model, "--diagram", &diagrams, "--format", "json"]);
    let action = json(&["evaluate", model, "--format", "json", "--method", "diagrams"]);
    assert_eq!(entries(&from_text).len(), entries(&action).len());
    assert!(entries(&action).len() > 10);
    for (ours, theirs) in entries(&from_text).iter().zip(entries(&action)) {
        assert_eq!(ours.0, theirs.0);
        assert!((ours.1 - theirs.1).abs() <= 1e-12 * theirs.1.abs(), "{ours:?} {theirs:?}");
    }
}

/// Dressed, the 21 diagrams of depth 1 are six; each may be evaluated by itself.
#[test]
fn dressed_diagrams_are_evaluated() {
    let model = "tests/cases/d2_L1.model.json";
    let action = |arguments: &[&str]| -> serde_json::Value {
        let output = run(&[&["evaluate", model, "--exact", "--format", "json"], arguments].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let cubic = |action: serde_json::Value| action["coefficients"][3].clone();
    let both = "2 * Z(W2.D1.W1.x, W2.chi1(W1.x, W1.x))";
    let bare = "2 * Z(W2.W1.x, W2.chi1(W1.x, W1.x)) + 4 * Z(W2.chi1(b1, W1.x), W2.chi1(W1.x, W1.x))";
    assert_eq!(cubic(action(&["--diagram", both])), cubic(action(&["--diagram", bare])));
    assert_eq!(cubic(action(&["--diagram", both])), cubic(action(&[])));
    let message = stderr(&run(&["evaluate", model, "--diagram", "Z(b2, W2.D1.W1.x)"]));
    assert!(message.contains("column 3") && message.contains("no bare circle"), "{message}");
}

/// All orders in the biases and in χ at depth 34, in every format without further options.
#[test]
fn deep_dressed_expansions_are_written_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["text", "tree", "latex", "dot", "svg", "json"] {
        let path = folder.path().join(format);
        let arguments = ["expand", "--depth", "34", "--dressed", "--rank", "0..4", "--format", format, "-o"];
        let output = run(&[&arguments[..], &[path.to_str().unwrap()]].concat());
        assert_eq!((code(&output), stderr(&output).as_str()), (0, ""), "{format}");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("dressed"), "{format}");
        assert!(text.len() > 1_000_000, "{format}");
    }
    let output = run(&["expand", "--depth", "34", "--dressed", "--rank", "0..4", "--count"]);
    assert!(stdout(&output).starts_with("# depth 34, dressed, rank 0 to 4\n14,317 diagrams"));
}

fn entries(action: &serde_json::Value) -> Vec<(String, f64)> {
    let ranks = action["coefficients"].as_array().unwrap().iter();
    let all = ranks.flat_map(|rank| rank["entries"].as_array().unwrap());
    all.map(|entry| (entry["index"].to_string(), entry["value"].as_f64().unwrap())).collect()
}

#[test]
fn exact_actions_are_the_stored_ones() {
    for (case, options) in [
        ("d1_L0", &[][..]),
        ("d2_L1", &[]),
        ("d2_L2", &[]),
        ("d3_L1", &[]),
        ("d3_L2_rank4", &["--max-rank", "4"]),
        ("d4_L2_chi2", &["--max-chi", "2"]),
    ] {
        let stored = std::fs::read(format!("tests/cases/{case}.action.json")).unwrap();
        let stored: serde_json::Value = serde_json::from_slice(&stored).unwrap();
        let model = format!("tests/cases/{case}.model.json");
        for method in ["diagrams", "dressed", "direct"] {
            let fixed = ["evaluate", &model, "--exact", "--method", method, "--format", "json"];
            let output = run(&[&fixed[..], options].concat());
            let action: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(action, stored, "{case} by {method}");
        }
    }
}

#[test]
fn check_holds_on_every_case_and_on_the_trained_model() {
    for arguments in [
        &["check", "tests/cases/d2_L2.model.json"][..],
        &["check", "tests/cases/d1_L0.model.json"],
        &["check", "tests/cases/d3_L2_rank4.model.json", "--max-rank", "4"],
        &["check", "tests/cases/d4_L2_chi2.model.json", "--max-chi", "2"],
        &["check", "tests/cases/d4_L2_chi2.model.json", "--max-chi", "2", "--max-rank", "3"],
        &["check", MODEL, "--max-rank", "3"],
        &["check", MODEL, "--max-rank", "2", "--max-chi", "1"],
        &["check", MODEL, "--max-rank", "4", "--max-chi", "0"],
    ] {
        let output = run(arguments);
        assert_eq!(code(&output), 0, "{arguments:?}\n{}{}", stdout(&output), stderr(&output));
        assert!(stdout(&output).contains("tests hold"));
    }
}

/// Seconds after which a command that answers at once counts as hanging, also on a machine with other work.
const HANGS: u64 = 120;

/// Cutoffs of any size are counted or refused at once.
#[test]
fn wide_cutoffs_do_not_hang() {
    for arguments in [
        &["--depth", "34", "--count", "--max-chi", "1000000"][..],
        &["--depth", "400", "--count", "--max-chi", "1000000"],
        &["--depth", "34", "--max-chi", "1000000"],
        &["--depth", "20", "--count", "--rank", "1000000"],
        &["--depth", "34", "--count", "--max-circles", "1000000"],
        &["--depth", "12", "--count", "--max-chi", "3000"],
        &["--depth", "20", "--by-layer"],
        &["--depth", "1000", "--by-layer", "--rank", "2"],
        &["--depth", "5", "--rank", "64"],
        &["--depth", "34", "--dressed"],
        &["--depth", "34", "--dressed", "--count", "--rank", "0..100000"],
        &["--depth", "34", "--dressed", "--count", "--rank", "0..60"],
        &["--depth", "400", "--dressed", "--rank", "0..12", "--arity", "2,3"],
    ] {
        let start = std::time::Instant::now();
        let output = run(&[&["expand"], arguments].concat());
        assert!(start.elapsed().as_secs() < HANGS, "{arguments:?}");
        assert!(matches!(code(&output), 0 | 1), "{arguments:?}");
    }
    // What cuts nothing is dropped.
    let output = run(&["expand", "--depth", "4", "--count", "--max-chi", "1000000"]);
    assert!(stdout(&output).contains("4,537,853,011 diagrams"));
}

/// Links are followed and pipes written to; neither is replaced by a file.
#[cfg(unix)]
#[test]
fn links_and_pipes_stay_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link, pipe) =
        (folder.path().join("file.txt"), folder.path().join("link.txt"), folder.path().join("pipe.txt"));
    std::fs::write(&file, "old").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    assert_eq!(code(&run(&["expand", "--depth", "0", "-o", link.to_str().unwrap()])), 0);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(std::fs::read_to_string(&file).unwrap().contains("Z(b1, b1)"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    assert_eq!(code(&run(&["expand", "--depth", "0", "-o", pipe.to_str().unwrap()])), 0);
    assert!(reader.join().unwrap().contains("Z(b1, b1)"));
    assert!(!std::fs::metadata(&pipe).unwrap().is_file());
}

/// An interrupt removes the file that was being written, which has no name meanwhile where the system has such files.
#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_half_file() {
    let folder = tempfile::tempdir().unwrap();
    let names = || std::fs::read_dir(folder.path()).unwrap().count();
    let path = folder.path().join("expansion.json");
    let endless = ["expand", "--depth", "4", "--limit", "5000000000", "-o", path.to_str().unwrap()];
    let mut child = command(&endless).spawn().unwrap();
    let opened = format!("/proc/{}/fd", child.id());
    let is_open = || {
        let links = std::fs::read_dir(&opened).into_iter().flatten().flatten();
        links
            .filter_map(|link| std::fs::read_link(link.path()).ok())
            .any(|file| file.starts_with(folder.path()))
    };
    let begun = Instant::now();
    while names() == 0 && !is_open() {
        std::thread::sleep(Duration::from_millis(20));
        assert!(child.try_wait().unwrap().is_none(), "it writes for hours");
        if begun.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("it opens no file");
        }
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(names(), 0);
}

#[test]
fn completions_and_manual_pages() {
    assert!(stdout(&run(&["completions", "bash"])).contains("diagraction"));
    assert!(stdout(&run(&["man"])).contains(".TH diagraction 1"));
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(&run(&["man", "-o", folder.path().to_str().unwrap()])), 0);
    assert!(folder.path().join("diagraction-expand.1").exists());
}

#[test]
fn the_same_command_gives_the_same_bytes() {
    let arguments = ["evaluate", MODEL, "--format", "json"];
    assert_eq!(run(&arguments).stdout, run(&arguments).stdout);
    assert_eq!(
        run(&["check", MODEL, "--max-rank", "2"]).stdout,
        run(&["check", MODEL, "--max-rank", "2"]).stdout
    );
}

/// A point of the expansion is in the file, and it is checked.
#[test]
fn expansion_points() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let around_mode = path("mode.json");
    assert_eq!(
        code(&run(&["evaluate", MODEL, "--max-rank", "1", "--around", "mode", "-o", &around_mode])),
        0
    );
    let action: serde_json::Value = serde_json::from_slice(&std::fs::read(&around_mode).unwrap()).unwrap();
    let point: Vec<f64> = serde_json::from_value(action["around"].clone()).unwrap();
    assert_eq!(point.len(), 16);
    let linear = action["coefficients"][1]["entries"].as_array().unwrap();
    assert!(linear.is_empty(), "{linear:?}");

    let file = path("point.npy");
    ndarray_npy::write_npy(&file, &ndarray::Array1::from(point)).unwrap();
    let around_file = path("file.json");
    assert_eq!(code(&run(&["evaluate", MODEL, "--max-rank", "1", "--around", &file, "-o", &around_file])), 0);
    // At the mode the linear term is known to vanish; at a point it is what it is.
    let around_point: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&around_file).unwrap()).unwrap();
    assert_eq!(around_point["around"], action["around"]);
    assert_eq!(around_point["coefficients"][0], action["coefficients"][0]);

    ndarray_npy::write_npy(&file, &ndarray::Array1::<f64>::zeros(3)).unwrap();
    let output = run(&["evaluate", MODEL, "--around", &file]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("shape [3]; a point of this model has shape [16]"));
}

/// A small model has higher ranks than the method of the pairs reaches.
#[test]
fn pairs_need_no_rank() {
    let output = run(&["evaluate", "tests/cases/d2_L2.model.json", "--pairs"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("A^(4)  kept as"));
}

/// Numbers that overflow are refused in every form of A^(4).
#[test]
fn infinite_pairs_are_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model.json");
    let linear = r#"{"linear": [{"weight": [[1, 0], [0, 1e-200]], "bias": [0, 0]}, {"weight": [[1, 0], [0, 1e100]], "bias": [0, 0]}],
        "chi": [[[[1e200]]]]}"#;
    std::fs::write(&model, linear).unwrap();
    let target = folder.path().join("pairs.npz");
    for extra in [&["--pairs", "-o", target.to_str().unwrap()][..], &["-o", target.to_str().unwrap()], &[]] {
        let output = run(&[&["evaluate", model.to_str().unwrap()], extra].concat());
        assert_eq!(code(&output), 1, "{extra:?}");
        assert!(stderr(&output).contains("beyond the range"), "{}", stderr(&output));
    }
    assert!(!target.exists());
}

/// Methods that end at rank four are compared up to there.
#[test]
fn low_rank_models_are_checked_by_every_method() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model.json");
    let linear = r#"{"weight": [[1, 1], [0, 1]], "bias": [1, 0]}"#;
    let text = format!(
        r#"{{"linear": [{linear}, {linear}, {linear}], "chi_out": [[[1]], [[2]]], "chi_in": [[[1]], [[1]]]}}"#
    );
    std::fs::write(&model, text).unwrap();
    let output = run(&["check", model.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let table = stdout(&output);
    assert!(table.contains("low-rank = direct") && !table.contains("skipped"), "{table}");
}
