//! `theory` and `modes` as their users meet them.

use std::path::Path;
use std::process::{Command, Output};

use diagraction::action::file::{SparseFile, load_sparse};
use diagraction::network::file::load as load_model;
use diagraction::theory;
use ndarray::Array2;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_diagraction")).args(arguments).env("LC_ALL", "C").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn succeeds(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_string()
}

#[test]
fn a_written_theory_is_read_back_exactly() {
    let folder = tempfile::tempdir().unwrap();
    let source = "examples/theories/membrane.action";
    let file = path(folder.path(), "membrane.json");
    assert_eq!(succeeds(&["theory", source, "-o", &file]), "");
    let SparseFile::Exact(action) = load_sparse(&file).unwrap() else { panic!("an exact action") };
    assert_eq!(action, theory::load(source).unwrap());
    assert_eq!(succeeds(&["theory", source]), std::fs::read_to_string(&file).unwrap());
    let summary = succeeds(&["theory", source, "--format", "text"]);
    assert!(
        summary.contains("20, triangular lattice 5 x 4, open") && summary.contains("\nnormalisable"),
        "{summary}"
    );
}

#[test]
fn built_in_theories_are_those_of_the_library() {
    let numbers = ["--r0", "-1/3", "--u", "1/7", "--beta", "3/2", "--field", "0.3", "--seed", "5"];
    let lattice = succeeds(&[&["theory", "lattice", "--side", "3,4"], &numbers[..]].concat());
    let text = "lattice square 3 4 periodic field h = normal(0, 0.3) seed 5 r0 = -1/3 u = 1/7 b = 3/2
        S = -b*sum(i) (1/2*r0*x[i]^2 + h[i]*x[i] + u*x[i]^4) - 1/2*b*sum(<i,j>) (x[i] - x[j])^2";
    let mut expected = Vec::new();
    let action = theory::read(text).unwrap();
    diagraction::action::file::json::write_sparse_exact(&action, &mut expected).unwrap();
    assert_eq!(lattice.as_bytes(), expected);
    for (arguments, lattice) in [
        (&["--side", "5", "--dimension", "1", "--open"][..], "chain lattice 5, open"),
        (&["--side", "3", "--dimension", "3"], "cubic lattice 3 x 3 x 3, periodic"),
        (&["--side", "2,3,4"], "cubic lattice 2 x 3 x 4, periodic"),
        (&["--side", "4", "--triangular"], "triangular lattice 4 x 4, periodic"),
    ] {
        let summary = succeeds(&[&["theory", "lattice", "--format", "text"], arguments].concat());
        assert!(summary.contains(lattice), "{summary}");
    }
    let random = succeeds(&["theory", "random", "-d", "6", "--seed", "2"]);
    assert_eq!(
        random,
        succeeds(&["theory", "random", "-d", "6", "--seed", "2", "--length", "1", "--c", "-1/10"])
    );
    let several = succeeds(&["theory", "random", "-d", "3", "--multimodal", "--format", "text"]);
    assert!(several.contains("theory     random action of Appendix E, seed "), "{several}");
    let hint = succeeds(&["theory", "lattice", "--side", "3", "--beta", "-1", "--format", "text"]);
    assert!(hint.contains("NOT normalisable") && hint.contains("hint: -S is normalisable"), "{hint}");
}

#[test]
fn teachers_come_with_their_action() {
    let folder = tempfile::tempdir().unwrap();
    let (model, action) = (path(folder.path(), "teacher.safetensors"), path(folder.path(), "action.npz"));
    succeeds(&["theory", "teacher", "-d", "3", "--depth", "1", "-o", &model, "--action", &action]);
    let network = load_model(&model).unwrap().to_f64().unwrap();
    let action = load_sparse(&action).unwrap().into_f64().unwrap();
    assert_eq!((network.dimension(), network.depth(), action.max_rank()), (3, 1, 4));
    // The network has depth one, so the action to rank four is all of it.
    let x = [0.3, -1.2, 0.7];
    let density = network.log_density(ndarray::aview1(&x)).unwrap();
    assert!((action.value(&x) - density).abs() < 1e-12);
    let modes = succeeds(&["modes", &model, "--starts", "20"]);
    assert!(modes.contains("one maximum was found"), "{modes}");
}

/// The sizes of W - 1, b and chi are those that are asked for, within what so many draws of them allow.
#[test]
fn teachers_have_the_sizes_that_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let model = path(folder.path(), "teacher.safetensors");
    let sizes = ["--weight", "0.5", "--bias", "0.7", "--chi", "0.9"];
    succeeds(&[&["theory", "teacher", "-d", "30", "-o", &model], &sizes[..]].concat());
    let network = load_model(&model).unwrap().to_f64().unwrap();
    let size = |numbers: Vec<f64>| (numbers.iter().map(|x| x * x).sum::<f64>() / numbers.len() as f64).sqrt();
    let linear = || (1..=3).map(|layer| network.linear(layer));
    let weight = linear().flat_map(|linear| &linear.weight - &Array2::<f64>::eye(30)).collect();
    let bias = linear().flat_map(|linear| linear.bias.to_vec()).collect();
    // The draws of chi are symmetrised, which leaves the diagonal as it is.
    let chi = (1..=2).map(|layer| network.activation(layer).couplings()[0].tensor());
    let chi = chi.flat_map(|chi| chi.outer_iter().flat_map(|chi| chi.diag().to_vec()).collect::<Vec<_>>());
    let chi: Vec<f64> = chi.collect();
    for (found, expected, error) in
        [(size(weight), 0.5 / 30f64.sqrt(), 0.05), (size(bias), 0.7, 0.25), (size(chi), 0.9 / 30.0, 0.15)]
    {
        assert!((found / expected - 1.0).abs() < error, "{found} {expected}");
    }
}

