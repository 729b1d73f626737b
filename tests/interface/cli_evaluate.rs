//! `evaluate` with low-rank networks, single entries, cuts and spectra.

use std::path::{Path, PathBuf};

use diagraction::network::file::save;
use diagraction::network::{Activation, Coupling, Linear, Network};
use ndarray::{Array1, Array2};

use crate::command::{MODEL, code, run, stderr, stdout, succeed};
use crate::common::Draws;

/// A network of dimension 40 with 20 terms in each of two layers, in a folder.
fn low_rank_model(folder: &Path) -> PathBuf {
    let mut state = 7_u64;
    let mut number = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let mut matrix = |shape: (usize, usize)| Array2::from_shape_simple_fn(shape, || 0.3 * number());
    let mut linear =
        || Linear { weight: Array2::eye(40) + matrix((40, 40)), bias: Array1::from_elem(40, 0.1) };
    let layers = vec![linear(), linear(), linear()];
    let couplings = (0..2).map(|_| Coupling::low_rank(matrix((20, 20)), matrix((20, 20))).unwrap());
    let activations = couplings.map(|coupling| Activation::new(vec![coupling]).unwrap()).collect();
    let path = folder.join("low-rank.safetensors");
    save(&path, &Network::new(layers, activations).unwrap()).unwrap();
    path
}

/// The lines of a text output from a rank on.
fn from_rank(text: &str, rank: usize) -> &str {
    &text[text.find(&format!("\nA^({rank})")).unwrap()..]
}

#[test]
fn entries_are_the_same_by_every_method() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("low-rank.json");
    let network = Draws::new(3).low_rank_network(3, &[2, 2]);
    diagraction::network::file::save_exact(&path, &network).unwrap();
    let model = path.to_str().unwrap();
    let entries = ["--entry", "0,2,1,1", "--entry", "2,:", "--entry", ":", "--entry", "1,0,2"];
    let by = |method, options: &[&str]| {
        succeed(
            &[&["evaluate", model, "--method", method, "--format", "csv"], &entries[..], options].concat(),
        )
    };
    let direct = by("direct", &["--exact"]);
    assert_eq!(direct.lines().count(), 1 + 1 + 3 + 3 + 1);
    assert!(direct.starts_with("rank,index,value\n4,0 2 1 1,"), "{direct}");
    for method in ["auto", "low-rank", "factored", "diagrams"] {
        assert_eq!(by(method, &["--exact"]), direct, "{method}");
    }
    for options in [&[][..], &["--around", "mode"]] {
        let text = |method| {
            let fixed = ["evaluate", model, "--exact", "--method", method];
            let text = succeed(&[&fixed, &entries[..], options].concat());
            text[text.find("\n\n").unwrap()..].to_string()
        };
        assert!(text("direct").contains("\nA^(4)[0,2,1,1]  "), "{}", text("direct"));
        assert_eq!(text("low-rank"), text("direct"));
    }
    let rounded = by("low-rank", &[]);
    for (float, exact) in rounded.lines().zip(direct.lines()).skip(1) {
        let number = |line: &str| line.rsplit(',').next().unwrap().to_string();
        let (numerator, denominator) = match number(exact).split_once('/') {
            Some((numerator, denominator)) => (numerator.parse().unwrap(), denominator.parse().unwrap()),
            None => (number(exact).parse::<f64>().unwrap(), 1.0),
        };
        let expected: f64 = numerator / denominator;
        assert!(
            (number(float).parse::<f64>().unwrap() - expected).abs() <= 1e-12 * expected.abs(),
            "{float} {exact}"
        );
    }
}

#[test]
fn entries_and_options_that_do_not_fit_are_refused() {
    for arguments in [
        &["--entry", "0,:,1"][..],
        &["--entry", "0,,1"],
        &["--entry", "0,1,2", "--max-rank", "2"],
        &["--entry", "0", "--format", "json"],
        &["--entry", "0", "--diagram", "Z(b4, b4)"],
        &["--chi-cutoff", "0.1", "--exact"],
        &["--chi-cutoff", "-1"],
        &["--chi-cutoff", "NaN"],
        &["--spectrum", "spectrum.txt"],
        &["--spectrum", "same.csv", "-o", "same.csv"],
        &["--samples", "1"],
    ] {
        let output = run(&[&["evaluate", MODEL], arguments].concat());
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert_eq!(stdout(&output), "");
    }
    let message = stderr(&run(&["evaluate", MODEL, "--entry", "0,16"]));
    assert!(message.contains("index 16") && message.contains("0 to 15"), "{message}");
    let message = stderr(&run(&["evaluate", MODEL, "--method", "low-rank"]));
    assert!(message.contains("dense coupling") && message.contains("--chi-cutoff"), "{message}");
}

