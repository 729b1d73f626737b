//! `correlators`: formats that agree with each other, files that others read, refusals in words.

use std::fs;
use std::path::Path;

use diagraction::correlators::file::load;

use crate::command::{MODEL, code, command, run, stderr, stdout};

const LATTICE: &str = "examples/theories/lattice16.action";

fn theory(folder: &Path, text: &str) -> String {
    let path = folder.join("theory.action");
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The same numbers in every format, and the sums of the terms.
#[test]
fn formats_agree() {
    let folder = tempfile::tempdir().unwrap();
    let write = |ending: &str| {
        let path = folder.path().join(format!("cumulants.{ending}"));
        let output =
            run(&["correlators", LATTICE, "--order", "1..3", "--loops", "1", "-o", path.to_str().unwrap()]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        path
    };
    let json = load(&write("json"), u64::MAX).unwrap();
    assert_eq!(json.orders.keys().copied().collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(load(&write("npz"), u64::MAX).unwrap(), json);
    assert_eq!(load(&write("safetensors"), u64::MAX).unwrap(), json);
    let csv = fs::read_to_string(write("csv")).unwrap();
    let mut sum = 0.0;
    for line in csv.lines().filter(|line| line.starts_with("2,") && line.contains(",0 3,")) {
        sum += line.rsplit(',').next().unwrap().parse::<f64>().unwrap();
    }
    assert!((sum - json.orders[&2].get(&[3, 0])).abs() < 1e-15);
    let document: serde_json::Value = serde_json::from_slice(&fs::read(write("json")).unwrap()).unwrap();
    assert_eq!(document["orders"][1]["loops"][1]["loops"], 1);
    assert_eq!(document["ln_z"].as_array().unwrap().len(), 2);
    assert_eq!((&document["complete"], &document["around"]), (&true.into(), &serde_json::Value::Null));
}

#[test]
fn exact_numbers_are_strings() {
    let folder = tempfile::tempdir().unwrap();
    let path = theory(folder.path(), "dimension 1  S = -x[0]^2 / 2 - x[0]^4 / 48");
    let output = run(&["correlators", &path, "--exact", "--order", "2", "--loops", "2", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let values: Vec<&serde_json::Value> = document["orders"][0]["loops"]
        .as_array()
        .unwrap()
        .iter()
        .map(|term| &term["entries"][0]["value"])
        .collect();
    assert_eq!(values, ["1", "-1/4", "1/6"]);
    assert_eq!(
        document["ln_z"][1],
        serde_json::json!({"loops": 1, "determinant": "1", "gaussian_dimension": 1})
    );
    assert_eq!(document["ln_z"][2]["value"], "-1/16");
}

/// A file of cumulants is compared with samples, and with another one.
#[test]
fn others_read_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let path = theory(
        folder.path(),
        "lattice chain 4 periodic  S = -sum(i) x[i]^2 - 1/4 * sum(<i,j>) (x[i] - x[j])^2 - 1/50 * sum(i) x[i]^4",
    );
    for (name, loops) in [("good.npz", "3"), ("poor.json", "0")] {
        let output = run(&["correlators", &path, "--order", "1..2", "--loops", loops, "-o", &at(name)]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
    }
    let drawn = run(&["sample", &path, "-n", "100000", "--seed", "2", "--quiet", "-o", &at("x.npy")]);
    assert_eq!(code(&drawn), 0, "{}", stderr(&drawn));
    let against =
        |name: &str| run(&["stats", &at("x.npy"), "--order", "2", "--strict", "--against", &at(name)]);
    let good = against("good.npz");
    assert_eq!(code(&good), 0, "{}", stdout(&good));
    assert!(stdout(&good).contains("cumulants to order 2, d = 4, given without errors"), "{}", stdout(&good));
    let poor = against("poor.json");
    assert_eq!(code(&poor), 1, "{}", stdout(&poor));
    assert!(stdout(&poor).contains("DO NOT AGREE in order 2"), "{}", stdout(&poor));
    let compared = run(&["compare", &at("good.npz"), &at("poor.json")]);
    assert_eq!(code(&compared), 0, "{}", stderr(&compared));
    assert!(stdout(&compared).contains("cumulants, d = 4"));
    assert_eq!(code(&run(&["compare", &at("good.npz"), &path])), 1);
}

#[test]
fn what_is_not_sound_is_refused_or_said() {
    let folder = tempfile::tempdir().unwrap();
    let said = |text: &str, more: &[&str]| {
        let path = theory(folder.path(), text);
        let output = run(&[&["correlators", &path], more].concat());
        (code(&output), format!("{}{}", stdout(&output), stderr(&output)))
    };
    let cases: [(&str, &[&str], i32, &str); 8] = [
        ("dimension 1  S = x[0]^2 / 2 - x[0]^4 / 4", &[], 0, "S has another maximum"),
        ("dimension 1  S = x[0]^3 - x[0]^2", &[], 0, "exp(S) cannot be normalised"),
        ("dimension 1  S = x[0]^3 - x[0]^2", &[], 0, "TERMS GROW from 1 loop on"),
        ("dimension 1  S = -x[0]^4", &[], 1, "the maximum of S is flat"),
        ("dimension 1  S = x[0]^2", &[], 1, "S has no maximum that a climb could find"),
        ("dimension 1  S = -x[0]^2 - x[0]^4 + x[0]", &["--exact"], 1, "no rational mode was found"),
        ("dimension 1  S = -x[0]^2 - x[0]^4", &["--loops", "15"], 1, "at most 16 are supported"),
        ("dimension 1  S = -x[0]^2 - x[0]^4", &["--order", "0"], 2, "cumulants have order 1 or more"),
    ];
    for (text, more, expected, words) in cases {
        let (code, text) = said(text, more);
        assert!(code == expected && text.contains(words), "{code}: {text}");
    }
    let (code, text) = said("dimension 1  S = -x[0]^4", &["--dressed", "--order", "2"]);
    // 1/G = 12 G.
    assert!(code == 0 && text.contains("0.288675"), "{text}");
}

/// A point that is no mode is refused with the nearest one; a mode that was not searched for is taken.
#[test]
fn points_are_modes() {
    let folder = tempfile::tempdir().unwrap();
    let path = theory(folder.path(), "dimension 1  S = x[0]^2 / 2 - x[0]^4 / 4");
    let point = folder.path().join("point.npy");
    let around = |x: f64| {
        let mut out = fs::File::create(&point).unwrap();
        let mut writer = diagraction::arrays::NpyWriter::new(&mut out, 1).unwrap();
        writer.write(ndarray::array![[x]].view()).unwrap();
        writer.finish().unwrap();
        run(&["correlators", &path, "--around", point.to_str().unwrap(), "--order", "1", "--loops", "0"])
    };
    // A file of one row and one column is no point.
    assert_eq!(code(&around(1.0)), 1);
}

#[test]
fn diagrams_entries_and_momenta() {
    let diagrams = stdout(&run(&["correlators", LATTICE, "--order", "2", "--loops", "1..1", "--diagrams"]));
    assert!(diagrams.contains("105.8 %       1/4  V4(x,x,a,a)"), "{diagrams}");
    let entry = stdout(&run(&["correlators", LATTICE, "--entry", "5,0", "--loops", "2", "--format", "csv"]));
    assert_eq!(entry.lines().count(), 4);
    let whole = stdout(&run(&["correlators", LATTICE, "--order", "2", "--loops", "2", "--format", "csv"]));
    for (loops, line) in entry.lines().skip(1).enumerate() {
        let value = |line: &str| line.rsplit(',').next().unwrap().parse::<f64>().unwrap();
        let other = whole.lines().find(|other| other.starts_with(&format!("2,{loops},0 5,"))).unwrap();
        assert!((value(line) - value(other)).abs() < 1e-14 * value(other).abs().max(1.0), "{line} {other}");
    }
    let folder = tempfile::tempdir().unwrap();
    let plot = folder.path().join("s.svg");
    let output = run(&[
        "correlators",
        LATTICE,
        "--momentum",
        "--dressed",
        "--loops",
        "1",
        "--plot",
        plot.to_str().unwrap(),
    ]);
    assert!(stdout(&output).contains("correlation length along side 1:"), "{}", stderr(&output));
    assert!(fs::read_to_string(plot).unwrap().starts_with("<svg"));
    let open = run(&["correlators", LATTICE, "--momentum", "--lattice", "square:4x4:open"]);
    assert!(code(&open) == 1 && stderr(&open).contains("is open, and has no momenta"));
}

/// Effective couplings are an action whose trees are the cumulants of the theory.
#[test]
fn effective_couplings_are_an_action() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("effective.json");
    let output = run(&[
        "correlators",
        "examples/theories/membrane.action",
        "--effective",
        path.to_str().unwrap(),
        "--loops",
        "1",
    ]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let tree = run(&["correlators", path.to_str().unwrap(), "--order", "2", "--loops", "0"]);
    assert!(code(&tree) == 0 && stdout(&tree).contains("cut at rank 4"), "{}", stderr(&tree));
}

/// A dressed vertex has self-loops of all ranks of the network, whatever orders are asked for.
#[test]
fn dressed_networks_are_whole() {
    let model = "tests/cases/d2_L2.model.json";
    let bound = |order: &str| {
        let asked = ["correlators", model, "--dressed", "--order", order, "--loops", "1", "--format", "json"];
        let document: serde_json::Value = serde_json::from_str(&stdout(&run(&asked))).unwrap();
        assert_eq!(document["complete"], true);
        document["ln_z"][0]["value"].as_f64().unwrap()
    };
    let found = bound("1");
    assert!((found - bound("1..3")).abs() < 1e-9, "{found}");
    // ln Z is 0.
    assert!(found < 0.0 && found > -2.0, "{found}");
    // Its Hessian is nearly singular.
    let rough = stdout(&run(&[
        "correlators",
        "tests/cases/d3_L1.model.json",
        "--order",
        "2",
        "--loops",
        "1",
        "--route",
        "diagrams",
    ]));
    assert!(rough.contains("so large are rounding errors here"), "{rough}");
    let cut = ["correlators", "tests/fixtures/lattice16.action.npz", "--dressed", "--loops", "1"];
    assert_eq!(code(&run(&cut)), 1);
    let marked = run(&[&cut[..], &["--incomplete", "--format", "json"]].concat());
    assert!(stdout(&marked).contains("\"complete\": false"), "{}", stderr(&marked));
    let effective = [
        "correlators",
        "tests/fixtures/lattice16.action.npz",
        "--loops",
        "1",
        "--effective",
        "target/tmp/x.json",
    ];
    assert!(stderr(&run(&effective)).contains("has vertices of rank 6"));
}

#[test]
fn damaged_files_of_cumulants() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cumulants.json");
    let refused = |orders: &str| {
        let text = format!(
            "{{\"format\": \"diagraction-cumulants\", \"version\": 1, \"dimension\": 2, \"exact\": true, \"orders\": {orders}}}"
        );
        fs::write(&path, text).unwrap();
        load(&path, 1 << 20).unwrap_err().to_string()
    };
    let entry = r#"{"index": [0], "value": "1"}"#;
    let term = |loops: usize, entries: &str| format!(r#"{{"loops": {loops}, "entries": [{entries}]}}"#);
    let order = |terms: &str| format!(r#"[{{"order": 1, "loops": [{terms}]}}]"#);
    assert!(refused("[]").contains("there are no cumulants"));
    assert!(refused(&order(&term(0, &format!("{entry}, {entry}")))).contains("this entry is given twice"));
    assert!(
        refused(&order(&format!("{}, {}", term(1, entry), term(1, "")))).contains("loops 1 is given twice")
    );
    assert!(refused(&order(&term(0, r#"{"index": [0], "value": "1e400"}"#))).contains("beyond the range"));
    assert!(refused(&order(&term(0, r#"{"index": [2], "value": "1"}"#))).contains("below the dimension"));
    // A few bytes that name 2^15 variables.
    fs::write(
        &path,
        r#"{"format": "diagraction-cumulants", "version": 1, "dimension": 32768, "orders": [{"order": 2, "loops": []}]}"#,
    )
    .unwrap();
    assert!(load(&path, 1 << 20).unwrap_err().to_string().contains("of memory"));
}

/// The whole of a rational network: every loop, by both routes, in every format.
#[test]
fn all_loops_of_a_network_are_exact() {
    let both =
        run(&["correlators", "tests/cases/d2_L2.model.json", "--exact", "--loops", "all", "--route", "both"]);
    assert_eq!(code(&both), 0, "{}", stderr(&both));
    let text = stdout(&both);
    assert_eq!(text.matches("no loops are left: the sum is exact").count(), 2, "{text}");
    assert_eq!(text.matches("equality  holds").count(), 7, "{text}");
    let json = |route| {
        let output = run(&[
            "correlators",
            "tests/cases/d2_L1.model.json",
            "--exact",
            "--loops",
            "1",
            "--route",
            route,
            "--format",
            "json",
        ]);
        serde_json::from_str::<serde_json::Value>(&stdout(&output)).unwrap()
    };
    let (network, diagrams) = (json("network"), json("diagrams"));
    assert_eq!((&network["route"], &diagrams["route"]), (&"network".into(), &"diagrams".into()));
    assert_eq!(network["orders"], diagrams["orders"]);
    assert_eq!(network["ln_z"], serde_json::json!([]));
}

/// A model takes the network route, an action the diagrams; options of diagrams take these.
#[test]
fn the_route_follows_from_what_is_asked() {
    let first = |arguments: &[&str]| stdout(&run(arguments)).lines().nth(1).unwrap_or_default().to_owned();
    assert!(first(&["correlators", MODEL, "--loops", "0"]).starts_with("route   x = f^-1(z)"));
    assert!(
        first(&["correlators", MODEL, "--loops", "0", "--order", "2", "--diagrams"])
            .starts_with("around  the mode")
    );
    assert!(first(&["correlators", LATTICE, "--loops", "0"]).starts_with("around  the mode"));
}

#[test]
fn an_entry_is_that_of_the_whole() {
    let lines = |arguments: &[&str]| -> Vec<String> {
        let csv = stdout(&run(arguments));
        csv.lines().filter(|line| line.contains(",0 5,")).map(str::to_owned).collect()
    };
    let alone = lines(&["correlators", MODEL, "--entry", "0,5", "--loops", "2", "--format", "csv"]);
    let whole = lines(&["correlators", MODEL, "--order", "2", "--loops", "2", "--format", "csv"]);
    assert_eq!(alone.len(), 3);
    for (alone, whole) in alone.iter().zip(&whole) {
        let number = |line: &str| line.rsplit(',').next().unwrap().parse::<f64>().unwrap();
        assert!(
            (number(alone) - number(whole)).abs() <= 1e-15 * number(whole).abs().max(1e-3),
            "{alone} {whole}"
        );
    }
}

/// Draws beside a polynomial are the cumulants within their errors, with the same bytes for any number of threads.
#[test]
fn draws_are_controlled() {
    let draws = |seed, threads| {
        let arguments =
            ["correlators", MODEL, "--draws", "4000", "--seed", seed, "--order", "2", "--format", "json"];
        stdout(&command(&arguments).env("RAYON_NUM_THREADS", threads).output().unwrap())
    };
    let found = draws("1", "1");
    assert_eq!(found, draws("1", "3"));
    assert_ne!(found, draws("2", "1"));
    let document: serde_json::Value = serde_json::from_str(&found).unwrap();
    let entry = &document["orders"][0]["entries"][0];
    let [value, error] = ["value", "error"].map(|key| entry[key].as_f64().unwrap());
    assert!((value - 0.287_238_178_344_9).abs() < 5.0 * error && error < 1e-5, "{value} {error}");
}

/// Of an entry both routes are compared, too, and of the point itself.
#[test]
fn both_routes_to_an_entry_agree() {
    for arguments in [
        vec![MODEL, "--entry", "5,5", "--loops", "1"],
        vec![MODEL, "--order", "1", "--loops", "0"],
        vec!["tests/cases/d3_L1.model.json", "--entry", "0,1", "--exact"],
    ] {
        let output = run(&[&["correlators", "--route", "both"], &arguments[..]].concat());
        assert_eq!(code(&output), 0, "{arguments:?}: {}", stderr(&output));
        assert!(stdout(&output).contains("both routes") && !stdout(&output).contains("FAILS"));
    }
}

/// The loops of cubic couplings end later.
#[test]
fn all_loops_of_cubic_couplings_are_those_of_their_degree() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cubic.json");
    let one = r#"{"weight": [["1", "0"], ["0", "1"]], "bias": ["0", "0"]}"#;
    let model = format!(r#"{{"linear": [{one}, {one}], "chi3": [[[[["1/2"]]]]]}}"#);
    fs::write(&path, model).unwrap();
    let path = path.to_str().unwrap();
    let output = run(&["correlators", path, "--loops", "all", "--order", "2", "--exact"]);
    // x_1 = z_1 - z_0^3 / 2, so its variance is 1 + 15/4.
    assert!(stdout(&output).contains("19/4"), "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn what_a_route_cannot_do_is_said() {
    let refused = |arguments: &[&str], words: &str, exit| {
        let output = run(arguments);
        assert_eq!(code(&output), exit, "{arguments:?}: {}", stdout(&output));
        assert!(stderr(&output).contains(words), "{arguments:?}: {}", stderr(&output));
    };
    refused(&["correlators", LATTICE, "--route", "network"], "needs a network", 1);
    refused(&["correlators", LATTICE, "--draws", "5000"], "those of a network", 1);
    refused(&["correlators", LATTICE, "--loops", "all"], "do not end", 2);
    refused(&["correlators", MODEL, "--draws", "10"], "too few", 2);
    refused(&["correlators", MODEL, "--route", "both", "--diagrams"], "--diagrams", 2);
    refused(&["correlators", MODEL, "--loops", "some"], "or all", 2);
    refused(&["correlators", MODEL, "--loops", "18446744073709551615"], "at most 1000", 2);
    refused(&["correlators", LATTICE, "--order", "18446744073709551615"], "at most order 1000", 2);
    refused(&["correlators", LATTICE, "--order", "1000"], "at most", 1);
    refused(&["correlators", MODEL, "--order", "9"], "order 6", 1);
    refused(&["correlators", MODEL, "--order", "6", "--loops", "all"], "graphs", 1);
    refused(&["correlators", MODEL, "--draws", "5000", "--order", "5"], "order 4", 2);
    refused(&["correlators", MODEL, "--order", "4", "--loops", "all", "--memory-limit", "2G"], "memory", 1);
}
