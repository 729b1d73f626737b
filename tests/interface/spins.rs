//! `couplings` and `scan`: networks and actions of spins.

use std::fs::{self, File};

use ndarray::{Array2, ArrayD, IxDyn};
use serde_json::Value;

use diagraction::arrays::{self, Container};

use crate::command::{code, run, stderr, succeed};

const ISING: &str = "examples/theories/ising.action";

/// Weights that are the same everywhere.
fn weights(rows: usize, columns: usize, place: usize) -> ArrayD<f64> {
    ArrayD::from_shape_fn(IxDyn(&[rows, columns]), |at| {
        0.1 * (((7 * at[0] + 3 * at[1] + place) % 13) as f64 - 6.3)
    })
}

fn saved(path: &str, arrays: &[(&str, ArrayD<f64>)]) {
    let container = if path.ends_with("npz") { Container::Npz } else { Container::Safetensors };
    let named = arrays.iter().map(|(name, array)| ((*name).to_owned(), array.clone().into()));
    arrays::write(container, named.collect::<Vec<_>>(), &[], &mut File::create(path).unwrap()).unwrap();
}

fn vector(length: usize, place: usize) -> ArrayD<f64> {
    weights(length, 1, place).into_shape_with_order(IxDyn(&[length])).unwrap()
}

/// All couplings of a file, by their index.
fn couplings(arguments: &[&str]) -> Vec<(Value, f64)> {
    let action: Value = serde_json::from_str(&succeed(&[arguments, &["--format", "json"]].concat())).unwrap();
    assert_eq!(action["domain"], "spin");
    let ranks = action["coefficients"].as_array().unwrap().clone();
    let entries = ranks[1..].iter().flat_map(|rank| rank["entries"].as_array().unwrap().clone());
    entries.map(|entry| (entry["index"].clone(), entry["value"].as_f64().unwrap())).collect()
}

#[test]
fn networks_in_files_have_the_couplings_of_all_their_states() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let [rbm, logistic, made] = ["rbm.npz", "logistic.safetensors", "made.npz"].map(path);
    saved(
        &rbm,
        &[("weight", weights(5, 7, 1)), ("visible_bias", vector(7, 2)), ("hidden_bias", vector(5, 3))],
    );
    let lower = |array: ArrayD<f64>| {
        let square = array.into_dimensionality::<ndarray::Ix2>().unwrap();
        Array2::from_shape_fn(square.dim(), |(i, j)| if j < i { square[[i, j]] } else { 0.0 }).into_dyn()
    };
    saved(&logistic, &[("weight", lower(weights(7, 7, 4))), ("bias", vector(7, 5))]);
    for file in [&rbm, &logistic] {
        let subset = ["--subset", "0,2,5", "--subset", "6,1,3,4"];
        let integral = couplings(&[&["couplings", file], &subset[..]].concat());
        let states = couplings(&["couplings", file, "--method", "states", "--rank", "4"]);
        // The last of logistic units is in pairs alone.
        assert_eq!(integral.len(), 7 + 21 + if file == &rbm { 2 } else { 1 });
        for (index, value) in &integral {
            let exact = states.iter().find(|(other, _)| other == index).map_or(0.0, |(_, value)| *value);
            assert!((value - exact).abs() < 1e-13, "{index}: {value} {exact}");
        }
    }
    // Two layers; the hidden unit k sees the spins before k + 1.
    let masked = |rows: usize, columns: usize, is_kept: fn(usize, usize) -> bool| {
        ArrayD::from_shape_fn(IxDyn(&[rows, columns]), |at| f64::from(u8::from(is_kept(at[0], at[1]))))
    };
    let arrays = |mask: ArrayD<f64>| {
        [
            ("linear.0.weight", weights(6, 6, 6)),
            ("linear.0.bias", vector(6, 7)),
            ("mask.0", masked(6, 6, |k, j| j <= k)),
            ("linear.1.weight", weights(6, 6, 8)),
            ("linear.1.bias", vector(6, 9)),
            ("mask.1", mask),
        ]
    };
    saved(&made, &arrays(masked(6, 6, |i, k| k < i)));
    assert!(
        couplings(&["couplings", &made])
            .iter()
            .any(|(index, value)| index.as_array().unwrap().len() == 4 && *value != 0.0)
    );
    saved(&made, &arrays(masked(6, 6, |i, k| k <= i)));
    let output = run(&["couplings", &made]);
    assert!(
        code(&output) == 1 && stderr(&output).contains("output 0 depends on spin 0"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn an_action_of_spins_is_one_for_those_that_take_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let [action, picture] = ["ising.json", "scan.csv"].map(path);
    succeed(&["theory", ISING, "-o", &action]);
    let table = succeed(&["scan", &action, "--beta", "0.2,0.44", "--format", "csv", "--plot", &picture]);
    let energy: f64 = table.lines().nth(2).unwrap().split(',').nth(2).unwrap().parse().unwrap();
    assert!((energy + 25.005552449661493).abs() < 1e-12);
    assert!(fs::read_to_string(picture).unwrap().contains("curve"));
    assert_eq!(
        succeed(&["scan", &action, "--beta", "0..1:3", "--format", "csv"])
            .lines()
            .nth(2)
            .unwrap()
            .split(',')
            .next(),
        Some("0.5")
    );
    assert!(succeed(&["show", &action]).contains("s_0 s_1"));
    assert!(succeed(&["compare", &action, ISING]).contains("1.0000"));
    for command in ["modes", "check", "correlators", "evaluate", "plot"] {
        for file in [ISING, &action] {
            let output = run(&[&command.split(' ').collect::<Vec<_>>()[..], &[file]].concat());
            assert!(stderr(&output).contains("holds an action of spins"), "{command}: {}", stderr(&output));
        }
    }
}

#[test]
fn spins_in_texts_are_multilinear() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spins.action");
    let of = |text: &str| {
        fs::write(&path, text).unwrap();
        run(&["show", &path.display().to_string()])
    };
    let shown = |text: &str| String::from_utf8(of(text).stdout).unwrap();
    let text = "dimension 3 spins S = (s[0] + s[1])^2 + s[2]^3 / 2";
    assert!(shown(text).contains("S = 2 + 1/2 s_2 + 2 s_0 s_1"));
    for (text, message) in [
        ("dimension 3 spins S = x[0]", "unknown name 'x'"),
        ("spins dimension 3 S = s[0]", "spins before their number"),
        ("dimension 3 s = 1 spins S = s", "'s' has a meaning before"),
        ("dimension 3 spins s = 1 S = 1", "'s' stands for the variables"),
        ("dimension 3 S = s[0]", "unknown name 's'"),
    ] {
        let output = of(text);
        assert!(code(&output) == 1 && stderr(&output).contains(message), "{text}: {}", stderr(&output));
    }
    // A file with a square of a spin is damaged.
    let file = folder.path().join("damaged.json");
    let text = r#"{"format": "diagraction-action", "version": 1, "dimension": 2, "max_rank": null, "max_chi": null, "exact": false, "domain": "spin",
        "coefficients": [{"rank": 2, "entries": [{"index": [1, 1], "value": 1.0}]}]}"#;
    fs::write(&file, text).unwrap();
    let output = run(&["show", &file.display().to_string()]);
    assert!(stderr(&output).contains("entries of spins have different indices"), "{}", stderr(&output));
}