#[test]
fn low_rank_networks_too_large_for_entries_have_norms() {
    let folder = tempfile::tempdir().unwrap();
    let path = low_rank_model(folder.path());
    let model = path.to_str().unwrap();
    let all = succeed(&["evaluate", model, "--method", "low-rank"]);
    assert!(!all.contains("too many"), "{all}");
    assert_eq!(from_rank(&all, 0), from_rank(&succeed(&["evaluate", model, "--method", "factored"]), 0));
    let limited = |options: &[&str]| {
        succeed(&[&["evaluate", model, "--memory-limit", "500K", "--samples", "50"], options].concat())
    };
    let text = limited(&[]);
    assert!(text.contains("ranks 0 to 4 of 8") && text.contains("method low-rank"), "{text}");
    let (before, quartic) = (&text[..text.len() - from_rank(&text, 4).len()], from_rank(&text, 4));
    assert!(all.starts_with(before), "{text}");
    assert!(quartic.contains("(estimated from 50 samples)\n  too many to look at"), "{quartic}");
    assert_eq!(limited(&["--seed", "1"]), text);
    assert_ne!(limited(&["--seed", "2"]), text);
    // The same entry as with all of A^(4), in the memory of the factors.
    let entry = |options: &[&str]| {
        let entries = ["evaluate", model, "--entry", "3,1,2,:", "--format", "csv", "--method"];
        succeed(&[&entries, options].concat())
    };
    let row = entry(&["low-rank", "--memory-limit", "350K"]);
    assert_eq!(row.lines().count(), 41);
    assert_eq!(row, entry(&["low-rank"]));
    let value = |line: &str| line.rsplit(',').next().unwrap().parse::<f64>().unwrap();
    for (ours, theirs) in row.lines().zip(entry(&["factored"]).lines()).skip(1) {
        assert!((value(ours) - value(theirs)).abs() < 1e-15, "{ours} {theirs}");
    }
    let refusal = run(&["evaluate", model, "--memory-limit", "500K", "--format", "json", "--max-rank", "4"]);
    assert_eq!(code(&refusal), 1);
    assert!(stderr(&refusal).contains("norms instead of entries"), "{}", stderr(&refusal));
}

#[test]
fn low_rank_networks_are_checked_by_all_methods() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("low-rank.json");
    diagraction::network::file::save_exact(&path, &Draws::new(5).low_rank_network(3, &[2])).unwrap();
    let text = succeed(&["check", path.to_str().unwrap()]);
    assert!(
        text.contains("low-rank = direct") && text.contains("hold") && !text.contains("skipped"),
        "{text}"
    );
    assert!(!succeed(&["check", "tests/cases/d3_L1.model.json"]).contains("low-rank"));
}

#[test]
fn cuts_say_what_they_keep_and_change() {
    let text = succeed(&["evaluate", MODEL, "--chi-cutoff", "0.05"]);
    for line in [
        "cut     eigenvalues of chi with |lambda| >= 0.05",
        "  chi_1   32 of 64 kept, largest |lambda| dropped 0.049",
    ] {
        assert!(text.contains(line), "{text}");
    }
    for rank in 2..=4 {
        assert!(text.contains(&format!("  A^({rank})  |A - A_cut| / |A| = ")), "{text}");
    }
    // Nothing is dropped at zero, and the action stays what it is.
    let whole = succeed(&["evaluate", MODEL, "--chi-cutoff", "0"]);
    assert!(whole.contains("64 of 64 kept, nothing dropped"), "{whole}");
    assert_eq!(from_rank(&whole, 2), from_rank(&succeed(&["evaluate", MODEL, "--method", "factored"]), 2));
    let json = succeed(&["evaluate", MODEL, "--chi-cutoff", "0.05", "--format", "json", "--max-rank", "2"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json["chi_cutoff"],
        serde_json::json!({"lambda": 0.05, "kept": [32, 32, 22], "of": [64, 64, 64]})
    );
}

#[test]
fn spectra_are_written_beside_the_action() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spectrum.csv");
    let plain = succeed(&["evaluate", MODEL, "--max-rank", "2"]);
    assert_eq!(succeed(&["evaluate", MODEL, "--max-rank", "2", "--spectrum", path.to_str().unwrap()]), plain);
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (1 + 3 * 64, "layer,slice,eigenvalue"));
    let numbers = |line: &str| line.split(',').map(|part| part.parse::<f64>().unwrap()).collect::<Vec<_>>();
    let kept =
        lines[1..].iter().map(|line| numbers(line)).filter(|row| row[0] == 3.0 && row[2].abs() >= 0.05);
    assert_eq!(kept.count(), 22);
    let missing = folder.path().join("no-such-folder/spectrum.csv");
    assert_eq!(code(&run(&["evaluate", MODEL, "--spectrum", missing.to_str().unwrap()])), 1);
}