#[test]
fn modes_are_written_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let wells = "examples/theories/oscillator.action";
    let (json, csv, profile) =
        (path(folder.path(), "m.json"), path(folder.path(), "m.csv"), path(folder.path(), "p.csv"));
    let text = succeeds(&["modes", wells, "--starts", "40", "--profile", &profile, "--points", "3"]);
    assert!(text.contains("2 distinct maxima were found"), "{text}");
    assert_eq!(text, succeeds(&["modes", wells, "--starts", "40"]));
    let lines = std::fs::read_to_string(profile).unwrap();
    let values: Vec<f64> =
        lines.lines().skip(1).map(|line| line.split_once(',').unwrap().1.parse().unwrap()).collect();
    assert!(lines.starts_with("t,S\n0,") && (values[1] + 2.0).abs() < 1e-12 && values[0].abs() < 1e-12);
    succeeds(&["modes", wells, "--starts", "40", "-o", &json]);
    let document: serde_json::Value = serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
    assert_eq!(
        (document["format"].as_str(), document["starts"].as_u64()),
        (Some("diagraction-modes"), Some(40))
    );
    assert_eq!(document["modes"].as_array().unwrap().len(), 2);
    assert!((document["lines"][0]["height"].as_f64().unwrap() - 2.0).abs() < 1e-12);
    succeeds(&["modes", wells, "--starts", "40", "-o", &csv]);
    let csv = std::fs::read_to_string(csv).unwrap();
    assert!(
        csv.starts_with("maximum,value,gradient_norm,starts,x.0,eigenvalue.0\n0,")
            && csv.lines().count() == 3
    );
}

/// The maxima of a profile are numbered by falling S, and it runs from the first that is named to the second.
#[test]
fn a_profile_runs_between_the_maxima_that_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (wells, profile) = (path(folder.path(), "wells.action"), path(folder.path(), "p.csv"));
    std::fs::write(&wells, "dimension 1 S = 2 * x[0]^2 + 1/2 * x[0] - x[0]^4").unwrap();
    let ends = |between: &[&str]| {
        let modes = ["modes", &wells, "--starts", "40", "--profile", &profile, "--points", "3"];
        succeeds(&[&modes[..], between].concat());
        let lines = std::fs::read_to_string(&profile).unwrap();
        let value = |line: &str| line.split_once(',').unwrap().1.parse::<f64>().unwrap();
        (value(lines.lines().nth(1).unwrap()), value(lines.lines().nth(3).unwrap()))
    };
    let (high, low) = ends(&[]);
    assert!(high > low + 0.9, "{high} {low}");
    let (first, last) = ends(&["--between", "1,0"]);
    assert!((first - low).abs() < 1e-12 && (last - high).abs() < 1e-12, "{first} {last}");
}

/// What is too large to look at is refused before the work begins, with what it would take.
#[test]
fn large_actions_are_refused_by_estimates() {
    let folder = tempfile::tempdir().unwrap();
    let theory = path(folder.path(), "large.action");
    std::fs::write(&theory, "dimension 10000 S = -sum(i) x[i]^4").unwrap();
    let image = path(folder.path(), "map.svg");
    for (arguments, message) in [
        (
            vec!["modes", &theory, "--starts", "4", "--memory-limit", "1G"],
            "Hessians at maxima in 10000 dimensions",
        ),
        (vec!["plot", &theory, "--kind", "heatmap", "-o", &image], "an image shows at most 2000"),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    }
}

#[test]
fn bad_arguments_and_bad_files_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let broken = path(folder.path(), "broken.action");
    std::fs::write(&broken, "dimension 2\nS = -x[0]^2 - y^2\n").unwrap();
    let gaussian = "examples/theories/gaussian.action";
    for (arguments, code, message) in [
        (&["theory", &broken][..], 1, "broken.action, line 2, column 15: unknown name 'y'"),
        (&["theory", "no-such.action"], 1, "no-such.action: cannot be read"),
        (&["theory"], 2, "FILE.action"),
        (&["theory", gaussian, "-o", "x.npz"], 2, ".npz"),
        (&["theory", &broken, "-o", &broken, "--format", "json"], 2, "the theory itself"),
        (&["theory", "lattice"], 2, "--side"),
        (&["theory", "lattice", "--side", "4,4", "--dimension", "3"], 2, "3 sides"),
        (&["theory", "lattice", "--side", "4", "--u", "a"], 2, "not a number"),
        (&["theory", "lattice", "--side", "3", "--field-file", gaussian], 1, "ending"),
        (&["theory", "lattice", "--side", "0"], 2, "at least 1"),
        (&["theory", "lattice", "--side", "3", "--field=-1"], 2, "not negative"),
        (&["theory", "random", "-d", "0"], 2, "dimension 0"),
        (&["theory", "teacher", "--chi=-1", "-o", "x.npz"], 2, "not negative"),
        (&["theory", "teacher"], 2, "-o MODEL"),
        (&["modes", gaussian, "--starts", "0"], 2, "at least one"),
        (&["modes", gaussian, "--profile", "p.txt"], 2, "another ending"),
        (&["modes", gaussian, "--starts", "5", "--profile", "p.csv"], 1, "no maximum 1"),
        (&["modes", "README.md"], 1, "README.md"),
    ] {
        let output = run(arguments);
        let found = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {found}");
        assert!(found.contains(message), "{arguments:?}: {found}");
    }
}