/// What is not as it seems: words that are no text, layers left over, units that are too large, files that grow, domains that differ.
#[test]
fn damaged_networks_and_domains_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let [network, real, spins] = ["network.npz", "real.json", "spins.json"].map(path);
    let refused = |arguments: &[&str], message: &str| {
        let output = run(arguments);
        assert!(
            code(&output) == 1 && stderr(&output).contains(message),
            "{arguments:?}: {}",
            stderr(&output)
        );
    };
    let rbm = |weight: ArrayD<f64>| {
        let (hidden, visible) = (weight.shape()[0], weight.shape()[1]);
        [("weight", weight), ("visible_bias", vector(visible, 2)), ("hidden_bias", vector(hidden, 3))]
    };
    let with = |more: (&'static str, ArrayD<f64>)| [&rbm(weights(2, 3, 1))[..], &[more]].concat();
    saved(&network, &with(("units", ArrayD::zeros(vec![2]))));
    refused(&["couplings", &network], "\"units\" is no text");
    saved(&network, &with(("unit", ArrayD::zeros(vec![2]))));
    refused(&["couplings", &network], "holds `unit`");
    saved(&network, &rbm(weights(2, 3, 1) * 1e20));
    refused(&["couplings", &network], "unit 0 has weights");
    saved(&network, &rbm(ArrayD::zeros(vec![1, 100_000])));
    refused(&["couplings", &network, "--memory-limit", "100M"], "pairs of spins take about");
    refused(&["couplings", &network, "--method", "states"], "100000 spins");
    let layer = |name: &'static str, array: ArrayD<f64>| (name, array);
    saved(
        &network,
        &[
            layer("linear.0.weight", ArrayD::zeros(vec![3, 3])),
            layer("linear.0.bias", vector(3, 1)),
            layer("linear.2.weight", weights(3, 3, 1)),
            layer("linear.2.bias", vector(3, 1)),
        ],
    );
    refused(&["couplings", &network], "holds `linear.2.weight`");
    let action = |domain: &str, more: &str| {
        format!(
            r#"{{"format": "diagraction-action", "version": 1, "dimension": 2, "max_rank": null, "max_chi": null, "exact": false, "domain": "{domain}", {more}
            "coefficients": [{{"rank": 2, "entries": [{{"index": [0, 1], "value": 0.5}}]}}]}}"#
        )
    };
    fs::write(&real, action("real", "")).unwrap();
    fs::write(&spins, action("spin", "")).unwrap();
    refused(&["scan", &real], "an action of spins is needed");
    refused(&["compare", &spins, &real], "one action is of spins");
    assert!(succeed(&["show", &real]).contains("x_0 x_1"));
    fs::write(&spins, action("spin", r#""around": [1, 1],"#)).unwrap();
    refused(&["scan", &spins], "no point of expansion");
    refused(&["scan", &path("nothere.json")], "cannot be read");
    let typo = path("typo.action");
    fs::write(&typo, "dimension 2 spins S = t[1]").unwrap();
    refused(&["scan", &typo], "unknown name 't'");
    fs::write(&typo, "dimension 2 V = x[0] spins S = V").unwrap();
    refused(&["scan", &typo], "a polynomial of x before spins");
    // m² vanishes in both states of an antiferromagnet.
    fs::write(&typo, "dimension 2 spins S = -s[0] * s[1]").unwrap();
    let row = succeed(&["scan", &typo, "--beta", "1000000", "--format", "csv"]);
    assert!(row.lines().nth(1).unwrap().starts_with("1000000,1000000.69"), "{row}");
    assert!(succeed(&["scan", &typo, "--beta", "1000"]).contains('-'));
}

#[test]
fn wrong_networks_and_temperatures_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("network.npz").display().to_string();
    saved(
        &path,
        &[("weight", weights(3, 4, 1)), ("visible_bias", vector(3, 2)), ("hidden_bias", vector(3, 3))],
    );
    let gaussian = "examples/theories/gaussian.action";
    for (arguments, message) in [
        (vec!["couplings", &*path], "`visible_bias` has the shape [3], expected [4]"),
        (vec!["couplings", "examples/data/double_wells.npy"], "error"),
        (vec!["couplings", gaussian], "error"),
        (vec!["scan", gaussian], "one with the line `spins` is needed"),
        (vec!["scan", ISING, "--beta", "a"], "give numbers such as"),
        (vec!["scan", ISING, "--beta", "0..1"], "give numbers such as"),
        (vec!["scan", ISING, "--beta", "1e308"], "give numbers such as"),
        (vec!["show", ISING, "--around", "zero"], "spins have no point"),
        (
            vec!["reweight", ISING, "--proposal", "examples/models/lattice16.safetensors", "-n", "1000"],
            "this needs real variables",
        ),
        (vec!["scan", ISING, "--memory-limit", "100K"], "S at all states"),
    ] {
        let output = run(&arguments);
        assert!(
            code(&output) != 0 && stderr(&output).contains(message),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn states_are_drawn_learned_and_scored() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let [states, again, units, own, blocks, pairs] =
        ["s.npy", "t.npy", "u.npz", "own.npy", "b.npy", "p.json"].map(path);
    let drawn = |to: &str, threads: &str| {
        succeed(&["sample", ISING, "--beta", "0.3", "-n", "2000", "-o", to, "--threads", threads])
    };
    assert!(drawn(&states, "1").contains("clusters (Wolff)"));
    drawn(&again, "2");
    assert_eq!(fs::read(&states).unwrap(), fs::read(&again).unwrap());
    let told = succeed(&["train", &states, "--autoregressive", "-o", &units, "--errors", "2"]);
    assert!(told.contains("1800 states of 16 spins") && told.contains("if spins were independent"), "{told}");
    let errors: Value = serde_json::from_str(&fs::read_to_string(path("u.errors.json")).unwrap()).unwrap();
    assert_eq!((&errors["domain"], &errors["replicas"]), (&"spin".into(), &2.into()));
    succeed(&["sample", &units, "-n", "500", "-o", &own]);
    let score: Value =
        serde_json::from_str(&succeed(&["score", &units, &own, "--against", ISING, "--format", "json"]))
            .unwrap();
    assert_eq!(score["quantity"], "ln_p");
    assert!(score["against"]["gain"]["value"].as_f64().unwrap().is_finite());
    let scan: Value = serde_json::from_str(&succeed(&[
        "scan", &units, "-n", "1000", "--beta", "0.9,1", "--format", "json",
    ]))
    .unwrap();
    let rows = scan["temperatures"].as_array().unwrap();
    assert!(rows[0]["share"].as_f64().unwrap() < 1.0 && rows[1]["share"] == 1.0, "{scan}");
    assert!(rows[0]["ln_z"].as_f64().unwrap() > 0.0 && rows[1]["ln_z"] == 0.0, "{scan}");
    let csv = succeed(&["scan", ISING, "--data", &states, "--beta", "1", "--format", "csv"]);
    assert!(
        csv.starts_with("beta,ln_z,energy,heat_capacity,magnetisation,square,binder,ln_z_error,"),
        "{csv}"
    );
    let symmetry: Value = serde_json::from_str(&succeed(&[
        "symmetry",
        &units,
        &states,
        "--lattice",
        "square:4x4",
        "--format",
        "json",
    ]))
    .unwrap();
    assert_eq!(symmetry["changes"].as_array().unwrap().len(), 10);
    // An action of an XY model is compared at its own samples, normalisable or not.
    let [xy, theory] = ["xy.csv", "xy.action"].map(path);
    let row = |k: u32| {
        [0.3, 0.7].map(|step| (step * f64::from(k)).sin_cos()).map(|(y, x)| format!("{x},{y}")).join(",")
    };
    fs::write(&xy, (0..400).map(|k| row(k) + "\n").collect::<String>()).unwrap();
    fs::write(&theory, "dimension 4\nS = 1/2 * x[0] * x[2] + 1/2 * x[1] * x[3]\n").unwrap();
    let turned = succeed(&["symmetry", &theory, &xy, "--components", "2", "--format", "json"]);
    let turned: Value = serde_json::from_str(&turned).unwrap();
    let change = |place: usize| turned["changes"][place]["change"].as_f64().unwrap();
    assert_eq!(turned["elements"][1], "components 0, 1 by 45 degrees");
    assert!(change(0) < 1e-12 && change(1) < 1e-12, "{turned}");
    assert!((turned["ranks"][0]["share"].as_f64().unwrap() - 1.0).abs() < 1e-12);
    let flips = succeed(&["couplings", &units, "--data", &states, "--rows", "50", "--subset", "0,1,2"]);
    assert!(flips.contains("by flips at 50 states"), "{flips}");
    succeed(&["coarse", &states, "--lattice", "square:4x4", "--block", "2x2", "-o", &blocks]);
    succeed(&["fit", &states, "--method", "pseudo-likelihood", "--errors", "2", "-o", &pairs]);
    let fit: Value = serde_json::from_str(&fs::read_to_string(&pairs).unwrap()).unwrap();
    assert_eq!(fit["domain"], "spin");
    assert!(succeed(&["fit", &states, "--method", "mean-field"]).contains("--errors N gives errors"));
}

#[test]
fn what_is_not_of_spins_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let [states, other, out] = ["s.npy", "x.csv", "out.npy"].map(path);
    succeed(&["sample", ISING, "--beta", "0.2", "-n", "200", "-o", &states]);
    fs::write(&other, "0.5,1\n1,-1\n").unwrap();
    let network = path("n.npz");
    for (line, message) in [
        (
            &["train", &other, "--autoregressive", "-o", &network][..],
            "row 0, column 0 is 0.5; spins are +1 and -1",
        ),
        (&["train", &states, "--autoregressive", "--depth", "2", "-o", &network], "cannot be used with"),
        (&["train", &states, "--autoregressive", "-o", &out], "written as .safetensors or .npz"),
        (&["fit", &states, "--method", "mean-field", "--rank", "1..2"], "fields and pairs"),
        (&["fit", &states, "--errors", "3"], "--errors is of spins"),
        (&["fit", &states, "--method", "autoregressive", "--rank", "1..3"], "give 2 or 4"),
        (&["fit", &states, "--method", "pseudo-likelihood", "--blocks", "3"], "--blocks is of"),
        (
            &["sample", "examples/theories/kink.action", "--beta", "2", "-n", "9", "-o", &out],
            "with the line `spins`",
        ),
        (
            &["sample", "examples/theories/lattice16.action", "--transfer-matrix", "-n", "9", "-o", &out],
            "not neighbours on a ring",
        ),
        (&["sample", ISING, "-n", "9", "-o", &out, "--verify"], "--verify is of real variables"),
        (&["scan", ISING, "--draws", "20"], "errors take 128 at least"),
        (&["scan", ISING, "--key", "x"], "are of --data"),
        (&["couplings", &network, "--rows", "3"], "--data"),
        (&["coarse", &states, "--lattice", "square:4x4", "--block", "5x2", "-o", &out], "does not fit"),
        (
            &["coarse", &states, "--lattice", "square:4x4", "--block", "2x2", "--stride", "3", "-o", &out],
            "steps of 3",
        ),
        (&["symmetry", "examples/theories/double_well.action", "--group", "point"], "need a lattice"),
        (&["score", ISING, &states, "--against", "examples/theories/lattice16.action"], "side by side"),
    ] {
        let told = stderr(&run(line));
        assert!(told.contains(message), "{line:?}: {told}");
        assert_eq!(told.matches("error:").count(), 1, "{told}");
    }
}