/// Weights of 1e200 and their squares: floats refuse, exact numbers show what they are.
#[test]
fn exact_numbers_beyond_the_range_of_floats() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.json");
    let layer = |entry: &str| format!(r#"{{"weight": [[{entry}, 0], [0, 1]], "bias": [0, 0]}}"#);
    let write = |entry| {
        let text = format!(r#"{{"linear": [{}, {}], "chi": [[[[1]]]]}}"#, layer(entry), layer("1"));
        std::fs::write(&path, text).unwrap();
    };
    let model = path.to_str().unwrap();
    write("1e200");
    assert_eq!(code(&run(&["evaluate", model])), 1);
    for (options, expected) in [
        (&[][..], "A^(4)  5 independent entries, norm 5.00000e799\n  [0,0,0,0]        ≈ -5.00000e799\n"),
        (&[], "A^(1)  2 independent entries, norm 0\n\n"),
        (&[], "  [1,1]            -1/2\n"),
        (&["--around", "mode"], "≈ -3.33333e399"),
        (&["--entry", "0,0,0,0"], "≈ -5.00000e799"),
        (&["--diagram", "Z(W2.chi1(W1.x, W1.x), W2.chi1(W1.x, W1.x))"], "≈ -5.00000e799"),
    ] {
        let text = succeed(&[&["evaluate", model, "--exact"], options].concat());
        assert!(text.contains(expected) && !text.contains("inf") && !text.contains("NaN"), "{text}");
    }
    write("1e-200");
    let text = succeed(&["evaluate", model, "--exact"]);
    assert!(text.contains("≈ -5.00000e-401") && text.contains("≈ -5.00000e-801"), "{text}");
    assert!(text.contains("A^(4)  5 independent entries, norm 5.00000e-801\n"), "{text}");
    let action = folder.path().join("action.json");
    succeed(&["evaluate", model, "--exact", "-o", action.to_str().unwrap()]);
    for command in ["modes", "plot"] {
        let output = run(&[command, action.to_str().unwrap()]);
        let message = stderr(&output);
        assert_eq!(code(&output), 1, "{command}: {message}");
        assert!(message.contains("the entry [0, 0] of A^(2) is not zero, and below the range"), "{message}");
    }
    for command in ["evaluate", "contributions"] {
        let output = run(&[command, model]);
        let message = stderr(&output);
        assert_eq!(code(&output), 1, "{command}: {message}");
        assert!(message.contains("A^(2) is made of products of weights down to 1e-4"), "{message}");
        assert!(message.contains("--exact"), "{message}");
    }
}

/// What rounding leaves of A^(1) at the mode is no coupling.
#[test]
fn the_linear_term_vanishes_at_the_mode() {
    let text = succeed(&["evaluate", MODEL, "--around", "mode", "--max-rank", "2"]);
    assert!(
        text.contains("where A^(1) vanishes") && text.contains("A^(1)  16 independent entries, norm 0\n"),
        "{text}"
    );
    let row = succeed(&["evaluate", MODEL, "--around", "mode", "--entry", ":"]);
    let entries: Vec<&str> = row.lines().filter(|line| line.starts_with("A^(1)")).collect();
    assert!(entries.len() == 16 && entries.iter().all(|line| line.ends_with(" 0")), "{row}");
}

/// A file of another kind is named as what it is.
#[test]
fn files_that_are_no_networks() {
    let folder = tempfile::tempdir().unwrap();
    let cut = folder.path().join("cut.npz");
    let cut = cut.to_str().unwrap();
    succeed(&["evaluate", MODEL, "--max-rank", "4", "-o", cut]);
    let draws = folder.path().join("draws.npy");
    for (file, what) in [
        (cut, "holds an action"),
        ("tests/cases/d2_L1.action.json", "holds an action"),
        ("examples/theories/lattice16.action", "holds a theory"),
        ("examples/data/double_wells.npy", "holds samples"),
    ] {
        for command in ["evaluate", "contributions"] {
            let output = run(&[command, file]);
            let message = stderr(&output);
            assert_eq!(code(&output), 1);
            assert!(message.contains(what) && message.contains("hint"), "{command} {file}: {message}");
        }
    }
    let message = stderr(&run(&["sample", cut, "-n", "9", "-o", draws.to_str().unwrap()]));
    assert!(
        message.contains("cut off at rank 4") && message.contains("sample the network itself"),
        "{message}"
    );
}
